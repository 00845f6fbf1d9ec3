"""The lifecycle's table: every state and event has exactly one outcome, whatever the policy."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest

from bot.domain import errors
from bot.domain.guards import Facts
from bot.domain.lifecycle import TABLE, Effect, Ignored, Transition, decide
from bot.domain.policy import Disagreement, Policy
from bot.domain.product import RequiredFor
from bot.domain.states import ACTIVE, AGENTS_REASONS, LIVE, SYSTEM_EVENTS, ClosingReason, Event, State
from tests.domain.building import NOON, WEEK, lacking

POLICIES = [Policy(each, reopening) for each, reopening in product(Disagreement, [timedelta(0), WEEK])]
MINUTE = timedelta(minutes=1)


def situations(policy: Policy) -> Iterator[Facts]:
    """Every combination of what guards look at."""
    for has_assignee, closed_at, reason, button_no, rated, missing in product(
        (False, True),
        (None, NOON - MINUTE, NOON - WEEK),
        (None, *ClosingReason),
        (None, 1, 2),
        (False, True),
        ((), *((lacking(stage),) for stage in RequiredFor)),
    ):
        yield Facts(policy, NOON, has_assignee, closed_at, reason, 2, button_no, rated, missing=missing)


def ways_to_change_priority(policy: Policy) -> Iterator[Facts]:
    for rise, explained in product((-3, -1, 0, 1, 3), (False, True)):
        yield Facts(policy, NOON, rise=rise, explained=explained)


def outcome_of(state: State, event: Event, facts: Facts) -> Transition | Ignored | errors.Refusal:
    """Anything else that is raised fails the test."""
    try:
        return decide(state, event, facts)
    except errors.Refusal as refusal:
        return refusal


@pytest.mark.parametrize("event", list(Event))
@pytest.mark.parametrize("state", list(State))
def test_every_state_and_event_has_exactly_one_outcome(state: State, event: Event) -> None:
    rows = [each for each in TABLE if state in each.sources and each.event is event]
    for policy in POLICIES:
        for facts in (
            ways_to_change_priority(policy) if event is Event.PRIORITY_CHANGED else situations(policy)
        ):
            taking = [row for row in rows if all(guard.holds(facts) for guard in row.guards)]
            assert len(taking) <= 1, "the order of the table must not matter"
            outcome = outcome_of(state, event, facts)
            if taking:
                assert outcome == taking[0]
            elif event in SYSTEM_EVENTS:
                assert outcome == Ignored(event), "nobody is there to be refused"
            else:
                assert isinstance(outcome, errors.Refusal), "a person is answered, never ignored"
                assert type(outcome) is not errors.Refusal, "a refusal is named for the situation"


def test_a_customers_message_is_taken_in_every_state() -> None:
    for state, policy in product(set(State), POLICIES):
        for facts in situations(policy):
            outcome = decide(state, Event.CUSTOMER_WROTE, facts)
            assert isinstance(outcome, Transition)
            assert Effect.SHOW_TO_AGENTS in outcome.effects


def test_only_a_delivered_resolution_leads_to_resolved() -> None:
    assert {row.event for row in TABLE if row.target is State.RESOLVED} == {Event.RESOLUTION_DELIVERED}


def test_only_a_confirmation_a_withdrawal_or_an_agent_closes() -> None:
    assert {row.event for row in TABLE if row.target is State.CLOSED} == {
        Event.CONFIRMED,
        Event.WITHDRAWN,
        Event.CLOSED_BY_AGENT,
    }


def test_only_who_withdraws_gets_no_more_answers() -> None:
    assert {row.event for row in TABLE if Effect.CANCEL_QUEUED in row.effects} == {Event.WITHDRAWN}


def test_rows_have_ids_of_their_own() -> None:
    assert len({row.id for row in TABLE}) == len(TABLE)


def test_what_is_live_is_not_over() -> None:
    assert ACTIVE < LIVE == set(State) - {State.CLOSED, State.MERGED}


def test_an_agent_never_closes_in_the_customers_name() -> None:
    assert not {ClosingReason.CONFIRMED, ClosingReason.WITHDRAWN, ClosingReason.SILENCE} & set(AGENTS_REASONS)
