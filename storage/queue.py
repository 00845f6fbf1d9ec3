"""Which tickets wait for agents, and which of them come first, as a query."""

from typing import Any

from sqlalchemy import Select, case

from bot.domain.priorities import Priority
from bot.domain.states import State
from storage.groups import group_of_place, is_where_the_work_is
from storage.sql import Unindexed, constants
from storage.tables import places, tickets

_rank = case({each.value: each.rank for each in Priority}, value=tickets.c.priority)
is_blocker = tickets.c.work_stopped | (tickets.c.priority == Priority.CRITICAL.value)
_waits = tickets.c.state.in_(constants(State.NEW.value, State.OPEN.value, State.ESCALATED.value))
"""As the index says it."""


def in_queue(of: Select[Any], chat_id: int, *, unclaimed_blockers: bool) -> Select[Any]:
    """Of the tickets selected, those that the group is to work on now; unclaimed ones first."""
    query = of.join(places, places.c.ticket_id == Unindexed(tickets.c.id)).where(
        _waits, group_of_place() == chat_id, is_where_the_work_is()
    )
    if unclaimed_blockers:
        query = query.where(tickets.c.assignee_id.is_(None), is_blocker)
    return first_things_first(query)


def first_things_first(query: Select[Any]) -> Select[Any]:
    """What nobody has before the rest; blockers first, then what is overdue, then what is due next."""
    return query.order_by(
        tickets.c.assignee_id.is_not(None),
        is_blocker.desc(),
        tickets.c.breached.desc(),
        tickets.c.next_due_at.is_(None),
        tickets.c.next_due_at,
        _rank.desc(),
        tickets.c.registered_at,
        tickets.c.id,
    )
