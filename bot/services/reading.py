"""Keeps the mark until which a channel has been read, and notices when it was not read for too long."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.errors import VersionMismatch
from bot.domain.timers import TimerKind
from bot.services.heard import Heard
from bot.services.ports import Clock, Database, UnitOfWork
from bot.services.reading_ports import ReadMark

FORGOTTEN_AFTER = timedelta(hours=24)
"""Telegram keeps what was not fetched for so long."""

KEPT_EVERY = timedelta(minutes=1)
"""How old the mark in the database may be."""

LONG_POLL, SHORT_POLL = 25, 2
"""Seconds that the channel is asked to wait for something new. A short poll tells soon that a moment has
passed without a word."""

LISTENING = (TimerKind.CLOSING, TimerKind.CLOSING_REMINDER)
"""Timers that act only once the channel has been read up to their moment."""


class TimersAhead(Protocol):
    """A look at the timers that keeps no writer waiting."""

    async def any_of(self, kinds: Collection[TimerKind]) -> bool: ...


class Outage(Protocol):
    """What follows when the channel may have forgotten what customers said."""

    async def ask_again(self, channel: str, *, after: int, lost_before: datetime) -> int | None:
        """Some of the customers concerned, those of tickets behind the one given; the last of these tickets,
        None when there are no more. Of what was sent after `lost_before`, nothing was forgotten."""


class Reading:
    """Of one channel, fed by who reads it."""

    def __init__(
        self,
        channel: str,
        heard: Heard,
        *,
        database: Database,
        dial: TimersAhead,
        clock: Clock,
        outage: Callable[[UnitOfWork], Outage],
    ) -> None:
        self.channel = channel
        self.heard = heard
        self.database = database
        self.dial = dial
        self.clock = clock
        self.outage = outage
        self._kept: datetime | None = None

    async def patience(self) -> int:
        """For how many seconds the channel may be asked to wait."""
        if self.is_awaited():
            return 0
        return SHORT_POLL if await self.dial.any_of(LISTENING) else LONG_POLL

    def is_awaited(self) -> bool:
        """Somebody waits for what would be known if the channel were read now."""
        return self.heard.is_wanted(self.channel, now=self.clock.now())

    async def completed(self, asked_at: datetime, *, reached_at: datetime) -> None:
        """The channel was asked then, and all that it had is in the inbox; `reached_at` is the same moment by
        the clock as it is now: a clock that jumped meanwhile is no outage.

        After an outage longer than the channel's memory, customers who may have answered into it are asked
        again before the mark moves. Interrupted on the way, that goes on where it was.
        """
        if self._kept is None or not timedelta(0) <= reached_at - self._kept < KEPT_EVERY:
            while not await self._keep(asked_at, reached_at):
                pass
            self._kept = reached_at
        self.heard.everything(self.channel, asked_at)

    async def _keep(self, asked_at: datetime, reached_at: datetime) -> bool:
        """False: some customers have been asked, and there may be more."""
        try:
            async with self.database.begin() as uow:
                mark = await uow.readings.of(self.channel)
                last = await self._ask_again(uow, mark, asked_at) if mark else None
                if mark and last is not None:
                    await uow.readings.put(self.channel, ReadMark(mark.read_until, asked_up_to=last))
                else:
                    await uow.readings.put(self.channel, ReadMark(reached_at))
        except VersionMismatch:
            return False  # an update was faster with one of the tickets
        return last is None

    async def _ask_again(self, uow: UnitOfWork, mark: ReadMark, asked_at: datetime) -> int | None:
        if asked_at - mark.read_until <= FORGOTTEN_AFTER:
            return None
        return await self.outage(uow).ask_again(
            self.channel, after=mark.asked_up_to or 0, lost_before=asked_at - FORGOTTEN_AFTER
        )
