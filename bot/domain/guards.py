"""Conditions of the lifecycle's table, and what is refused when one does not hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain import errors
from bot.domain.completion import FormAnswers, labels, missing
from bot.domain.policy import Disagreement, Policy
from bot.domain.product import RequiredFor
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
    rise: int = 0
    """By how much the ticket becomes more urgent; below zero, less."""
    explained: bool = False
    """A reason was given."""


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
MORE_URGENT = Guard("more_urgent", lambda facts: facts.rise > 0, errors.SamePriority)
LESS_URGENT = Guard("less_urgent", lambda facts: facts.rise < 0, errors.SamePriority)
EXPLAINED = Guard("explained", lambda facts: facts.explained, errors.LoweringNeedsReason)
NOT_RATED_YET = Guard("not_rated_yet", lambda facts: not facts.rated, errors.AlreadyAnswered)
