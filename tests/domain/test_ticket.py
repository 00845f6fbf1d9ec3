"""A ticket's verbs: guards that refuse, buttons that grow old, questions, resolutions, reopening."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import errors
from bot.domain.guards import Guard
from bot.domain.lifecycle import TABLE, Effect, Ignored, Transition
from bot.domain.people import Actor
from bot.domain.policy import Disagreement, Policy
from bot.domain.priorities import Priority
from bot.domain.product import RequiredFor
from bot.domain.states import ClosingReason, Event, State
from bot.domain.ticket import Ticket
from tests.domain.building import NOON, POLICY, WEEK, a_ticket, lacking

OLGA, MAXIM = 11, 12
MINUTE = timedelta(minutes=1)

# Tickets in each of the states that a customer or an agent meets.


def new() -> Ticket:
    ticket = a_ticket()
    ticket.register(at=NOON)
    return ticket


def incomplete(stage: RequiredFor) -> Ticket:
    """Its form lacks an answer."""
    return a_ticket(form=(lacking(stage),))


def taken() -> Ticket:
    ticket = new()
    ticket.take(OLGA, at=NOON)
    return ticket


def resolved(times: int = 1) -> Ticket:
    ticket = taken()
    for number in range(1, times + 1):
        ticket.resolution_delivered(number, by=Actor.agent(OLGA), at=NOON)
        if number < times:
            ticket.disagree([number + 100], at=NOON)
    return ticket


def with_policy(ticket: Ticket, policy: Policy) -> Ticket:
    ticket.policy = policy
    return ticket


def confirmed(policy: Policy = POLICY) -> Ticket:
    ticket = resolved()
    ticket.policy = policy
    ticket.confirm(1, at=NOON)
    return ticket


def rated() -> Ticket:
    ticket = confirmed()
    ticket.rate(5, at=NOON)
    return ticket


def withdrawn() -> Ticket:
    ticket = taken()
    ticket.withdraw(at=NOON)
    return ticket


def closed_by_agent() -> Ticket:
    ticket = taken()
    ticket.close(ClosingReason.SPAM, by=Actor.agent(OLGA), at=NOON)
    return ticket


def never_reopening() -> Ticket:
    return confirmed(Policy(Disagreement.CONTINUE, reopening=timedelta(0)))


def new_with_an_assignee() -> Ticket:
    ticket = new()
    ticket.assignee_id = OLGA
    return ticket


Act = Callable[[Ticket], object]


def _reopen(after: timedelta) -> Act:
    return lambda ticket: ticket.reopen(at=NOON + after)


REFUSED_BY_GUARDS: list[tuple[str, Callable[[], Ticket], Act, type[errors.Refusal]]] = [
    ("nobody_has_it", new_with_an_assignee, lambda it: it.take(MAXIM, at=NOON), errors.NotNow),
    ("nobody_has_it", taken, lambda it: it.take(MAXIM, at=NOON), errors.NotNow),
    (
        "somebody_has_it",
        lambda: _released(taken()),
        lambda it: it.release(by=Actor.agent(OLGA), at=NOON),
        errors.NotNow,
    ),
    ("button_is_current", lambda: resolved(2), lambda it: it.confirm(1, at=NOON), errors.OutdatedButton),
    ("button_is_current", lambda: resolved(2), lambda it: it.confirm(3, at=NOON), errors.OutdatedButton),
    (
        "button_is_current",
        lambda: resolved(2),
        lambda it: it.disagree([9], at=NOON, button_no=1),
        errors.OutdatedButton,
    ),
    ("button_is_current", lambda: resolved(2), lambda it: it.ask_reason(1, at=NOON), errors.OutdatedButton),
    ("button_is_current", lambda: resolved(2), lambda it: it.just_a_note(1, at=NOON), errors.OutdatedButton),
    ("within_reopening", confirmed, _reopen(WEEK), errors.ReopeningOver),
    ("within_reopening", withdrawn, _reopen(MINUTE), errors.ReopeningOver),
    ("within_reopening", closed_by_agent, _reopen(MINUTE), errors.ReopeningOver),
    ("within_reopening", never_reopening, _reopen(timedelta(0)), errors.ReopeningOver),
    ("was_confirmed", withdrawn, lambda it: it.rate(5, at=NOON), errors.OutdatedButton),
    ("was_confirmed", closed_by_agent, lambda it: it.rate(5, at=NOON), errors.OutdatedButton),
    (
        "answered_enough_to_take",
        lambda: incomplete(RequiredFor.TAKE),
        lambda it: it.take(OLGA, at=NOON),
        errors.AnswersMissingToTake,
    ),
    (
        "answered_enough_to_take",
        lambda: incomplete(RequiredFor.SUBMIT),
        lambda it: it.assign(OLGA, by=Actor.agent(MAXIM), at=NOON),
        errors.AnswersMissingToTake,
    ),
    (
        "answered_enough_to_resolve",
        lambda: incomplete(RequiredFor.TAKE),
        lambda it: it.queue_resolution(1, by=Actor.agent(OLGA), at=NOON),
        errors.AnswersMissingToResolve,
    ),
    (
        "answered_enough_to_resolve",
        lambda: incomplete(RequiredFor.RESOLVE),
        lambda it: it.queue_resolution(1, by=Actor.agent(OLGA), at=NOON),
        errors.AnswersMissingToResolve,
    ),
    ("not_rated_yet", rated, lambda it: it.rate(1, at=NOON), errors.AlreadyAnswered),
    ("explained", new, lambda it: _urgency(it, Priority.LOW), errors.LoweringNeedsReason),
    ("more_urgent", new, lambda it: _urgency(it, Priority.NORMAL), errors.SamePriority),
    ("less_urgent", new, lambda it: _urgency(it, Priority.NORMAL, "так"), errors.SamePriority),
]


def _urgency(ticket: Ticket, priority: Priority, because: str = "") -> Transition:
    return ticket.change_priority(priority, by=Actor.agent(OLGA), at=NOON, because=because, used={})


def _released(ticket: Ticket) -> Ticket:
    ticket.release(by=Actor.agent(OLGA), at=NOON)
    return ticket


@pytest.mark.parametrize(("guard", "ticket", "act", "refusal"), REFUSED_BY_GUARDS)
def test_a_guard_refuses_and_nothing_changes(
    guard: str, ticket: Callable[[], Ticket], act: Act, refusal: type[errors.Refusal]
) -> None:
    it = ticket()
    before, log = deepcopy(it), list(it.news)

    with pytest.raises(refusal):
        act(it)

    assert it == before
    assert it.news == log


@pytest.mark.parametrize(("crossed", "row"), [(True, "T15"), (False, "T14")])
def test_an_answer_that_crossed_the_customers_words_asks_what_they_mean(crossed: bool, row: str) -> None:
    outcome = taken().resolution_delivered(1, by=Actor.agent(OLGA), at=NOON, crossed=crossed)

    assert isinstance(outcome, Transition)
    assert outcome.id == row
    assert (Effect.ASK_MEANING in outcome.effects, Effect.ASK_CONFIRMATION in outcome.effects) == (
        crossed,
        not crossed,
    )


@pytest.mark.parametrize(
    ("disagreement", "row", "state"),
    [(Disagreement.CONTINUE, "T18", State.OPEN), (Disagreement.NEW_REQUEST, "T19", State.RESOLVED)],
)
def test_who_disagrees_gets_more_work_or_a_new_request(
    disagreement: Disagreement, row: str, state: State
) -> None:
    ticket = with_policy(resolved(), replace(POLICY, disagreement=disagreement))
    outcome = ticket.disagree([9], at=NOON, button_no=1)

    assert (outcome.id, ticket.state) == (row, state)
    assert (ticket.resolved_at is None) == (state is State.OPEN)
    assert (Effect.PREPARE_NEW_REQUEST in outcome.effects) == (state is State.RESOLVED)


def test_no_guard_stands_in_the_table_untested() -> None:
    guards: set[Guard] = {guard for row in TABLE for guard in row.guards}

    choosing = {"customer_wrote_meanwhile", "work_continues", "new_request_follows"}
    assert {each.name for each in guards} == {name for name, *_ in REFUSED_BY_GUARDS} | choosing


def test_buttons_of_the_last_resolution_work() -> None:
    buttons: list[Act] = [
        lambda it: it.confirm(2, at=NOON),
        lambda it: it.disagree([9], at=NOON, button_no=2),
        lambda it: it.ask_reason(2, at=NOON),
        lambda it: it.just_a_note(2, at=NOON),
    ]
    for act in buttons:
        assert isinstance(act(resolved(2)), Transition)


@pytest.mark.parametrize("reason", [ClosingReason.CONFIRMED, ClosingReason.SILENCE])
def test_a_confirmed_or_silently_closed_ticket_is_reopened_until_the_window_ends(
    reason: ClosingReason,
) -> None:
    ticket = confirmed()
    ticket.closing_reason = reason

    assert ticket.allows(Event.REOPENED, at=NOON + WEEK - timedelta(microseconds=1))
    assert not ticket.allows(Event.REOPENED, at=NOON + WEEK)
    ticket.reopen(at=NOON + MINUTE)

    assert ticket.state is State.OPEN
    assert {ticket.closed_at, ticket.closing_reason, ticket.resolved_at} == {None}
    assert ticket.assignee_id == OLGA


@pytest.mark.parametrize("state", [State.NEW, State.OPEN, State.ESCALATED, State.ENTITLEMENT_HOLD])
@pytest.mark.parametrize("how", ["answered", "undone"])
def test_a_question_pauses_and_leads_back_to_where_it_was_asked_from(state: State, how: str) -> None:
    ticket = a_ticket(state=state)
    ticket.question_delivered(5, by=Actor.agent(OLGA), at=NOON)
    assert (ticket.state, ticket.return_to) == (State.PENDING, state)
    ticket.question_delivered(6, by=Actor.agent(OLGA), at=NOON)
    assert ticket.return_to is state

    if how == "answered":
        ticket.hear_customer(7, at=NOON)
    else:
        ticket.undo_question(6, by=Actor.agent(OLGA), at=NOON)

    assert ticket.state is state
    assert ticket.return_to is None


def test_a_question_that_arrives_after_the_resolution_changes_nothing_but_the_log() -> None:
    ticket = resolved()
    before, log = deepcopy(ticket), len(ticket.news)

    outcome = ticket.question_delivered(9, by=Actor.agent(OLGA), at=NOON)

    assert outcome == Ignored(Event.QUESTION_DELIVERED)
    assert ticket == before
    assert [entry.transition for entry in ticket.news[log:]] == [""]


def test_each_resolution_has_a_number_of_its_own() -> None:
    ticket = resolved(3)

    assert ticket.resolution_no == 3
    assert ticket.state is State.RESOLVED
    ticket.undo_resolution(3, by=Actor.agent(OLGA), at=NOON)
    assert (ticket.state, ticket.resolved_at) == (State.OPEN, None)
    ticket.resolution_delivered(4, by=Actor.agent(OLGA), at=NOON)
    assert ticket.resolution_no == 4, "a button of the resolution taken back must not fit this one"


def test_a_failed_delivery_shows_until_something_arrives() -> None:
    ticket = taken()
    ticket.delivery_failed("blocked", at=NOON)
    assert ticket.undelivered == "blocked"

    ticket.hear_agent(5, by=Actor.agent(OLGA), at=NOON)

    assert ticket.undelivered is None


def test_the_moment_of_an_event_is_its_messages_own() -> None:
    written: datetime = NOON - timedelta(hours=3)
    ticket = new()

    ticket.hear_customer(5, at=written)

    assert ticket.news[-1].happened_at == written
