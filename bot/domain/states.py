"""A ticket's states, what happens to it, and the reasons for which it is closed."""

from enum import StrEnum


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


class Event(StrEnum):
    """What happens to a ticket. Those of `SYSTEM_EVENTS` nobody commanded."""

    SUBMITTED = "submitted"
    TAKEN = "taken"
    ASSIGNED = "assigned"
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
    SLA_WARNED = "sla_warned"
    QUESTION_REMINDED = "question_reminded"
    PRIORITY_CHANGED = "priority_changed"


SYSTEM_EVENTS = frozenset(
    {
        Event.QUESTION_DELIVERED,
        Event.RESOLUTION_DELIVERED,
        Event.DELIVERY_FAILED,
        Event.SLA_WARNED,
        Event.QUESTION_REMINDED,
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
