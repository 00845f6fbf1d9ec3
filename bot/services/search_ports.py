"""What search needs from storage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.services.desk_ports import Place
from bot.services.stems import Term


@dataclass(frozen=True, slots=True)
class Number:
    """What a question names a ticket by: EC-12, or 12 of any product."""

    prefix: str | None
    number: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket that was found, with everything that the words can stand in."""

    ticket_id: int
    name: str
    product_id: str
    subject: str
    state: str
    department: str
    reason: str | None
    into: str | None
    customer: str
    username: str | None
    address: str
    assignee: str | None
    answers: tuple[str, ...]
    right: str
    place: Place
    active_at: datetime
    """When something happened in it last."""
    message: str | None
    """The newest of those with one of the words."""
    is_note: bool


@dataclass(frozen=True, slots=True)
class Found:
    total: int
    hits: Sequence[Hit]
    is_all: bool = True
    """Else there are older ones that have so common a word, too."""


class Searches(Protocol):
    async def find(
        self, terms: Sequence[Term], number: Number | None, *, offset: int, limit: int, language: str
    ) -> Found:
        """Tickets of the number, then those where each of the words stands somewhere, the newest activity
        first. In a few statements, however many are found."""

    async def keep(self, question: str, *, at: datetime, forget_before: datetime) -> int:
        """For the buttons of the list; what was asked before the other moment is forgotten."""

    async def kept(self, search_id: int) -> str | None: ...
