"""Until when everything that people sent is here: who wants to know, and who can tell."""

from datetime import datetime, timedelta
from typing import Protocol

from bot.services.ports import Clock


class Reading(Protocol):
    """Who wants to know until when there is nothing unread."""

    async def patience(self) -> int:
        """For how many seconds Telegram may wait for an update before it answers."""

    def is_awaited(self) -> bool:
        """Somebody waits for what would be known if Telegram were asked now."""

    async def completed(self, asked_at: datetime, *, reached_at: datetime) -> None:
        """What Telegram had when it was asked is stored, all of it. `reached_at`: when that was by the clock
        as it is now, which may have jumped since."""


class Question:
    """Asked of Telegram now."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.asked_at = clock.now()
        self._began = clock.monotonic()

    async def leaves_nothing_unread(self, reading: Reading) -> None:
        """The answer was: what there was then is stored."""
        ago = timedelta(seconds=self.clock.monotonic() - self._began)
        await reading.completed(self.asked_at, reached_at=max(self.asked_at, self.clock.now() - ago))
