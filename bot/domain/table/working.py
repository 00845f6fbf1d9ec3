"""Work on a ticket: who has it, how urgent it is, what is said meanwhile."""

from bot.domain.guards import (
    ANSWERED_ENOUGH_TO_TAKE,
    EXPLAINED,
    LESS_URGENT,
    MORE_URGENT,
    NOBODY_HAS_IT,
    SOMEBODY_HAS_IT,
    WAS_NOT_HELD,
)
from bot.domain.states import ACTIVE, LIVE, Event, State
from bot.domain.transitions import Effect, Goal, Transition, row

S, E, G, F = State, Event, Goal, Effect
_UNPAUSED = {S.NEW, S.OPEN, S.ESCALATED, S.ENTITLEMENT_HOLD}
_CAN_BE_TAKEN = (NOBODY_HAS_IT, ANSWERED_ENOUGH_TO_TAKE)

ROWS: tuple[Transition, ...] = (
    # Work.
    row("T6", {S.NEW}, E.TAKEN, S.OPEN, when=_CAN_BE_TAKEN, then=(F.REFRESH_CARD,)),
    row(
        "T6b",
        ACTIVE - {S.NEW},
        E.TAKEN,
        G.SAME,
        when=(WAS_NOT_HELD, *_CAN_BE_TAKEN),
        then=(F.REFRESH_CARD,),
    ),
    row("T6a", {S.NEW}, E.ASSIGNED, S.OPEN, when=(ANSWERED_ENOUGH_TO_TAKE,), then=(F.REFRESH_CARD,)),
    row(
        "T6c",
        ACTIVE - {S.NEW},
        E.ASSIGNED,
        G.SAME,
        when=(WAS_NOT_HELD, ANSWERED_ENOUGH_TO_TAKE),
        then=(F.REFRESH_CARD,),
    ),
    row("T37", {S.OPEN}, E.RELEASED, G.SAME, when=(SOMEBODY_HAS_IT,), then=(F.REFRESH_CARD, F.TELL_AGENTS)),
    row("T6d", {S.NEW}, E.GIVEN_IN_TURN, S.OPEN, when=_CAN_BE_TAKEN),
    row("T6e", {S.OPEN, S.ESCALATED}, E.GIVEN_IN_TURN, G.SAME, when=_CAN_BE_TAKEN),
    row(
        "T37a",
        {S.NEW, S.OPEN, S.ESCALATED},
        E.LEFT_BEHIND,
        G.SAME,
        when=(SOMEBODY_HAS_IT,),
        then=(F.REFRESH_CARD,),
    ),
    row("T34b", ACTIVE | {S.ENTITLEMENT_HOLD}, E.AGENT_WROTE, G.SAME),
    row("T35", {S.RESOLVED, S.CLOSED, S.MERGED}, E.AGENT_WROTE, G.SAME),
    # Words while work goes on, and words that nobody wrote just now.
    row("T34", _UNPAUSED, E.CUSTOMER_WROTE, G.SAME, then=(F.SHOW_TO_AGENTS,)),
    row("T32", State, E.AUTOMATIC, G.SAME, then=(F.SHOW_TO_AGENTS,)),
    # Time and urgency.
    row("W1", ACTIVE | {S.ENTITLEMENT_HOLD}, E.SLA_WARNED, G.SAME, then=(F.WARN_AGENTS, F.REFRESH_CARD)),
    row(
        "P1",
        LIVE,
        E.PRIORITY_CHANGED,
        G.SAME,
        when=(MORE_URGENT,),
        then=(F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row(
        "P2",
        LIVE,
        E.PRIORITY_CHANGED,
        G.SAME,
        when=(LESS_URGENT, EXPLAINED),
        then=(F.SAY_LESS_URGENT, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
)
