"""What the use cases need from storage to show agents their lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.desk_list import ListRow, ListView, Tally


@dataclass(frozen=True, slots=True)
class Day:
    """By which moments a list tells what is overdue, and what is due today."""

    now: datetime
    ends: Mapping[str, datetime]
    """When the day ends, by product: each counts in the zone of its office."""


class Lists(Protocol):
    """Of tickets that are worked on, where `chat_id` is the staff group that looks.

    A group sees what stands with it, and what is with a department that it serves.
    """

    async def tally(self, chat_id: int, agent: int | None, day: Day) -> Tally:
        """Of all that the group, or the agent, has."""

    async def rows(self, chat_id: int, view: ListView, day: Day, *, limit: int) -> Sequence[ListRow]:
        """A page, in the order of the queue."""

    async def free(self, chat_id: int, view: ListView, day: Day, *, limit: int) -> Sequence[int]:
        """Tickets of the view that nobody has and that are the group's to take, in the same order."""

    async def row(self, ticket_id: int) -> ListRow: ...
