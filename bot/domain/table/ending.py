"""The end, what comes after it, and the way back."""

from bot.domain.guards import (
    ANY_OTHER_CLOSING,
    HOLD_WAS_EXPLAINED,
    NOT_RATED_YET,
    REFUSES_SUPPORT,
    SENT_AFTER_THE_END,
    WAS_CONFIRMED,
    WITHIN_REOPENING,
)
from bot.domain.states import LIVE, Event, State
from bot.domain.transitions import Effect, Goal, Transition, row

S, E, G, F = State, Event, Goal, Effect

ROWS: tuple[Transition, ...] = (
    row(
        "T27",
        LIVE,
        E.WITHDRAWN,
        S.CLOSED,
        then=(F.CANCEL_QUEUED, F.SAY_WITHDRAWN, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row(
        "T36",
        LIVE,
        E.CLOSED_BY_AGENT,
        S.CLOSED,
        when=(ANY_OTHER_CLOSING,),
        then=(F.SAY_CLOSED, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row(
        "T5",
        {S.ENTITLEMENT_HOLD, S.PENDING},
        E.CLOSED_BY_AGENT,
        S.CLOSED,
        when=(REFUSES_SUPPORT, HOLD_WAS_EXPLAINED),
        then=(F.SAY_WHOM_TO_CONTACT, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row(
        "T28",
        {S.CLOSED},
        E.REOPENED,
        S.OPEN,
        when=(WITHIN_REOPENING,),
        then=(F.SAY_REOPENED, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row(
        "T28b",
        {S.CLOSED},
        E.CUSTOMER_WROTE,
        G.SAME,
        when=(SENT_AFTER_THE_END,),
        then=(F.SHOW_TO_AGENTS, F.OFFER_REOPENING),
    ),
    row(
        "T17r",
        {S.CLOSED},
        E.RATED,
        G.SAME,
        when=(WAS_CONFIRMED, NOT_RATED_YET),
        then=(F.THANK_FOR_RATING, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row("T17c", {S.CLOSED}, E.RATING_COMMENTED, G.SAME, then=(F.SHOW_TO_AGENTS, F.THANK_FOR_COMMENT)),
)
