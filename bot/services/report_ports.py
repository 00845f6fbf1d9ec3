"""What reports need of storage, and of whoever draws them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from bot.domain.delivery import Recipient
from bot.domain.entry import Entry
from bot.domain.message import Source
from bot.domain.report_period import ReportPeriod
from bot.domain.tally import Case, Heard, Turn
from bot.domain.ticket import Ticket

LEASE = timedelta(seconds=60)
"""So long one who takes a report has it for themselves: longer than counting and drawing take. By the wall
clock, since that is the one which processes have in common; where it jumps, two may count the same, and the
first sends."""


class ReportKind(StrEnum):
    ASKED = "asked"
    """By an agent, who gets an answer in any case."""
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Report:
    """Figures that somebody is to get, and that have not been counted yet."""

    kind: ReportKind
    to: Recipient
    period: ReportPeriod
    reply_to: Source | None = None
    id: int = 0
    attempts: int = 0


class Reports(Protocol):
    async def add(self, report: Report) -> None: ...

    async def take_next(self, *, at: datetime) -> Report | None:
        """The oldest that nobody counts; for a while nobody else gets it. The attempt is counted with it."""

    async def give_back(self, report_id: int) -> None:
        """It is to be counted again, by whoever comes first."""

    async def drawn(self, report: Report, picture: bytes) -> bool:
        """The picture waits to be sent; False: somebody else was faster."""

    async def remove(self, report_id: int) -> bool:
        """It is over; False: it was already."""

    async def picture(self, report_id: int) -> bytes | None: ...


class LogReading(Protocol):
    """One look at the log, in pieces, and always the same however long it takes."""

    def heard(self, period: ReportPeriod) -> AsyncIterator[Sequence[Heard]]:
        """What counts of the period."""

    async def cases(self, tickets: Sequence[int]) -> Sequence[Case]: ...

    async def turns(self, tickets: Sequence[int]) -> Sequence[Turn]:
        """By ticket in the order of the log."""

    async def logs(self, tickets: Sequence[int]) -> Sequence[tuple[Ticket, Sequence[tuple[int, Entry]]]]:
        """The tickets, each with all of its log and the ids of the entries."""

    async def names(self, agents: Sequence[int]) -> Mapping[int, str]: ...


class Statistics(Protocol):
    def reading(self) -> AbstractAsyncContextManager[LogReading]: ...


class Artist(Protocol):
    async def draw(self, figures: Mapping[str, Any], language: str) -> bytes:
        """A PNG; `NotDrawn` when that did not work."""


class NotDrawn(Exception):
    """There is no picture; the figures can be told in words."""
