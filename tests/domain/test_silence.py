"""From when a customer's silence counts, what makes it begin anew, and what ends it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.agenda import timers_of
from bot.domain.closing import ClosingMode
from bot.domain.closing_rule import ClosingRule
from bot.domain.errors import AlreadyAnswered, NotNow
from bot.domain.lifecycle import Effect, Ignored, Transition
from bot.domain.people import Actor
from bot.domain.policy import Disagreement
from bot.domain.silence import Silence
from bot.domain.states import ClosingReason, State
from bot.domain.ticket import Ticket
from bot.domain.timers import Timer, TimerKind
from tests.domain.building import HOURS, NOON, POLICY, a_ticket

OLGA = Actor.agent(11)
MINUTE = timedelta(minutes=1)
LATER = NOON + timedelta(hours=5)
THREE_DAYS = replace(
    POLICY, closing=ClosingRule(ClosingMode.CIVIL_DAYS, 3, ZoneInfo("Europe/Moscow"), reminder_at=time(9))
)
ENDS = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
"""Of three days from noon of the 20th: 24:00 in Moscow."""


def resolved(disagreement: Disagreement = Disagreement.CONTINUE, *, crossed: bool = False) -> Ticket:
    ticket = a_ticket(policy=replace(THREE_DAYS, disagreement=disagreement))
    ticket.register(at=NOON)
    ticket.resolution_delivered(1, by=OLGA, at=NOON, crossed=crossed)
    return ticket


def reminded() -> Ticket:
    ticket = resolved()
    ticket.remind(1, until=ENDS, at=ENDS - timedelta(hours=15))
    return ticket


def closed() -> Ticket:
    ticket = resolved()
    ticket.close_by_silence(1, deadline=ENDS, heard=True, now=ENDS + MINUTE)
    return ticket


def planned(ticket: Ticket) -> list[Timer]:
    return timers_of(ticket, HOURS.calendar)


def test_it_counts_from_the_answers_delivery() -> None:
    assert resolved().silence == Silence(NOON)
    assert resolved(crossed=True).silence == Silence(NOON, in_question=True)
    assert planned(resolved()) == [
        Timer(TimerKind.CLOSING, 1, "1", ENDS),
        Timer(TimerKind.CLOSING_REMINDER, 1, "1", ENDS - timedelta(hours=15)),
    ]


Act = Callable[[Ticket], object]

ANEW: dict[str, tuple[Act, bool]] = {
    "T20 the reason is asked for": (lambda it: it.ask_reason(1, at=LATER), True),
    "T20a and once more": (lambda it: it.ask_reason_again(at=LATER), True),
    "T21 a message": (lambda it: it.hear_customer(5, at=NOON + MINUTE, asked_at=LATER), True),
    "T22 just a note": (lambda it: it.just_a_note(1, at=LATER), False),
    "T25a an outage": (lambda it: it.answer_may_be_lost(at=LATER), False),
}


@pytest.mark.parametrize("what", ANEW)
def test_it_begins_anew_with_a_reminder_of_its_own(what: str) -> None:
    act, in_question = ANEW[what]
    ticket = reminded()

    act(ticket)

    assert ticket.state is State.RESOLVED
    assert ticket.silence == Silence(LATER, in_question=in_question)
    assert {each.kind for each in planned(ticket)} == {TimerKind.CLOSING, TimerKind.CLOSING_REMINDER}


def test_a_question_counts_from_its_arrival() -> None:
    ticket = resolved()
    ticket.hear_customer(5, at=NOON + MINUTE, asked_at=NOON + 2 * MINUTE)

    ticket.asked_about_answer(1, at=LATER)

    assert ticket.silence == Silence(LATER, in_question=True)


def test_what_is_late_never_makes_the_period_begin_earlier() -> None:
    ticket = resolved()
    ticket.just_a_note(1, at=LATER)
    ticket.asked_about_answer(1, at=NOON + MINUTE)
    assert ticket.silence == Silence(LATER)

    ticket.hear_customer(5, at=NOON + MINUTE)
    assert ticket.silence == Silence(LATER, in_question=True)


def test_an_agent_may_say_that_a_message_was_just_a_note_while_the_question_is_open() -> None:
    ticket = resolved()
    with pytest.raises(AlreadyAnswered):
        ticket.take_as_note(by=OLGA, at=LATER)

    ticket.hear_customer(5, at=NOON + MINUTE, asked_at=NOON + MINUTE)
    ticket.take_as_note(by=OLGA, at=LATER)

    assert ticket.silence == Silence(LATER)


@pytest.mark.parametrize(
    "act",
    [
        lambda it: it.confirm(1, at=LATER),
        lambda it: it.disagree([5], at=LATER),
        lambda it: it.withdraw(at=LATER),
        lambda it: it.undo_resolution(1, by=OLGA, at=LATER),
        lambda it: it.close(ClosingReason.CONFIRMED_BY_PHONE, by=OLGA, at=LATER),
    ],
)
def test_it_ends_when_the_ticket_is_resolved_no_more(act: Act) -> None:
    ticket = resolved()

    act(ticket)

    assert ticket.silence is None
    assert planned(ticket) == []


def test_who_prepares_a_new_request_is_not_waited_for_whatever_else_they_say() -> None:
    ticket = resolved(Disagreement.NEW_REQUEST)
    ticket.disagree([5], at=LATER, button_no=1)
    assert (ticket.state, ticket.silence) == (State.RESOLVED, None)

    ticket.hear_customer(6, at=LATER, asked_at=LATER)
    ticket.just_a_note(1, at=LATER)

    assert ticket.silence is None


def test_there_is_one_reminder_in_a_period_and_it_keeps_its_promise() -> None:
    ticket = reminded()
    assert planned(ticket) == [Timer(TimerKind.CLOSING, 1, "1", ENDS)]
    assert isinstance(ticket.remind(1, until=ENDS, at=LATER), Ignored)

    ticket.policy = replace(THREE_DAYS, closing=replace(THREE_DAYS.closing, days=1))

    assert planned(ticket) == [Timer(TimerKind.CLOSING, 1, "1", ENDS)]


def test_a_reminder_of_an_earlier_answer_is_nobodys() -> None:
    ticket = resolved()
    ticket.disagree([5], at=LATER)
    ticket.resolution_delivered(2, by=OLGA, at=LATER)

    assert isinstance(ticket.remind(1, until=ENDS, at=LATER), Ignored)
    assert isinstance(ticket.close_by_silence(1, deadline=ENDS, heard=True, now=ENDS), Ignored)
    assert ticket.silence == Silence(LATER)


def test_it_closes_as_of_the_deadline() -> None:
    ticket = closed()

    assert (ticket.state, ticket.closing_reason, ticket.closed_at) == (
        State.CLOSED,
        ClosingReason.SILENCE,
        ENDS,
    )
    assert ticket.silence is None


@pytest.mark.parametrize(
    ("early", "heard"), [(timedelta(microseconds=1), True), (timedelta(0), False), (MINUTE, False)]
)
def test_it_does_not_close_early_nor_before_everything_is_read(early: timedelta, heard: bool) -> None:
    ticket = resolved()

    outcome = ticket.close_by_silence(1, deadline=ENDS, heard=heard, now=ENDS - early)

    assert isinstance(outcome, Ignored)
    assert (ticket.state, ticket.silence) == (State.RESOLVED, Silence(NOON))


def test_a_message_that_was_sent_before_the_deadline_takes_the_closing_back() -> None:
    ticket = closed()
    read = ENDS + 2 * MINUTE

    outcome = ticket.hear_customer(5, at=ENDS - timedelta(microseconds=1), asked_at=read)

    assert isinstance(outcome, Transition)
    assert (outcome.id, ticket.state) == ("T26", State.RESOLVED)
    assert {Effect.SAY_REVERTED, Effect.SHOW_TO_AGENTS} <= set(outcome.effects)
    assert (ticket.closing_reason, ticket.closed_at, ticket.resolved_at) == (None, None, NOON)
    assert ticket.silence == Silence(read, in_question=True)
    ticket.confirm(1, at=read)
    assert ticket.closing_reason is ClosingReason.CONFIRMED


def test_one_that_was_sent_at_the_deadline_does_not() -> None:
    ticket = closed()
    assert ticket.hear_customer(5, at=ENDS).id == "T28b"

    ticket = resolved()
    ticket.confirm(1, at=LATER)
    assert ticket.hear_customer(5, at=NOON).id == "T28b"
    assert ticket.closing_reason is ClosingReason.CONFIRMED


def test_a_stale_button_changes_nothing_after_the_closing() -> None:
    ticket = closed()
    for act in (ticket.confirm, ticket.ask_reason, ticket.just_a_note):
        with pytest.raises(NotNow):
            act(1, at=LATER)
    assert ticket.state is State.CLOSED


def test_where_nothing_closes_by_itself_there_is_the_reminder_alone() -> None:
    ticket = resolved()
    ticket.policy = replace(THREE_DAYS, closing=ClosingRule(reminder_days=7))

    assert planned(ticket) == [Timer(TimerKind.CLOSING_REMINDER, 1, "1", NOON + timedelta(days=7))]
    ticket.remind(1, until=None, at=NOON + timedelta(days=7))
    assert planned(ticket) == []
