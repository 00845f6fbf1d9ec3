"""Questions to the customer, solutions to choose from, answers of the form that come later."""

from bot.domain.guards import (
    OFFER_IS_OPEN,
)
from bot.domain.states import LIVE, Event, State
from bot.domain.transitions import Effect, Goal, Transition, row

S, E, G, F = State, Event, Goal, Effect
_UNPAUSED = {S.NEW, S.OPEN, S.ESCALATED, S.ENTITLEMENT_HOLD}

ROWS: tuple[Transition, ...] = (
    # Questions.
    row("T7", _UNPAUSED, E.QUESTION_DELIVERED, S.PENDING, then=(F.REFRESH_CARD,)),
    row("T7b", {S.PENDING}, E.QUESTION_DELIVERED, G.SAME),
    row(
        "T8", {S.PENDING}, E.CUSTOMER_WROTE, G.BACK, then=(F.SHOW_TO_AGENTS, F.CALL_ASSIGNEE, F.REFRESH_CARD)
    ),
    row("T7u", {S.PENDING}, E.QUESTION_UNDONE, G.BACK, then=(F.REFRESH_CARD,)),
    row("T7r", {S.PENDING}, E.QUESTION_REMINDED, G.SAME, then=(F.REMIND_CUSTOMER,)),
    # Answers of the form that come later.
    row(
        "T39",
        {S.PENDING},
        E.ANSWERED_LATER,
        G.BACK,
        then=(F.SHOW_TO_AGENTS, F.THANK_FOR_ANSWERS, F.CALL_ASSIGNEE, F.REFRESH_CARD),
    ),
    row(
        "T39a",
        _UNPAUSED | {S.RESOLVED, S.MERGED},
        E.ANSWERED_LATER,
        G.SAME,
        then=(F.SHOW_TO_AGENTS, F.THANK_FOR_ANSWERS, F.REFRESH_CARD),
    ),
    row(
        "T39b",
        {S.CLOSED},
        E.ANSWERED_LATER,
        G.SAME,
        then=(F.SHOW_TO_AGENTS, F.OFFER_REOPENING, F.REFRESH_CARD),
    ),
    row("T39c", LIVE, E.FILLED_IN, G.SAME, then=(F.SHOW_TO_AGENTS, F.REFRESH_CARD)),
    # Solutions to choose from.
    row(
        "T8o",
        {S.PENDING},
        E.OPTION_CHOSEN,
        G.BACK,
        when=(OFFER_IS_OPEN,),
        then=(F.SAY_CHOSEN, F.TELL_ASSIGNEE, F.REFRESH_CARD),
    ),
    row(
        "T34o",
        _UNPAUSED,
        E.OPTION_CHOSEN,
        G.SAME,
        when=(OFFER_IS_OPEN,),
        then=(F.SAY_CHOSEN, F.TELL_ASSIGNEE),
    ),
)
