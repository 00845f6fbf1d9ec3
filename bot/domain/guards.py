"""Conditions of the lifecycle's table, and what is refused when one does not hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain import errors
from bot.domain.completion import FormAnswers, labels, missing
from bot.domain.entitlement import Enforcement
from bot.domain.policy import Disagreement, Policy
from bot.domain.product import Department, RequiredFor
from bot.domain.states import LIVE, ClosingReason, State


@dataclass(frozen=True, slots=True)
class Other:
    """What a guard may look at of the ticket that this one is to be tied to."""

    name: str
    state: State
    is_itself: bool = False
    same_organisation: bool = True
    same_product: bool = True
    merged_into: str | None = None
    incident_of: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a guard may look at, beside the ticket's state."""

    policy: Policy
    at: datetime
    has_assignee: bool = False
    closed_at: datetime | None = None
    closing_reason: ClosingReason | None = None
    resolution_no: int = 0
    button_no: int | None = None
    """The resolution that a pressed button belongs to."""
    rated: bool = False
    crossed: bool = False
    """The customer wrote while the answer was on its way."""
    missing: FormAnswers = ()
    """Answers of the form that are still to be given."""
    followed_up: str | None = None
    """The request that the customer sent instead of accepting the last resolution."""
    incidents: int = 0
    """How many tickets are incidents of this one."""
    incident_of: str | None = None
    other: Other | None = None
    reminded: bool = False
    """Of the closing, in this period."""
    in_question: bool = False
    """The customer has been asked what they mean, and nobody has settled it."""
    over: bool = False
    """The closing period is."""
    heard: bool = False
    """All that the customer sent within the period has been read and dealt with."""
    department: Department = Department.SUPPORT
    promised: tuple[str | None, str | None] = (None, None)
    """The day, and the release, that the customer was told."""
    shipped: str | None = None
    question: int | None = None
    """The message that offers options nobody has chosen from yet."""
    given: Mapping[str, Any] = field(default_factory=dict)
    """What the event itself says."""
    rise: int = 0
    """By how much the ticket becomes more urgent; below zero, less."""
    explained: bool = False
    """A reason was given."""
    held: bool = False
    """Work waits for the right to support."""
    hold_explained: bool = False
    """The customer was told what is missing, or cannot be told for good."""
    erased: bool = False
    """What was said is gone."""
    files_erased: bool = False
    reason: str | None = None
    """For which the ticket is to be closed."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition, and what is refused when it does not hold."""

    name: str
    holds: Callable[[Facts], bool]
    refusal: type[errors.Refusal]
    names: Callable[[Facts], Mapping[str, Any]] = lambda _: {}
    """What the refusal tells beside the state."""


def _missing_to_take(facts: Facts) -> FormAnswers:
    """A ticket that somebody works on may change hands."""
    return () if facts.has_assignee else missing(facts.missing, RequiredFor.TAKE)


def _within_reopening(facts: Facts) -> bool:
    reopens = facts.closing_reason in {ClosingReason.SILENCE, ClosingReason.CONFIRMED}
    return bool(reopens and facts.closed_at and facts.at - facts.closed_at < facts.policy.reopening)


def _sent_before_the_end(facts: Facts) -> bool:
    silently = facts.closing_reason is ClosingReason.SILENCE
    return bool(silently and facts.closed_at and facts.at < facts.closed_at)


def _refuses_support(facts: Facts) -> bool:
    """A ticket on hold is to end for want of a right to support."""
    return facts.held and facts.reason == ClosingReason.NO_ENTITLEMENT


def _promise_is_news(facts: Facts) -> bool:
    """Also the same once more, where what was promised had come out."""
    promised = (facts.given.get("eta"), facts.given.get("release"))
    return promised != facts.promised or facts.shipped is not None


BUTTON_IS_CURRENT = Guard(
    "button_is_current",
    lambda facts: facts.button_no is None or facts.button_no == facts.resolution_no,
    errors.OutdatedButton,
)
NOBODY_HAS_IT = Guard("nobody_has_it", lambda facts: not facts.has_assignee, errors.NotNow)
SOMEBODY_HAS_IT = Guard("somebody_has_it", lambda facts: facts.has_assignee, errors.NotNow)
WITHIN_REOPENING = Guard("within_reopening", _within_reopening, errors.ReopeningOver)
WAS_CONFIRMED = Guard(
    "was_confirmed",
    lambda facts: facts.closing_reason is ClosingReason.CONFIRMED,
    errors.OutdatedButton,
)
WORK_CONTINUES = Guard(
    "work_continues", lambda facts: facts.policy.disagreement is Disagreement.CONTINUE, errors.NotNow
)
NEW_REQUEST_FOLLOWS = Guard(
    "new_request_follows", lambda facts: facts.policy.disagreement is Disagreement.NEW_REQUEST, errors.NotNow
)
CUSTOMER_WROTE_MEANWHILE = Guard("customer_wrote_meanwhile", lambda facts: facts.crossed, errors.NotNow)
CUSTOMER_WAITED = Guard("customer_waited", lambda facts: not facts.crossed, errors.NotNow)
ANSWERED_ENOUGH_TO_TAKE = Guard(
    "answered_enough_to_take",
    lambda facts: not _missing_to_take(facts),
    errors.AnswersMissingToTake,
    lambda facts: {"missing": labels(_missing_to_take(facts))},
)
ANSWERED_ENOUGH_TO_RESOLVE = Guard(
    "answered_enough_to_resolve",
    lambda facts: not facts.missing,
    errors.AnswersMissingToResolve,
    lambda facts: {"missing": labels(facts.missing)},
)
MORE_URGENT = Guard("more_urgent", lambda facts: facts.rise > 0, errors.SamePriority)
LESS_URGENT = Guard("less_urgent", lambda facts: facts.rise < 0, errors.SamePriority)
EXPLAINED = Guard("explained", lambda facts: facts.explained, errors.LoweringNeedsReason)
HOLDS = Guard("holds", lambda facts: facts.policy.enforcement is Enforcement.HOLD, errors.NotNow)
ONLY_FLAGS = Guard("only_flags", lambda facts: facts.policy.enforcement is Enforcement.SOFT, errors.NotNow)
WAS_HELD = Guard("was_held", lambda facts: facts.held, errors.NotNow)
WAS_NOT_HELD = Guard(
    "was_not_held",
    lambda facts: not facts.held,
    errors.NotNow,
    lambda _: {"state": State.ENTITLEMENT_HOLD},
)
REFUSES_SUPPORT = Guard("refuses_support", _refuses_support, errors.NotNow)
ANY_OTHER_CLOSING = Guard("any_other_closing", lambda facts: not _refuses_support(facts), errors.NotNow)
HOLD_WAS_EXPLAINED = Guard("hold_was_explained", lambda facts: facts.hold_explained, errors.HoldNotExplained)
WORDS_ARE_KEPT = Guard("words_are_kept", lambda facts: not facts.erased, errors.WordsErased)
FILES_ARE_KEPT = Guard("files_are_kept", lambda facts: not facts.files_erased, errors.WordsErased)
NOT_RATED_YET = Guard("not_rated_yet", lambda facts: not facts.rated, errors.AlreadyAnswered)
NOT_REMINDED_YET = Guard("not_reminded_yet", lambda facts: not facts.reminded, errors.NotNow)
PERIOD_IS_OVER = Guard("period_is_over", lambda facts: facts.over, errors.NotNow)
EVERYTHING_IS_READ = Guard("everything_is_read", lambda facts: facts.heard, errors.NotNow)
SENT_BEFORE_THE_END = Guard("sent_before_the_end", _sent_before_the_end, errors.NotNow)
SENT_AFTER_THE_END = Guard("sent_after_the_end", lambda facts: not _sent_before_the_end(facts), errors.NotNow)
A_QUESTION_IS_OPEN = Guard("a_question_is_open", lambda facts: facts.in_question, errors.AlreadyAnswered)
NO_NEW_REQUEST_YET = Guard(
    "no_new_request_yet",
    lambda facts: facts.policy.disagreement is Disagreement.CONTINUE or facts.followed_up is None,
    errors.AlreadySubmitted,
    lambda facts: {"ticket": facts.followed_up},
)


def _other(look: Callable[[Other], bool]) -> Callable[[Facts], bool]:
    return lambda facts: facts.other is not None and look(facts.other)


def _names_other(facts: Facts) -> Mapping[str, Any]:
    other = facts.other
    return {
        "ticket": other and other.name,
        "other_state": other and other.state,
        "into": other and other.merged_into,
        "problem": other and other.incident_of,
    }


ANOTHER_TICKET = Guard("another_ticket", _other(lambda it: not it.is_itself), errors.TiedToItself)
SAME_ORGANISATION = Guard(
    "same_organisation", _other(lambda it: it.same_organisation), errors.SomebodyElses, _names_other
)
SAME_PRODUCT = Guard(
    "same_product", _other(lambda it: it.same_product), errors.OfAnotherProduct, _names_other
)
OTHER_GOES_ON = Guard("other_goes_on", _other(lambda it: it.state in LIVE), errors.OtherIsOver, _names_other)
OTHER_IS_NO_INCIDENT = Guard(
    "other_is_no_incident", _other(lambda it: it.incident_of is None), errors.IncidentItself, _names_other
)
NO_INCIDENTS = Guard(
    "no_incidents",
    lambda facts: facts.incidents == 0,
    errors.HasIncidents,
    lambda facts: {"number": facts.incidents},
)
NOT_LINKED_YET = Guard(
    "not_linked_yet",
    lambda facts: facts.incident_of is None,
    errors.LinkedAlready,
    lambda facts: {"problem": facts.incident_of},
)
IS_LINKED = Guard("is_linked", lambda facts: facts.incident_of is not None, errors.OutdatedButton)
HAS_REASON = Guard(
    "has_reason", lambda facts: bool(str(facts.given.get("reason") or "").strip()), errors.ReasonWanted
)
HAS_WORDS = Guard(
    "has_words", lambda facts: bool(str(facts.given.get("words") or "").strip()), errors.ReturnWordsWanted
)
ANOTHER_DEPARTMENT = Guard(
    "another_department",
    lambda facts: facts.given.get("department") not in {Department.SUPPORT.value, facts.department.value},
    errors.AlreadyThere,
    lambda facts: {"department": facts.department.value},
)
WITH_SPECIALISTS = Guard(
    "with_specialists", lambda facts: facts.department is not Department.SUPPORT, errors.NotNow
)
OTHERS_MEND_IT = Guard(
    "others_mend_it",
    lambda facts: facts.department is not Department.SUPPORT or facts.incident_of is not None,
    errors.NotNow,
)
PROMISE_IS_NEWS = Guard(
    "promise_is_news",
    _promise_is_news,
    errors.EtaToldAlready,
    lambda facts: {"eta": facts.promised[0], "release": facts.promised[1]},
)
NOT_SHIPPED_YET = Guard(
    "not_shipped_yet",
    lambda facts: facts.shipped is None or facts.shipped != facts.given.get("release"),
    errors.AlreadyShipped,
    lambda facts: {"release": facts.shipped},
)
OFFER_IS_OPEN = Guard(
    "offer_is_open",
    lambda facts: facts.question is not None and facts.question == facts.given.get("question"),
    errors.OutdatedButton,
)
