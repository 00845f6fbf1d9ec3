"""Every combination of what the guards of the lifecycle's table look at.

Which fields that is, is found by looking: a decision that reads a field nobody has varied yet is begun
anew with all its values. So what was not varied was not read, and cannot change the outcome.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from itertools import product
from math import prod
from typing import Any, cast

from bot.domain import errors
from bot.domain.closing import ClosingMode
from bot.domain.closing_rule import NOT_BY_ITSELF, ClosingRule
from bot.domain.entitlement import Enforcement
from bot.domain.guards import Facts, Other
from bot.domain.lifecycle import TABLE, Ignored, Transition, decide
from bot.domain.policy import Disagreement, Policy
from bot.domain.product import Department, RequiredFor
from bot.domain.states import AGENTS_REASONS, ClosingReason, Event, State
from bot.domain.targets import NO_TARGETS
from tests.domain.building import NOON, WEEK, lacking

MINUTE = timedelta(minutes=1)
Values = Mapping[str, Sequence[Any]]

SWITCHES: Values = {
    "disagreement": tuple(Disagreement),
    "reopening": (timedelta(0), WEEK),
    "closing": (NOT_BY_ITSELF, ClosingRule(ClosingMode.CIVIL_DAYS, 3)),
    "targets": (NO_TARGETS,),
    "enforcement": tuple(Enforcement),
}
"""Of a policy."""

OTHERS: Values = {
    "name": ("PR-9",),
    "state": tuple(State),
    "is_itself": (False, True),
    "same_organisation": (False, True),
    "same_product": (False, True),
    "merged_into": (None, "PR-8"),
    "incident_of": (None, "PR-7"),
}


def all_of(kind: type, values: Values) -> Iterator[Any]:
    for each in product(*values.values()):
        yield kind(**dict(zip(values, each, strict=True)))


GIVEN: Sequence[Mapping[str, Any]] = (
    {},
    {"department": "engineering", "reason": " "},
    {"department": "engineering", "reason": "Ошибка в модуле"},
    {"words": "Исправлено"},
    {"eta": "2026-11-25", "release": "2.4.6"},
    {"eta": "2026-11-26", "release": "2.4.6"},
    {"question": 5, "option": "A"},
)
"""What an event may say."""

VALUES: Values = {
    "policy": tuple(all_of(Policy, SWITCHES)),
    "at": (NOON,),
    "has_assignee": (False, True),
    "closed_at": (None, NOON + MINUTE, NOON - MINUTE, NOON - WEEK),
    "closing_reason": (None, *ClosingReason),
    "resolution_no": (0, 2),
    "button_no": (None, 0, 1, 2),
    "rated": (False, True),
    "crossed": (False, True),
    "missing": ((), *((lacking(stage),) for stage in RequiredFor)),
    "followed_up": (None, "PR-6"),
    "incidents": (0, 1),
    "incident_of": (None, "PR-5"),
    "reminded": (False, True),
    "in_question": (False, True),
    "over": (False, True),
    "heard": (False, True),
    "department": tuple(Department),
    "promised": ((None, None), ("2026-11-25", "2.4.6")),
    "shipped": (None, "2.4.6"),
    "question": (None, 5),
    "rise": (-3, -1, 0, 1, 3),
    "explained": (False, True),
    "given": GIVEN,
    "held": (False, True),
    "hold_explained": (False, True),
    "erased": (False, True),
    "files_erased": (False, True),
    "reason": (None, *AGENTS_REASONS),
    "other": (None, *all_of(Other, OTHERS)),
}


def check_that_all_is_varied() -> None:
    for kind, values in ((Facts, VALUES), (Policy, SWITCHES), (Other, OTHERS)):
        names = {each.name for each in fields(cast("Any", kind))}
        assert names == set(values), f"{kind.__name__}: give {sorted(names ^ set(values))} its values here"


class _NotVaried(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Watched:
    """Facts that tell when something is read that was not varied."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = known

    def __getattr__(self, name: str) -> Any:
        if name not in self._known:
            raise _NotVaried(name)
        return self._known[name]


Outcome = Transition | Ignored | errors.Refusal


@dataclass(frozen=True, slots=True)
class Met:
    outcome: Outcome
    taking: tuple[Transition, ...]
    """All rows whose guards hold."""


@dataclass(frozen=True, slots=True)
class Situations:
    """Everything that can come of one event in one state."""

    met: tuple[Met, ...]
    stand_for: int
    """How many combinations of all facts these are, with those that make no difference here."""


@cache
def situations(state: State, event: Event) -> Situations:
    varied: tuple[str, ...] = ()
    while True:
        try:
            met = tuple(_met(state, event, known) for known in _combinations(varied))
        except _NotVaried as found:
            varied = (*varied, found.name)
        else:
            rest = prod(len(values) for name, values in VALUES.items() if name not in varied)
            return Situations(met, len(met) * rest)


def _combinations(varied: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for each in product(*(VALUES[name] for name in varied)):
        yield dict(zip(varied, each, strict=True))


def _met(state: State, event: Event, known: Mapping[str, Any]) -> Met:
    facts = cast("Facts", _Watched(known))
    rows = (row for row in TABLE if state in row.sources and row.event is event)
    taking = tuple(row for row in rows if all(guard.holds(facts) for guard in row.guards))
    try:
        return Met(decide(state, event, facts), taking)
    except errors.Refusal as refusal:
        return Met(refusal, taking)
