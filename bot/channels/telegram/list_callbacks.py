"""What the buttons of agents' lists carry: which list, seen how."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from aiogram.filters.callback_data import CallbackData

from bot.domain.desk_list import DueBy, ListView
from bot.domain.product import Department
from bot.domain.states import State

T = TypeVar("T")


class ListDo(StrEnum):
    """Short: the rest of the 64 bytes is needed."""

    SHOW = "s"
    TAKE = "n"
    PRODUCT = "p"
    DEPARTMENT = "d"
    STATE = "t"
    DUE = "u"


ANY = "-"
_DEPARTMENTS = {Department.SUPPORT: "s", Department.ENGINEERING: "e", Department.DEVELOPMENT: "d"}
_STATES = {
    State.NEW: "n",
    State.OPEN: "o",
    State.ESCALATED: "e",
    State.PENDING: "p",
    State.ENTITLEMENT_HOLD: "h",
}
_DUE = {DueBy.SOME_TIME: ANY, DueBy.TODAY: "t", DueBy.OVERDUE: "o"}
"""One sign each."""


class ListPress(CallbackData, prefix="q1"):
    """A list of tickets, as it is to be shown next. `by` has a sign each for the department, the state and
    how soon it is due; `number` is the page, or the ticket that was the first to take; `agent` is whose
    list it is, 0 for the queue and -1 for whoever presses."""

    do: ListDo
    by: str = ANY * 3
    number: int = 0
    agent: int = 0
    product: str = ""

    @classmethod
    def on(cls, view: ListView, do: ListDo, number: int = 0) -> "ListPress":
        signs = (
            _DEPARTMENTS[view.department] if view.department else ANY,
            _STATES[view.state] if view.state else ANY,
            _DUE[view.due],
        )
        return cls(do=do, by="".join(signs), number=number, agent=view.agent or 0, product=view.product)

    def view(self, presser: int) -> ListView | None:
        """None: no button of ours says that."""
        if len(self.by) != len(ANY * 3) or self.number < 0:
            return None
        department, state, due = list(self.by)
        try:
            return ListView(
                agent=presser if self.agent < 0 else self.agent or None,
                product=self.product,
                department=None if department == ANY else _of(_DEPARTMENTS, department),
                state=None if state == ANY else _of(_STATES, state),
                due=_of(_DUE, due),
                page=self.number if self.do is ListDo.SHOW else 0,
            )
        except KeyError:
            return None


def _of(signs: Mapping[T, str], sign: str) -> T:
    return {each: value for value, each in signs.items()}[sign]
