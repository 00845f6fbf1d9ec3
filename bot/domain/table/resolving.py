"""Resolutions, what the customer says to them, and what silence means."""

from bot.domain.guards import (
    A_QUESTION_IS_OPEN,
    ANSWERED_ENOUGH_TO_RESOLVE,
    BUTTON_IS_CURRENT,
    CUSTOMER_WAITED,
    CUSTOMER_WROTE_MEANWHILE,
    EVERYTHING_IS_READ,
    NEW_REQUEST_FOLLOWS,
    NO_NEW_REQUEST_YET,
    NOT_REMINDED_YET,
    PERIOD_IS_OVER,
    SENT_BEFORE_THE_END,
    WAS_HELD,
    WAS_NOT_HELD,
    WORK_CONTINUES,
)
from bot.domain.states import ACTIVE, Event, State
from bot.domain.transitions import Effect, Goal, Transition, row

S, E, G, F = State, Event, Goal, Effect
_NOTED = (F.SAY_NOTED, F.REFRESH_CARD)

ROWS: tuple[Transition, ...] = (
    # Resolutions.
    row("T13", ACTIVE, E.RESOLUTION_QUEUED, G.SAME, when=(WAS_NOT_HELD, ANSWERED_ENOUGH_TO_RESOLVE)),
    row(
        "T15",
        ACTIVE,
        E.RESOLUTION_DELIVERED,
        S.RESOLVED,
        when=(WAS_NOT_HELD, CUSTOMER_WROTE_MEANWHILE),
        then=(F.SAY_BACK_UP, F.ASK_MEANING, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row(
        "T14",
        ACTIVE,
        E.RESOLUTION_DELIVERED,
        S.RESOLVED,
        when=(WAS_NOT_HELD, CUSTOMER_WAITED),
        then=(F.SAY_BACK_UP, F.ASK_CONFIRMATION, F.REFRESH_CARD),
    ),
    # Queued before a hold began, it arrives as words: the right to support comes first.
    row("T14h", {S.ENTITLEMENT_HOLD}, E.RESOLUTION_DELIVERED, G.SAME, then=(F.REFRESH_CARD,)),
    row("T14p", {S.PENDING}, E.RESOLUTION_DELIVERED, G.SAME, when=(WAS_HELD,), then=(F.REFRESH_CARD,)),
    row("T16", ACTIVE | {S.ENTITLEMENT_HOLD}, E.DELIVERY_FAILED, G.SAME, then=(F.REFRESH_CARD,)),
    row("T14u", {S.RESOLVED}, E.RESOLUTION_UNDONE, S.OPEN, then=(F.REFRESH_CARD,)),
    row(
        "T17",
        {S.RESOLVED},
        E.CONFIRMED,
        S.CLOSED,
        when=(BUTTON_IS_CURRENT,),
        then=(F.THANK_AND_ASK_RATING, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row(
        "T18",
        {S.RESOLVED},
        E.DISAGREED,
        S.OPEN,
        when=(BUTTON_IS_CURRENT, WORK_CONTINUES),
        then=(F.SAY_WORK_GOES_ON, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row(
        "T19",
        {S.RESOLVED},
        E.DISAGREED,
        G.SAME,
        when=(BUTTON_IS_CURRENT, NEW_REQUEST_FOLLOWS, NO_NEW_REQUEST_YET),
        then=(F.PREPARE_NEW_REQUEST, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row(
        "T20",
        {S.RESOLVED},
        E.REASON_ASKED,
        G.SAME,
        when=(BUTTON_IS_CURRENT, NO_NEW_REQUEST_YET),
        then=(F.ASK_REASON, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row("T20a", {S.RESOLVED}, E.REASON_ASKED_AGAIN, G.SAME, then=(F.ASK_REASON_AGAIN, F.REFRESH_CARD)),
    row("T20b", {S.RESOLVED}, E.ASKED_ABOUT_ANSWER, G.SAME, when=(BUTTON_IS_CURRENT,)),
    row(
        "T21", {S.RESOLVED}, E.CUSTOMER_WROTE, G.SAME, then=(F.SHOW_TO_AGENTS, F.ASK_MEANING, F.REFRESH_CARD)
    ),
    row("T22", {S.RESOLVED}, E.JUST_A_NOTE, G.SAME, when=(BUTTON_IS_CURRENT,), then=_NOTED),
    row("T22a", {S.RESOLVED}, E.TAKEN_AS_NOTE, G.SAME, when=(A_QUESTION_IS_OPEN,), then=_NOTED),
    # Silence.
    row(
        "T24",
        {S.RESOLVED},
        E.CLOSING_REMINDED,
        G.SAME,
        when=(BUTTON_IS_CURRENT, NOT_REMINDED_YET),
        then=(F.REMIND_TO_CONFIRM,),
    ),
    row(
        "T25",
        {S.RESOLVED},
        E.CLOSED_BY_SILENCE,
        S.CLOSED,
        when=(BUTTON_IS_CURRENT, PERIOD_IS_OVER, EVERYTHING_IS_READ),
        then=(F.SAY_CLOSED_BY_SILENCE, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row("T25a", {S.RESOLVED}, E.ANSWER_MAY_BE_LOST, G.SAME, then=(F.ASK_AFTER_OUTAGE, F.REFRESH_CARD)),
    row(
        "T26",
        {S.CLOSED},
        E.CUSTOMER_WROTE,
        S.RESOLVED,
        when=(SENT_BEFORE_THE_END,),
        then=(F.SHOW_TO_AGENTS, F.SAY_REVERTED, F.REFRESH_CARD),
    ),
)
