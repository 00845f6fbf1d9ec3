"""Lists of tickets as agents look at them: what is shown, and what there is to choose from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import Any, TypeVar

from bot.domain.paging import within
from bot.domain.product import Department
from bot.domain.states import State

T = TypeVar("T")

ON_A_PAGE = 8
"""Rows; a message holds them with the longest names."""

WORKED_ON = (State.NEW, State.OPEN, State.ESCALATED, State.PENDING, State.ENTITLEMENT_HOLD)
"""States in which agents have, or will have, something to do."""

WAITING = frozenset({State.NEW, State.OPEN, State.ESCALATED})
"""For agents: not for the customer, and not for a right to support."""


class DueBy(IntEnum):
    """How soon something is due; what is overdue is due today, too."""

    SOME_TIME = 0
    TODAY = 1
    OVERDUE = 2


@dataclass(frozen=True, slots=True)
class ListView:
    """What somebody looks at: the group's queue or an agent's own tickets, what of it, which page."""

    agent: int | None = None
    """Whose tickets; None: the queue."""
    product: str = ""
    department: Department | None = None
    state: State | None = None
    due: DueBy = DueBy.SOME_TIME
    page: int = 0

    @property
    def states(self) -> frozenset[State]:
        if self.state:
            return frozenset({self.state})
        return WAITING if self.agent is None else frozenset(WORKED_ON)

    @property
    def is_filtered(self) -> bool:
        return self.everything != self.but()

    @property
    def everything(self) -> "ListView":
        """The first page of the same list, with nothing left out."""
        return ListView(self.agent)

    def as_json(self) -> dict[str, Any]:
        return {
            "agent": self.agent,
            "product": self.product,
            "department": self.department and self.department.value,
            "state": self.state and self.state.value,
            "due": self.due.value,
            "page": self.page,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ListView":
        return cls(
            agent=data["agent"],
            product=data["product"],
            department=Department(data["department"]) if data["department"] else None,
            state=State(data["state"]) if data["state"] else None,
            due=DueBy(data["due"]),
            page=data["page"],
        )

    def but(self, **changed: Any) -> "ListView":
        """The first page of what is chosen otherwise."""
        return replace(self, page=0, **changed)

    def on_page(self, page: int, *, of: int) -> "ListView":
        """The page of so many rows, or the last there is."""
        return replace(self, page=within(page, of, ON_A_PAGE))


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the tickets that are worked on are alike."""

    product: str
    department: Department
    state: State
    due: DueBy
    free: bool
    """Nobody has them, and they are for this group to take."""
    blocker: bool
    number: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What there is, counted."""

    shares: Sequence[Share] = field(default_factory=tuple)

    def of(self, view: ListView) -> "Tally":
        """What the view shows, on all its pages."""
        return Tally(
            tuple(
                each
                for each in self.shares
                if each.state in view.states
                and view.product in {"", each.product}
                and view.department in {None, each.department}
                and each.due >= view.due
            )
        )

    def number(self, counts: Callable[[Share], bool] = lambda _: True) -> int:
        return sum(each.number for each in self.shares if counts(each))

    @property
    def free(self) -> int:
        return self.number(lambda each: each.free)

    @property
    def blockers(self) -> int:
        return self.number(lambda each: each.blocker)

    @property
    def overdue(self) -> int:
        return self.number(lambda each: each.due is DueBy.OVERDUE)

    @property
    def products(self) -> list[str]:
        return sorted({each.product for each in self.shares})

    @property
    def departments(self) -> list[Department]:
        return _in_order(Department, {each.department for each in self.shares})

    @property
    def states(self) -> list[State]:
        return _in_order(WORKED_ON, {each.state for each in self.shares})


def _in_order(order: Iterable[T], found: set[T]) -> list[T]:
    return [each for each in order if each in found]


@dataclass(frozen=True, slots=True)
class ListRow:
    """A ticket, as a row of a list tells of it."""

    id: int
    name: str
    product: str
    subject: str
    state: State
    department: Department
    blocker: bool
    due: datetime | None
    assignee: str | None
    chat: int | None
    thread: int | None
    card: int | None
    """Where it stands."""
