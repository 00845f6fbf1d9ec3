"""Other departments, and what they promise: also to an incident, whose problem is with them."""

from bot.domain.guards import (
    ANOTHER_DEPARTMENT,
    HAS_REASON,
    HAS_WORDS,
    NOT_SHIPPED_YET,
    OTHERS_MEND_IT,
    PROMISE_IS_NEWS,
    WAS_NOT_HELD,
    WITH_SPECIALISTS,
)
from bot.domain.states import ACTIVE, Event, State
from bot.domain.transitions import Effect, Goal, Transition, row

S, E, G, F = State, Event, Goal, Effect

ROWS: tuple[Transition, ...] = (
    row(
        "T9",
        ACTIVE,
        E.ESCALATED,
        S.ESCALATED,
        when=(WAS_NOT_HELD, ANOTHER_DEPARTMENT, HAS_REASON),
        then=(F.SAY_HANDED_OVER, F.TELL_AGENTS, F.HAND_OVER, F.REFRESH_CARD),
    ),
    row(
        "T10",
        {S.ESCALATED},
        E.RETURNED,
        S.OPEN,
        when=(HAS_WORDS,),
        then=(F.TELL_ASSIGNEE, F.REFRESH_CARD),
    ),
    row(
        "T11",
        ACTIVE,
        E.ETA_SET,
        G.SAME,
        when=(OTHERS_MEND_IT, PROMISE_IS_NEWS),
        then=(F.SAY_ETA, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row(
        "T11w",
        {S.ESCALATED, S.PENDING},
        E.ETA_WARNED,
        G.SAME,
        when=(WITH_SPECIALISTS,),
        then=(F.TELL_ASSIGNEE, F.REFRESH_CARD),
    ),
    row(
        "T12",
        ACTIVE,
        E.SHIPPED,
        G.SAME,
        when=(OTHERS_MEND_IT, NOT_SHIPPED_YET),
        then=(F.PREPARE_ANSWER, F.REFRESH_CARD),
    ),
)
