"""The lifecycle's table: every state and event has exactly one outcome, whatever the policy."""

from itertools import product

import pytest

from bot.domain import errors
from bot.domain.lifecycle import TABLE, Effect, Goal, Ignored, Transition
from bot.domain.states import ACTIVE, AGENTS_REASONS, LIVE, SYSTEM_EVENTS, ClosingReason, Event, State
from tests.domain.situations import Situations, check_that_all_is_varied, situations

EVERYWHERE = list(product(State, Event))


def test_everything_that_a_guard_may_look_at_is_varied() -> None:
    """A new switch of the policy, or a new fact, needs its values before it can be said to be checked."""
    check_that_all_is_varied()


@pytest.mark.parametrize("event", list(Event))
@pytest.mark.parametrize("state", list(State))
def test_every_state_and_event_has_exactly_one_outcome(state: State, event: Event) -> None:
    for each in situations(state, event).met:
        assert len(each.taking) <= 1, "the order of the table must not matter"
        if each.taking:
            assert each.outcome == each.taking[0]
        elif event in SYSTEM_EVENTS:
            assert each.outcome == Ignored(event), "nobody is there to be refused"
        else:
            assert isinstance(each.outcome, errors.Refusal), "a person is answered, never ignored"
            assert type(each.outcome) is not errors.Refusal, "a refusal is named for the situation"


def test_the_figures_of_what_was_checked() -> None:
    """Told with `pytest -s`: each met stands for all that differ in what no guard there looks at."""
    found: list[Situations] = [situations(*each) for each in EVERYWHERE]
    met, stand_for = sum(len(each.met) for each in found), sum(each.stand_for for each in found)

    print(f"\n{len(EVERYWHERE)} pairs of state and event, {met} decisions met, for {stand_for:.2e}")  # noqa: T201 - to be quoted
    assert len(EVERYWHERE) == len(State) * len(Event)
    assert met > 5_000
    assert stand_for > 1_000_000_000


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_no_row_is_in_the_shadow_of_another(row: Transition) -> None:
    """From each of its states there are facts that it takes."""
    for state in row.sources:
        assert any(each.outcome == row for each in situations(state, row.event).met), state


def test_a_customers_message_is_taken_in_every_state() -> None:
    for state, event in product(State, (Event.CUSTOMER_WROTE, Event.AUTOMATIC)):
        for each in situations(state, event).met:
            assert isinstance(each.outcome, Transition)
            assert Effect.SHOW_TO_AGENTS in each.outcome.effects


def test_what_nobody_wrote_moves_nothing() -> None:
    (row,) = [each for each in TABLE if each.event is Event.AUTOMATIC]
    assert row.sources == set(State)
    assert (row.target, row.effects) == (Goal.SAME, (Effect.SHOW_TO_AGENTS,))


def test_only_a_delivered_resolution_leads_to_resolved_and_a_closing_that_is_taken_back() -> None:
    leading = {(row.event, row.sources) for row in TABLE if row.target is State.RESOLVED}
    assert leading == {
        (Event.RESOLUTION_DELIVERED, ACTIVE),
        (Event.CUSTOMER_WROTE, frozenset({State.CLOSED})),
    }


def test_only_a_confirmation_a_withdrawal_silence_or_an_agent_closes() -> None:
    assert {row.event for row in TABLE if row.target is State.CLOSED} == {
        Event.CONFIRMED,
        Event.WITHDRAWN,
        Event.CLOSED_BY_SILENCE,
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
