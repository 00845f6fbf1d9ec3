"""Conditions of the lifecycle's table, and what is refused when one does not hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain import errors
from bot.domain.completion import FormAnswers, labels, missing
from bot.domain.policy import Disagreement, Policy
from bot.domain.product import Department, RequiredFor
from bot.domain.states import ClosingReason


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
    department: Department = Department.SUPPORT
    promised: tuple[str | None, str | None] = (None, None)
    """The day, and the release, that the customer was told."""
    shipped: str | None = None
    question: int | None = None
    """The message that offers options nobody has chosen from yet."""
    given: Mapping[str, Any] = field(default_factory=dict)
    """What the event itself says."""


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
NOT_RATED_YET = Guard("not_rated_yet", lambda facts: not facts.rated, errors.AlreadyAnswered)
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
PROMISE_IS_NEWS = Guard(
    "promise_is_news",
    lambda facts: (facts.given.get("eta"), facts.given.get("release")) != facts.promised,
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
