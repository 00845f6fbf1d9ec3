"""A ticket's verbs: guards that refuse, buttons that grow old, questions, resolutions, reopening."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain import errors
from bot.domain.entitlement import Enforcement, Right, Standing
from bot.domain.guards import Facts
from bot.domain.handing_over import EtaStage
from bot.domain.lifecycle import TABLE, Effect, Ignored, Transition, decide
from bot.domain.people import Actor
from bot.domain.policy import Disagreement, Policy
from bot.domain.priorities import Priority
from bot.domain.product import Department, RequiredFor
from bot.domain.states import ClosingReason, Event, State, way_back
from bot.domain.ticket import Ticket
from bot.domain.ties import Ties, follow_up, link, merge, unlink
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


def reminded() -> Ticket:
    ticket = resolved()
    ticket.remind(1, until=None, at=NOON)
    return ticket


def closed_by_silence() -> Ticket:
    ticket = resolved()
    _silence_ends(ticket, now=NOON + WEEK, heard=True)
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


def pix_resolved() -> Ticket:
    return with_policy(resolved(), replace(POLICY, disagreement=Disagreement.NEW_REQUEST))


def disagreed() -> Ticket:
    """Where that is how to disagree, a new request follows already."""
    ticket = pix_resolved()
    follow_up(ticket, second(), at=NOON)
    return ticket


def second(**changed: Any) -> Ticket:
    """Another ticket of the same customer."""
    return a_ticket(**({"id": 2, "number": 2, "draft_id": 2} | changed))


def a_problem() -> Ticket:
    ticket = taken()
    ticket.ties = Ties(incidents=1)
    return ticket


def an_incident() -> Ticket:
    ticket = taken()
    ticket.ties = Ties(incident_of="PR-5")
    return ticket


def escalated() -> Ticket:
    ticket = taken()
    _escalate(ticket, Department.ENGINEERING)
    return ticket


def promised() -> Ticket:
    ticket = escalated()
    _promise(ticket, "2.4.6")
    return ticket


def asked() -> Ticket:
    """A question that is answered in words."""
    ticket = taken()
    ticket.question_delivered(5, by=Actor.agent(OLGA), at=NOON)
    return ticket


UNKNOWN = Right(Standing.NO_KEY)
PROVED = Right(Standing.VALID, "12/24", 1, "ООО «Заря»", "full", NOON.date(), NOON.date())


def _new(enforcement: Enforcement) -> Ticket:
    ticket = a_ticket(policy=replace(POLICY, enforcement=enforcement))
    ticket.register(at=NOON)
    return ticket


def held() -> Ticket:
    ticket = _new(Enforcement.HOLD)
    ticket.learn_right(UNKNOWN, at=NOON)
    return ticket


def explained() -> Ticket:
    ticket = held()
    ticket.hold_explained(delivered=True, at=NOON)
    return ticket


def asked_on_hold() -> Ticket:
    ticket = held()
    ticket.question_delivered(5, by=Actor.agent(OLGA), at=NOON)
    return ticket


def offered() -> Ticket:
    ticket = taken()
    ticket.question_delivered(5, by=Actor.agent(OLGA), at=NOON, options=["A", "B"])
    return ticket


def _escalate(ticket: Ticket, department: Department, reason: str = "Ошибка в модуле") -> Transition:
    return ticket.escalate(department, reason, message_id=2, by=Actor.agent(OLGA), at=NOON)


def _promise(ticket: Ticket, release: str | None) -> Transition:
    return ticket.set_eta(NOON.date() + WEEK, release, warned=None, by=Actor.agent(OLGA), at=NOON)


def _shipped(ticket: Ticket) -> Ticket:
    ticket.ship("2.4.6", by=Actor.agent(OLGA), at=NOON)
    return ticket


def _chosen(ticket: Ticket) -> Ticket:
    ticket.choose_option(5, "A", at=NOON)
    return ticket


Act = Callable[[Ticket], object]
Find = Callable[[Ticket], Ticket]


def _merge(into: Find) -> Act:
    return lambda ticket: merge(ticket, into(ticket), by=Actor.agent(OLGA), at=NOON)


def _link(problem: Find) -> Act:
    return lambda ticket: link(ticket, problem(ticket), by=Actor.agent(OLGA), at=NOON)


def _reopen(after: timedelta) -> Act:
    return lambda ticket: ticket.reopen(at=NOON + after)


def _refused_support(ticket: Ticket) -> object:
    return ticket.close(ClosingReason.NO_ENTITLEMENT, by=Actor.agent(OLGA), at=NOON)


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
    ("hold_was_explained", held, _refused_support, errors.HoldNotExplained),
    ("hold_was_explained", asked_on_hold, _refused_support, errors.HoldNotExplained),
    (
        "was_held",
        lambda: a_ticket(state=State.PENDING, return_to=State.OPEN),
        lambda it: it.let_pass("Знаю их", by=Actor.agent(OLGA), at=NOON),
        errors.NotNow,
    ),
    ("was_not_held", asked_on_hold, lambda it: it.take(OLGA, at=NOON), errors.NotNow),
    (
        "was_not_held",
        asked_on_hold,
        lambda it: it.assign(OLGA, by=Actor.agent(MAXIM), at=NOON),
        errors.NotNow,
    ),
    ("was_not_held", asked_on_hold, lambda it: _escalate(it, Department.ENGINEERING), errors.NotNow),
    (
        "was_not_held",
        asked_on_hold,
        lambda it: it.queue_resolution(1, by=Actor.agent(OLGA), at=NOON),
        errors.NotNow,
    ),
    ("was_not_held", asked_on_hold, _merge(lambda _: second()), errors.NotNow),
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
    (
        "a_question_is_open",
        resolved,
        lambda it: it.take_as_note(by=Actor.agent(OLGA), at=NOON),
        errors.AlreadyAnswered,
    ),
    ("another_department", escalated, lambda it: _escalate(it, Department.ENGINEERING), errors.AlreadyThere),
    ("another_department", taken, lambda it: _escalate(it, Department.SUPPORT), errors.AlreadyThere),
    ("has_reason", taken, lambda it: _escalate(it, Department.ENGINEERING, " "), errors.ReasonWanted),
    (
        "has_words",
        escalated,
        lambda it: it.return_("", message_id=3, by=Actor.agent(OLGA), at=NOON),
        errors.ReturnWordsWanted,
    ),
    ("others_mend_it", asked, lambda it: _promise(it, "2.4.6"), errors.NotNow),
    ("others_mend_it", asked, lambda it: it.ship("2.4.6", by=Actor.agent(OLGA), at=NOON), errors.NotNow),
    ("promise_is_news", promised, lambda it: _promise(it, "2.4.6"), errors.EtaToldAlready),
    (
        "not_shipped_yet",
        lambda: _shipped(promised()),
        lambda it: it.ship("2.4.6", by=Actor.agent(OLGA), at=NOON),
        errors.AlreadyShipped,
    ),
    ("offer_is_open", asked, lambda it: it.choose_option(5, "A", at=NOON), errors.OutdatedButton),
    ("offer_is_open", offered, lambda it: it.choose_option(4, "A", at=NOON), errors.OutdatedButton),
    (
        "offer_is_open",
        lambda: _chosen(offered()),
        lambda it: it.choose_option(5, "B", at=NOON),
        errors.OutdatedButton,
    ),
    ("not_rated_yet", rated, lambda it: it.rate(1, at=NOON), errors.AlreadyAnswered),
    ("no_new_request_yet", disagreed, lambda it: it.disagree([9], at=NOON), errors.AlreadySubmitted),
    ("no_new_request_yet", disagreed, lambda it: it.ask_reason(1, at=NOON), errors.AlreadySubmitted),
    ("another_ticket", taken, _merge(lambda it: it), errors.TiedToItself),
    ("another_ticket", taken, _link(lambda it: it), errors.TiedToItself),
    ("same_organisation", taken, _merge(lambda _: second(customer_id=8)), errors.SomebodyElses),
    ("same_product", taken, _link(lambda _: second(product_id="other")), errors.OfAnotherProduct),
    ("other_goes_on", taken, _merge(lambda _: second(state=State.CLOSED)), errors.OtherIsOver),
    ("other_goes_on", taken, _merge(lambda _: second(state=State.MERGED)), errors.OtherIsOver),
    ("other_goes_on", taken, _link(lambda _: second(state=State.CLOSED)), errors.OtherIsOver),
    (
        "other_is_no_incident",
        taken,
        _link(lambda _: second(ties=Ties(incident_of="PR-5"))),
        errors.IncidentItself,
    ),
    ("no_incidents", a_problem, _merge(lambda _: second()), errors.HasIncidents),
    ("no_incidents", a_problem, _link(lambda _: second()), errors.HasIncidents),
    ("not_linked_yet", an_incident, _link(lambda _: second()), errors.LinkedAlready),
    (
        "is_linked",
        taken,
        lambda it: unlink(it, second(), by=Actor.agent(OLGA), at=NOON),
        errors.OutdatedButton,
    ),
    ("explained", new, lambda it: _urgency(it, Priority.LOW), errors.LoweringNeedsReason),
    ("more_urgent", new, lambda it: _urgency(it, Priority.NORMAL), errors.SamePriority),
    ("less_urgent", new, lambda it: _urgency(it, Priority.NORMAL, "так"), errors.SamePriority),
]


def erased() -> Ticket:
    ticket = taken()
    ticket.withdraw(at=NOON)
    ticket.erase(at=NOON)
    return ticket


CHOSEN_BY_GUARDS: list[tuple[str, Callable[[], Ticket], Act]] = [
    ("customer_wrote_meanwhile", taken, lambda it: _resolution_arrives(it, crossed=False)),
    ("customer_waited", taken, lambda it: _resolution_arrives(it, crossed=True)),
    ("holds", lambda: _new(Enforcement.SOFT), lambda it: it.learn_right(UNKNOWN, at=NOON)),
    ("only_flags", lambda: _new(Enforcement.HOLD), lambda it: it.learn_right(UNKNOWN, at=NOON)),
    ("was_not_held", asked_on_hold, lambda it: it.learn_right(PROVED, at=NOON)),
    ("refuses_support", explained, lambda it: it.close(ClosingReason.SPAM, by=Actor.agent(OLGA), at=NOON)),
    ("any_other_closing", held, _refused_support),
    ("not_reminded_yet", reminded, lambda it: it.remind(1, until=None, at=NOON)),
    ("period_is_over", resolved, lambda it: _silence_ends(it, now=NOON, heard=True)),
    ("everything_is_read", resolved, lambda it: _silence_ends(it, now=NOON + WEEK, heard=False)),
    ("sent_before_the_end", closed_by_silence, lambda it: it.hear_customer(9, at=NOON + WEEK)),
    ("sent_after_the_end", closed_by_silence, lambda it: it.hear_customer(9, at=NOON)),
    ("work_continues", pix_resolved, lambda it: it.disagree([9], at=NOON)),
    ("new_request_follows", resolved, lambda it: it.disagree([9], at=NOON)),
    ("words_are_kept", erased, lambda it: it.erase(at=NOON)),
    ("files_are_kept", erased, lambda it: it.erase_files(at=NOON)),
    ("with_specialists", asked, lambda it: it.warn_of_eta(EtaStage.SOON, at=NOON)),
]
"""Guards that lead another way instead of refusing."""


def _silence_ends(ticket: Ticket, *, now: datetime, heard: bool) -> object:
    return ticket.close_by_silence(1, deadline=NOON + WEEK, heard=heard, now=now)


def _resolution_arrives(ticket: Ticket, *, crossed: bool) -> object:
    return ticket.resolution_delivered(1, by=Actor.agent(OLGA), at=NOON, crossed=crossed)


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


SCENARIOS = [(name, ticket, act) for name, ticket, act, _ in REFUSED_BY_GUARDS] + CHOSEN_BY_GUARDS
GUARDS = {guard.name for row in TABLE for guard in row.guards}


def test_no_guard_stands_in_the_table_untested() -> None:
    assert {name for name, *_ in SCENARIOS} == GUARDS


@pytest.mark.parametrize(("guard", "ticket", "act"), SCENARIOS)
def test_a_guard_that_always_says_yes_is_noticed(
    monkeypatch: pytest.MonkeyPatch, guard: str, ticket: Callable[[], Ticket], act: Act
) -> None:
    """The rows that take the event are others without it: each guard is needed, and is looked at."""
    taken_by = _takers(monkeypatch, TABLE, ticket, act)

    assert _takers(monkeypatch, [_without(guard, row) for row in TABLE], ticket, act) != taken_by


def _without(guard: str, row: Transition) -> Transition:
    yes = [replace(each, holds=lambda _: True) if each.name == guard else each for each in row.guards]
    return replace(row, guards=tuple(yes))


def _takers(
    monkeypatch: pytest.MonkeyPatch,
    table: Sequence[Transition],
    make: Callable[[], Ticket],
    act: Act,
) -> list[set[str]]:
    """The ids of the rows whose guards hold, for each thing that the act does to the ticket."""
    it, found = make(), []

    def decide_among(state: State, event: Event, facts: Facts) -> Transition | Ignored:
        rows = [row for row in table if state in row.sources and row.event is event]
        found.append({row.id for row in rows if all(guard.holds(facts) for guard in row.guards)})
        return decide(state, event, facts)

    with monkeypatch.context() as patched, suppress(errors.Refusal):
        patched.setattr("bot.domain.ticket.decide", decide_among)
        act(it)
    return found


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


@pytest.mark.parametrize(
    "begin",
    [
        lambda it: it.take(OLGA, at=NOON),
        lambda it: it.assign(OLGA, by=Actor.agent(MAXIM), at=NOON),
    ],
)
def test_a_ticket_taken_while_its_customer_was_asked_is_not_new_for_ever(begin: Act) -> None:
    ticket = new()
    ticket.question_delivered(5, by=Actor.agent(MAXIM), at=NOON)
    begin(ticket)

    ticket.hear_customer(7, at=NOON)

    assert (ticket.state, ticket.assignee_id) == (State.OPEN, OLGA)


def test_a_question_that_arrives_after_the_resolution_changes_nothing_but_the_log() -> None:
    ticket = resolved()
    before, log = deepcopy(ticket), len(ticket.news)

    outcome = ticket.question_delivered(9, by=Actor.agent(OLGA), at=NOON)

    assert outcome == Ignored(Event.QUESTION_DELIVERED)
    assert ticket == before
    assert [entry.transition for entry in ticket.news[log:]] == [""]


@pytest.mark.parametrize("asked_too", [False, True])
def test_a_resolution_on_its_way_is_not_forgotten_when_a_hold_begins(*, asked_too: bool) -> None:
    """It arrives as words: the right to support comes first, and the ticket waits for no delivery."""
    ticket = _new(Enforcement.HOLD)
    ticket.queue_resolution(4, by=Actor.agent(OLGA), at=NOON)
    ticket.learn_right(UNKNOWN, at=NOON)
    if asked_too:
        ticket.question_delivered(5, by=Actor.agent(OLGA), at=NOON)
    ticket.delivery_failed("blocked", at=NOON)
    before = ticket.state

    outcome = ticket.resolution_delivered(4, by=Actor.agent(OLGA), at=NOON)

    assert isinstance(outcome, Transition)
    assert (ticket.state, ticket.is_held) == (before, True)
    assert (ticket.queued_resolution, ticket.undelivered) == (None, None)
    assert (ticket.resolution_no, ticket.resolved_at, ticket.silence) == (0, None, None)


def test_asking_on_hold_makes_no_way_round_it() -> None:
    ticket = asked_on_hold()

    assert not ticket.is_active
    with pytest.raises(errors.NotNow) as refused:
        ticket.require_active()
    assert refused.value.data["state"] is State.ENTITLEMENT_HOLD, "and not for want of an answer"
    with pytest.raises(errors.NotNow) as refused:
        ticket.take(OLGA, at=NOON)
    assert refused.value.data["state"] is State.ENTITLEMENT_HOLD
    ticket.require_askable()


def test_a_hold_outlasts_being_merged_and_parted() -> None:
    assert way_back(State.PENDING, State.MERGED, State.ENTITLEMENT_HOLD) is State.ENTITLEMENT_HOLD
    assert way_back(State.PENDING, State.MERGED, State.NEW) is State.OPEN


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
