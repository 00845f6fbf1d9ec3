"""What waits in the database, as those who watch the bot see it: numbers and moments, nobody's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Queue(StrEnum):
    """Where things wait for each other."""

    UPDATES = "updates"
    DEAD = "dead"
    """Updates put aside."""
    QUEUED = "queued"
    """Deliveries that go out as fast as limits allow."""
    HELD = "held"
    """Deliveries to who cannot be reached now."""
    TIMERS = "timers"
    """Those whose moment has come."""
    LATE = "late"
    """Those of them whose moment came a minute ago, or more."""
    BURIED = "buried"
    """Timers put aside."""
    FILES = "files"
    """To be fetched."""
    DRAFTS = "drafts"
    """Forms that customers have begun."""
    CALLS = "calls"
    """Forms that agents fill in for customers who called."""


@dataclass(frozen=True, slots=True)
class Pile:
    """So many, the oldest since then."""

    queue: Queue
    count: int
    since: datetime | None = None
    urgency: int | None = None
    """Of deliveries."""
    to: str | None = None
    """The kind of recipient, of deliveries."""


@dataclass(frozen=True, slots=True)
class Queues:
    """As they were at one moment. Empty ones are left out."""

    at: datetime
    schema: str
    """The revision of the database."""
    piles: tuple[Pile, ...] = ()
    late: Mapping[str, datetime] = field(default_factory=dict)
    """Of lanes in which updates have waited for more than a minute, the oldest ones' moments; of very many
    lanes, of the latest."""

    def age(self, pile: Pile) -> float:
        """Of the oldest, in seconds."""
        return max(0.0, (self.at - pile.since).total_seconds()) if pile.since else 0.0


@dataclass(frozen=True, slots=True)
class Work:
    """Tickets that have not ended."""

    open: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By product and state."""
    breached: Mapping[str, int] = field(default_factory=dict)
    """By product: a target was missed, and what it was set for has not been done."""


class Vitals(Protocol):
    """Raises `StorageUnavailable`."""

    async def queues(self) -> Queues: ...

    async def work(self) -> Work: ...
