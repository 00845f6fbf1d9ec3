"""The limiter of a bot that is one process."""

from collections.abc import Callable
from pathlib import Path

from bot.channels.telegram.journal import Journal
from bot.channels.telegram.limits import TELEGRAMS, Limits, Reservation
from bot.channels.telegram.windows import Windows
from bot.services.sending import Wait


class OwnLimiter:
    """The budgets in memory. `journal`: the file that tells the next process what this one has spent."""

    def __init__(
        self, monotonic: Callable[[], float], limits: Limits = TELEGRAMS, *, journal: Path | None = None
    ) -> None:
        self.windows = Windows(monotonic, limits)
        self._journal = Journal(journal, monotonic, limits.longest) if journal else None
        self._begun = False

    async def reserve(
        self,
        chat_id: int | None,
        cost: int = 1,
        *,
        spare: bool = False,
        divisible: bool = False,  # noqa: ARG002 - the budgets are never smaller than usual
    ) -> Reservation | Wait:
        self._begin()
        found = self.windows.reserve(chat_id, cost, spare=spare)
        if self._journal and isinstance(found, Reservation):
            self._journal.note(found)
        return found

    async def settle(self, reservation: Reservation, made: int | None = None) -> None:
        self.windows.settle(reservation, made)

    async def told_to_wait(self, chat_id: int, seconds: float) -> None:
        self._begin()
        self.windows.told_to_wait(chat_id, seconds)
        if self._journal:
            self._journal.note_waits(self.windows.waits())

    async def run(self) -> None:
        """Nothing else is to be done."""

    async def close(self) -> None:
        if self._journal:
            self._journal.close()

    def _begin(self) -> None:
        """What an earlier process has sent, perhaps until the moment it was killed, counts, and so does what
        it was told."""
        if self._journal and not self._begun:
            sent, waits = self._journal.recall()
            for each in sent:
                self.windows.note(each)
            for chat_id, until in waits.items():
                self.windows.block(chat_id, until)
        self._begun = True
