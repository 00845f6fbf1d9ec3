"""What housekeeping needs of storage."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.domain.ticket import Ticket

Key = tuple[Any, ...]


class Heap(StrEnum):
    """Rows that nobody needs any more, sooner or later."""

    HANDLED_UPDATES = "handled updates"
    DEAD_UPDATES = "dead updates"
    SETTLED_DELIVERIES = "settled deliveries"
    FAILED_DELIVERIES = "failed deliveries"
    UNREACHED_CHATS = "deliveries to chats that cannot be reached"
    DEAD_TIMERS = "dead timers"
    BUTTONS_PRESSED = "words that were expected"
    CALLERS = "callers that were expected"
    RELOADS = "reloads"
    ACTS = "acts"
    ALARMS = "what administrators were told"
    CANNED_CHANGES = "changes of canned answers"
    MEMBERS = "members who are gone"
    DRAFTS = "drafts that were left"
    STRAY_WORDS = "words that belong nowhere"
    LOOSE_LINKS = "links to messages of ours that stand for nothing"


@dataclass(frozen=True, slots=True)
class Handful:
    keys: Sequence[Key]
    """Of rows to remove; a few, so that writers wait for milliseconds."""
    after: Key | None
    """Where to look on; None: there is no more."""


class Heaps(Protocol):
    """Looks without keeping a writer waiting."""

    async def find(self, heap: Heap, *, before: datetime, after: Key | None) -> Handful: ...


class Waste(Protocol):
    """Part of a transaction."""

    async def remove(self, heap: Heap, keys: Collection[Key], *, before: datetime) -> None:
        """Those of them that are still as they were found."""


class Erasures(Protocol):
    """What goes with a ticket whose time is over; the ticket itself has learnt it, and is saved."""

    async def words_of(self, ticket: Ticket) -> None:
        """All that was said, with forms and files, what the log says of it, and all that points there."""

    async def files_of(self, ticket: Ticket) -> None: ...

    async def copies_are_gone(self, paths: Sequence[str]) -> None: ...


class Due(Protocol):
    """What is over, looked for without keeping a writer waiting."""

    async def words(self, product_id: str, *, closed_before: datetime, limit: int) -> Sequence[int]:
        """Tickets of which everything is to go; not those whose words a ticket has that was split off, while
        that is live or its own time is not over."""

    async def files(self, product_id: str, *, closed_before: datetime, limit: int) -> Sequence[int]: ...

    async def copies(self, *, limit: int) -> Sequence[tuple[str, bool]]:
        """Of files that were erased, on our disk; and whether somebody has sent the same file again."""
