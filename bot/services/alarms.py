"""Tells the administrators that something needs their hands."""

from collections.abc import Callable, Sequence

from bot.domain.delivery import words_to_chat
from bot.services.ports import UnitOfWork

REPEATED_AFTER_SECONDS = 3600.0


class Alarms:
    """Of the same thing at most once an hour, however many deliveries it holds up."""

    def __init__(self, admins: Sequence[int], monotonic: Callable[[], float]) -> None:
        self.admins = tuple(admins)
        self._monotonic = monotonic
        self._last: dict[str, float] = {}

    def group_unreachable(self, uow: UnitOfWork, reason: str) -> None:
        """What agents are to get waits; `reason` is the channel's."""
        now = self._monotonic()
        if reason in self._last and now - self._last[reason] < REPEATED_AFTER_SECONDS:
            return
        self._last[reason] = now
        for admin in self.admins:
            uow.deliver(words_to_chat(admin, "group_unreachable", reason=reason))
