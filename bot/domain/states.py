"""A ticket's states, what happens to it, and the reasons for which it is closed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class State(StrEnum):
    NEW = "new"
    ENTITLEMENT_HOLD = "entitlement_hold"
    OPEN = "open"
    PENDING = "pending"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    CLOSED = "closed"
    MERGED = "merged"


ACTIVE = frozenset({State.NEW, State.OPEN, State.PENDING, State.ESCALATED})
LIVE = ACTIVE | {State.ENTITLEMENT_HOLD, State.RESOLVED}


def way_back(before: State, to: State, back: State | None) -> State | None:
    """Where a state that is only for a while leads back to; from a merging, to work, which may still be on
    hold. `back`: where the state before leads back to."""
    if to is State.MERGED and back is State.ENTITLEMENT_HOLD:
        return back
    if to is State.MERGED:
        return State.OPEN if before in {State.PENDING, State.RESOLVED} else before
    return before if to is State.PENDING else None


class Event(StrEnum):
    """What happens to a ticket. Those of `SYSTEM_EVENTS` nobody commanded."""

    SUBMITTED = "submitted"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    GIVEN_IN_TURN = "given_in_turn"
    LEFT_BEHIND = "left_behind"
    """Its assignee is away, and has sent the customer nothing."""
    RELEASED = "released"
    QUESTION_DELIVERED = "question_delivered"
    RESOLUTION_QUEUED = "resolution_queued"
    RESOLUTION_DELIVERED = "resolution_delivered"
    DELIVERY_FAILED = "delivery_failed"
    CUSTOMER_WROTE = "customer_wrote"
    AGENT_WROTE = "agent_wrote"
    CONFIRMED = "confirmed"
    DISAGREED = "disagreed"
    REASON_ASKED = "reason_asked"
    JUST_A_NOTE = "just_a_note"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    CLOSED_BY_AGENT = "closed_by_agent"
    QUESTION_UNDONE = "question_undone"
    RESOLUTION_UNDONE = "resolution_undone"
    RATED = "rated"
    RATING_COMMENTED = "rating_commented"
    ANSWERED_LATER = "answered_later"
    FILLED_IN = "filled_in"
    REASON_ASKED_AGAIN = "reason_asked_again"
    ASKED_ABOUT_ANSWER = "asked_about_answer"
    TAKEN_AS_NOTE = "taken_as_note"
    CLOSING_REMINDED = "closing_reminded"
    CLOSED_BY_SILENCE = "closed_by_silence"
    ANSWER_MAY_BE_LOST = "answer_may_be_lost"
    AUTOMATIC = "automatic"
    """Something came from the customer's side that no person wrote just then."""
    FOLLOWED_UP = "followed_up"
    MERGED = "merged"
    TOOK_IN = "took_in"
    UNMERGED = "unmerged"
    GAVE_BACK = "gave_back"
    SPLIT = "split"
    LINKED = "linked"
    UNLINKED = "unlinked"
    GOT_INCIDENT = "got_incident"
    LOST_INCIDENT = "lost_incident"
    ESCALATED = "escalated"
    RETURNED = "returned"
    ETA_SET = "eta_set"
    ETA_WARNED = "eta_warned"
    SHIPPED = "shipped"
    OPTION_CHOSEN = "option_chosen"
    SLA_WARNED = "sla_warned"
    QUESTION_REMINDED = "question_reminded"
    PRIORITY_CHANGED = "priority_changed"
    ENTITLEMENT_PASSED = "entitlement_passed"
    ENTITLEMENT_FAILED = "entitlement_failed"
    LET_PASS = "let_pass"  # noqa: S105 - no secret
    HOLD_EXPLAINED = "hold_explained"
    FILES_ERASED = "files_erased"
    ERASED = "erased"
    """What was said, too: the time for which the product keeps it is over."""


SYSTEM_EVENTS = frozenset(
    {
        Event.GIVEN_IN_TURN,
        Event.QUESTION_DELIVERED,
        Event.RESOLUTION_DELIVERED,
        Event.DELIVERY_FAILED,
        Event.ASKED_ABOUT_ANSWER,
        Event.CLOSING_REMINDED,
        Event.CLOSED_BY_SILENCE,
        Event.ANSWER_MAY_BE_LOST,
        Event.ETA_WARNED,
        Event.SLA_WARNED,
        Event.QUESTION_REMINDED,
        Event.ENTITLEMENT_PASSED,
        Event.ENTITLEMENT_FAILED,
        Event.HOLD_EXPLAINED,
        Event.FILES_ERASED,
        Event.ERASED,
    }
)


class ClosingReason(StrEnum):
    CONFIRMED = "confirmed"
    SILENCE = "silence"
    WITHDRAWN = "withdrawn"
    CONFIRMED_BY_PHONE = "confirmed_by_phone"
    NO_ENTITLEMENT = "no_entitlement"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    DUPLICATE = "duplicate"
    SPAM = "spam"


AGENTS_REASONS = (
    ClosingReason.CONFIRMED_BY_PHONE,
    ClosingReason.NO_ANSWER,
    ClosingReason.UNREACHABLE,
    ClosingReason.NO_ENTITLEMENT,
    ClosingReason.DUPLICATE,
    ClosingReason.SPAM,
)


def closing_reason(event: Event, data: Mapping[str, Any]) -> ClosingReason:
    """Of an event that closes the ticket."""
    match event:
        case Event.CONFIRMED:
            return ClosingReason.CONFIRMED
        case Event.WITHDRAWN:
            return ClosingReason.WITHDRAWN
        case _:
            return ClosingReason(data["reason"])
