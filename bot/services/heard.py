"""Until when each channel has been read in this process: what customers sent before is here."""

import asyncio
from contextlib import suppress
from datetime import datetime


class Heard:
    """At first nothing is known, and then nobody's silence is taken for anything."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}
        self._wanted: dict[str, datetime] = {}
        self._news = asyncio.Event()

    def everything(self, channel: str, until: datetime) -> None:
        """The channel has been read up to the moment."""
        self._until[channel] = until
        self._news.set()

    def covers(self, channel: str, moment: datetime) -> bool:
        """Whether it has been. Where not, somebody waits for it from now on."""
        known = self._until.get(channel)
        if known is not None and known >= moment:
            return True
        self._wanted[channel] = max(moment, self._wanted.get(channel, moment))
        return False

    async def reached(self, channel: str, moment: datetime, *, within: float) -> None:
        """Waits until the channel has been read up to the moment, but no longer than so many seconds: another
        process may be the one that reads it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not self.covers(channel, moment):
                    self._news.clear()
                    await self._news.wait()

    def is_wanted(self, channel: str, *, now: datetime) -> bool:
        """Somebody waits for what reading the channel now would tell."""
        wanted, known = self._wanted.get(channel), self._until.get(channel)
        return wanted is not None and (known is None or known < wanted <= now)
