"""The ticket's state machine: one table, read by machine and by people.

A row says: in these states, on this event, if the guard holds, the ticket goes there and these effects
follow. Rows of one state and event are tried in order. A person's event that no row takes is refused,
a system's is recorded and ignored; so every state and event has exactly one outcome. Ids are those of
the written lifecycle that the regulations were turned into; what it does not number has letters: P, a
priority, W, a warning.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain import errors
from bot.domain.guards import (
    A_QUESTION_IS_OPEN,
    ANOTHER_DEPARTMENT,
    ANOTHER_TICKET,
    ANSWERED_ENOUGH_TO_RESOLVE,
    ANSWERED_ENOUGH_TO_TAKE,
    BUTTON_IS_CURRENT,
    CUSTOMER_WAITED,
    CUSTOMER_WROTE_MEANWHILE,
    EVERYTHING_IS_READ,
    EXPLAINED,
    HAS_REASON,
    HAS_WORDS,
    IS_LINKED,
    LESS_URGENT,
    MORE_URGENT,
    NEW_REQUEST_FOLLOWS,
    NO_INCIDENTS,
    NO_NEW_REQUEST_YET,
    NOBODY_HAS_IT,
    NOT_LINKED_YET,
    NOT_RATED_YET,
    NOT_REMINDED_YET,
    NOT_SHIPPED_YET,
    OFFER_IS_OPEN,
    OTHER_GOES_ON,
    OTHER_IS_NO_INCIDENT,
    PERIOD_IS_OVER,
    PROMISE_IS_NEWS,
    SAME_ORGANISATION,
    SAME_PRODUCT,
    SENT_AFTER_THE_END,
    SENT_BEFORE_THE_END,
    SOMEBODY_HAS_IT,
    WAS_CONFIRMED,
    WITH_SPECIALISTS,
    WITHIN_REOPENING,
    WORK_CONTINUES,
    Facts,
)
from bot.domain.states import ACTIVE, LIVE, SYSTEM_EVENTS, Event, State
from bot.domain.transitions import Effect, Goal, Ignored, Transition, row

__all__ = ["TABLE", "Effect", "Goal", "Ignored", "Transition", "decide"]


S, E, G, F = State, Event, Goal, Effect
_UNPAUSED = {S.NEW, S.OPEN, S.ESCALATED, S.ENTITLEMENT_HOLD}
_CAN_BE_TAKEN = (NOBODY_HAS_IT, ANSWERED_ENOUGH_TO_TAKE)
_NOTED = (F.SAY_NOTED, F.REFRESH_CARD)
_NO_CHAINS = (OTHER_IS_NO_INCIDENT, NO_INCIDENTS, NOT_LINKED_YET)
_BOTH_SEE = (F.TELL_AGENTS, F.REFRESH_CARD)

TABLE: tuple[Transition, ...] = (
    # Work.
    row("T6", {S.NEW}, E.TAKEN, S.OPEN, when=_CAN_BE_TAKEN, then=(F.REFRESH_CARD,)),
    row("T6b", ACTIVE - {S.NEW}, E.TAKEN, G.SAME, when=_CAN_BE_TAKEN, then=(F.REFRESH_CARD,)),
    row("T6a", {S.NEW}, E.ASSIGNED, S.OPEN, when=(ANSWERED_ENOUGH_TO_TAKE,), then=(F.REFRESH_CARD,)),
    row(
        "T6c",
        ACTIVE - {S.NEW},
        E.ASSIGNED,
        G.SAME,
        when=(ANSWERED_ENOUGH_TO_TAKE,),
        then=(F.REFRESH_CARD,),
    ),
    row("T37", {S.OPEN}, E.RELEASED, G.SAME, when=(SOMEBODY_HAS_IT,), then=(F.REFRESH_CARD, F.TELL_AGENTS)),
    row("T34b", ACTIVE | {S.ENTITLEMENT_HOLD}, E.AGENT_WROTE, G.SAME),
    row("T35", {S.RESOLVED, S.CLOSED, S.MERGED}, E.AGENT_WROTE, G.SAME),
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
    # Other departments.
    row(
        "T9",
        ACTIVE,
        E.ESCALATED,
        S.ESCALATED,
        when=(ANOTHER_DEPARTMENT, HAS_REASON),
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
        {S.ESCALATED, S.PENDING},
        E.ETA_SET,
        G.SAME,
        when=(WITH_SPECIALISTS, PROMISE_IS_NEWS),
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
        {S.ESCALATED, S.PENDING},
        E.SHIPPED,
        G.SAME,
        when=(WITH_SPECIALISTS, NOT_SHIPPED_YET),
        then=(F.PREPARE_ANSWER, F.REFRESH_CARD),
    ),
    # Resolutions.
    row("T13", ACTIVE, E.RESOLUTION_QUEUED, G.SAME, when=(ANSWERED_ENOUGH_TO_RESOLVE,)),
    row(
        "T15",
        ACTIVE,
        E.RESOLUTION_DELIVERED,
        S.RESOLVED,
        when=(CUSTOMER_WROTE_MEANWHILE,),
        then=(F.SAY_BACK_UP, F.ASK_MEANING, F.TELL_AGENTS, F.REFRESH_CARD),
    ),
    row(
        "T14",
        ACTIVE,
        E.RESOLUTION_DELIVERED,
        S.RESOLVED,
        when=(CUSTOMER_WAITED,),
        then=(F.SAY_BACK_UP, F.ASK_CONFIRMATION, F.REFRESH_CARD),
    ),
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
    # The end.
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
        then=(F.SAY_CLOSED, F.TELL_AGENTS, F.REFRESH_CARD),
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
    # Words while work goes on, and words that nobody wrote just now.
    row("T34", _UNPAUSED, E.CUSTOMER_WROTE, G.SAME, then=(F.SHOW_TO_AGENTS,)),
    row("T32", State, E.AUTOMATIC, G.SAME, then=(F.SHOW_TO_AGENTS,)),
    # Ties to other tickets: of two that move at once, each has a row.
    row("T19n", State, E.FOLLOWED_UP, G.SAME, then=(F.REFRESH_CARD,)),
    row(
        "T29",
        ACTIVE | {S.RESOLVED},
        E.MERGED,
        S.MERGED,
        when=(ANOTHER_TICKET, SAME_ORGANISATION, OTHER_GOES_ON, NO_INCIDENTS),
        then=(F.SAY_MERGED, *_BOTH_SEE),
    ),
    row("T29t", LIVE, E.TOOK_IN, G.SAME, then=_BOTH_SEE),
    row("T29w", {S.MERGED}, E.CUSTOMER_WROTE, G.SAME, then=(F.SHOW_TO_AGENTS,)),
    row("T38", {S.MERGED}, E.UNMERGED, G.BACK, then=(F.SAY_UNMERGED, *_BOTH_SEE)),
    row("T38t", State, E.GAVE_BACK, G.SAME, then=_BOTH_SEE),
    row("T30", State, E.SPLIT, G.SAME, then=(F.TELL_AGENTS,)),
    row(
        "T33",
        ACTIVE,
        E.LINKED,
        G.SAME,
        when=(ANOTHER_TICKET, SAME_PRODUCT, OTHER_GOES_ON, *_NO_CHAINS),
        then=_BOTH_SEE,
    ),
    row("T33t", LIVE, E.GOT_INCIDENT, G.SAME, then=_BOTH_SEE),
    row("T33u", State, E.UNLINKED, G.SAME, when=(IS_LINKED,), then=_BOTH_SEE),
    row("T33v", State, E.LOST_INCIDENT, G.SAME, then=_BOTH_SEE),
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
        refusal = failed.refusal(state=state, event=event, **failed.names(facts))
    if event in SYSTEM_EVENTS:
        return Ignored(event)
    raise refusal
