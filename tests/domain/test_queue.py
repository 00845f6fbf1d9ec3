"""In which order tickets are served."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clocks import Run
from bot.domain.priorities import Priority
from bot.domain.queue import place_in_queue, to_offer
from bot.domain.targets import ClockKind
from bot.domain.ticket import Ticket
from tests.domain.building import NOON, a_ticket

HOUR = timedelta(hours=1)


def a(number: int, *, overdue: bool = False, **more: Any) -> Ticket:
    clocks = {ClockKind.RESOLUTION: Run(1, NOON, told=100 if overdue else 50)}
    return a_ticket(id=number, number=number, clocks=clocks, **more)


def test_blockers_then_overdue_then_next_due_then_priority_then_age() -> None:
    in_order = [
        a(1, work_stopped=True, overdue=True, next_due=NOON),
        a(2, priority=Priority.CRITICAL),
        a(3, overdue=True, next_due=NOON - HOUR, priority=Priority.LOW),
        a(4, overdue=True, next_due=NOON),
        a(5, next_due=NOON + HOUR, priority=Priority.LOW),
        a(6, next_due=NOON + 2 * HOUR, priority=Priority.HIGH),
        a(7, priority=Priority.HIGH),
        a(8, registered_at=NOON - HOUR),
        a(9),
        a(10),
        a(11, work_stopped=True, assignee_id=5),
    ]
    assert [each.id for each in sorted([*in_order[5:], *in_order[:5]], key=place_in_queue)] == [*range(1, 12)]


@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from([None, 5]), st.sampled_from(Priority)),
        max_size=8,
    )
)
def test_nothing_else_is_offered_while_a_blocker_waits(
    kinds: list[tuple[bool, int | None, Priority]],
) -> None:
    tickets = [
        a(number, work_stopped=stopped, assignee_id=assignee, priority=priority)
        for number, (stopped, assignee, priority) in enumerate(kinds, start=1)
    ]
    offered = to_offer(tickets)
    free = [each for each in tickets if each.assignee_id is None]

    assert bool(offered) == bool(free)
    assert all(each.assignee_id is None for each in offered)
    if any(each.blocker for each in free):
        assert all(each.blocker for each in offered)
