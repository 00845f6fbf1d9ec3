"""The ticket's state machine: one table, read by machine and by people.

A row says: in these states, on this event, if the guard holds, the ticket goes there and these effects
follow. Rows of one state and event are tried in order. A person's event that no row takes is refused,
a system's is recorded and ignored; so every state and event has exactly one outcome. Ids are those of
the written lifecycle that the regulations were turned into; what it does not number has letters: P, a
priority, W, a warning, E, erasing.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain import errors
from bot.domain.guards import Facts
from bot.domain.states import SYSTEM_EVENTS, Event, State
from bot.domain.table import asking, elsewhere, ending, erasing, resolving, rights, ties, working
from bot.domain.transitions import Effect, Goal, Ignored, Transition

__all__ = ["TABLE", "Effect", "Goal", "Ignored", "Transition", "decide"]

TABLE: tuple[Transition, ...] = (
    *working.ROWS,
    *rights.ROWS,
    *asking.ROWS,
    *elsewhere.ROWS,
    *resolving.ROWS,
    *ending.ROWS,
    *ties.ROWS,
    *erasing.ROWS,
)


_BY_STATE_AND_EVENT: Mapping[tuple[State, Event], tuple[Transition, ...]] = MappingProxyType(
    {
        (state, event): tuple(each for each in TABLE if state in each.sources and each.event is event)
        for state in State
        for event in Event
    }
)


def decide(state: State, event: Event, facts: Facts) -> Transition | Ignored:
    """The one row that takes the event; a `Refusal` where a person asked for what no row allows."""
    rows = _BY_STATE_AND_EVENT[state, event]
    refusal: errors.Refusal = errors.NotNow(state=state, event=event)
    for each in rows:
        failed = next((guard for guard in each.guards if not guard.holds(facts)), None)
        if failed is None:
            return each
        refusal = failed.refusal(**({"state": state, "event": event} | dict(failed.names(facts))))
    if event in SYSTEM_EVENTS:
        return Ignored(event)
    raise refusal
