"""What is counted for those who watch the bot. Nothing here names a person, a ticket or a chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from bot.domain.delivery import Urgency
from bot.domain.priorities import Priority
from bot.domain.targets import ClockKind
from bot.domain.timers import TimerKind
from bot.services.sending import Outcome, Parcel


class Scope(StrEnum):
    """Which of Telegram's limits a call touches."""

    PRIVATE = "private"
    GROUP = "group"
    OTHER = "other"
    """A call to no chat."""


class Mishap(StrEnum):
    """Why a statement failed, or a transaction was rolled back."""

    AWAY = "away"
    """The database is away, full or too busy; what was to be done is tried again."""
    CONFLICT = "conflict"
    """Somebody else was faster; it is done on the fresh rows."""
    FAULT = "fault"
    """A fault of ours."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A clock of a ticket with a target has been stopped, or its solution has arrived."""

    clock: ClockKind
    product_id: str
    priority: Priority
    kept: bool


class Meter(Protocol):
    """Counting must cost nothing and never fail: it is called in the middle of the work."""

    def received(self, updates: int) -> None:
        """Stored, and not known before."""

    def handled(self, seconds: float) -> None:
        """An update is done with."""

    def failed(self) -> None:
        """An attempt at an update broke our own code."""

    def buried(self) -> None:
        """An update is put aside."""

    def refused(self, code: str) -> None:
        """Somebody asked for what cannot be done now, and was told why; `code` is the refusal's."""

    def sent(self, parcels: Sequence[Parcel], outcome: Outcome | None, seconds: float) -> None:
        """`outcome`: None where our own code broke."""

    def limited(self, urgency: Urgency, seconds: float) -> None:
        """What was to be sent waits for so long, for Telegram's limits to be kept."""

    def told_to_wait(self, scope: Scope, seconds: float) -> None:
        """Telegram refused a call, and will for so long."""

    def rung(self, kind: TimerKind, late: timedelta) -> None:
        """What a timer was set for is done."""

    def settled(self, settled: Settled) -> None: ...

    def statement_failed(self, why: Mishap) -> None: ...

    def rolled_back(self, why: Mishap) -> None: ...

    def written(self) -> None:
        """A transaction was committed."""

    def unwritten(self, *, full: bool) -> None:
        """The database took nothing; `full`: for the want of room."""


class Uncounted:
    """Where nobody watches."""

    def received(self, updates: int) -> None: ...

    def handled(self, seconds: float) -> None: ...

    def failed(self) -> None: ...

    def buried(self) -> None: ...

    def refused(self, code: str) -> None: ...

    def sent(self, parcels: Sequence[Parcel], outcome: Outcome | None, seconds: float) -> None: ...

    def limited(self, urgency: Urgency, seconds: float) -> None: ...

    def told_to_wait(self, scope: Scope, seconds: float) -> None: ...

    def rung(self, kind: TimerKind, late: timedelta) -> None: ...

    def settled(self, settled: Settled) -> None: ...

    def statement_failed(self, why: Mishap) -> None: ...

    def rolled_back(self, why: Mishap) -> None: ...

    def written(self) -> None: ...

    def unwritten(self, *, full: bool) -> None: ...


UNCOUNTED = Uncounted()
