"""Random commands to a ticket: refusals change nothing, and replaying the log rebuilds the row."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain.clocks import WARNINGS
from bot.domain.completion import Later, missing
from bot.domain.entitlement import Enforcement, Entitlement, Right, Standing
from bot.domain.errors import Refusal
from bot.domain.handing_over import EtaStage
from bot.domain.people import Actor
from bot.domain.policy import Disagreement, Policy
from bot.domain.priorities import Priority
from bot.domain.product import Department, RequiredFor
from bot.domain.states import ACTIVE, AGENTS_REASONS, ClosingReason, Event, State
from bot.domain.targets import ClockKind
from bot.domain.ticket import Ticket
from bot.domain.ties import follow_up, split
from tests.domain.building import NOON, a_ticket, lacking

AGENTS = st.sampled_from([11, 12])
POLICIES = st.builds(
    Policy,
    st.sampled_from(Disagreement),
    st.sampled_from([timedelta(0), timedelta(days=7)]),
    enforcement=st.sampled_from(Enforcement),
)
RECORD = Entitlement("product", "A-1", "ООО «Ромашка»", "full", NOON.date(), NOON.date(), id=5)
RIGHTS = st.sampled_from(
    [
        Right.by(RECORD, NOON.date()),
        Right.by(RECORD, NOON.date() + timedelta(days=1)),
        Right(Standing.UNKNOWN, "A-2"),
        Right(Standing.NO_KEY),
    ]
)
FORM = (lacking(RequiredFor.TAKE), lacking(RequiredFor.RESOLVE, "place"))
ANSWERS = st.builds(
    replace, st.sampled_from([*FORM, lacking(RequiredFor.TAKE, "floor")]), value=st.sampled_from(["", "A-1"])
)
LATER = st.builds(
    Later,
    st.lists(ANSWERS, max_size=2).map(tuple),
    called_for=st.lists(ANSWERS, max_size=1).map(tuple),
    dropped=st.lists(st.sampled_from(["serial", "floor"]), max_size=1).map(tuple),
    stopped=st.booleans(),
)


class TicketLife(RuleBasedStateMachine):
    ticket: Ticket
    policy: Policy

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.messages = 0
        self.heard = 0

    @initialize(policy=POLICIES)
    def register(self, policy: Policy) -> None:
        self.policy = policy
        self.ticket = a_ticket(policy=policy, form=FORM)
        self.ticket.register(at=self.now)

    # What people do.

    @rule(days=st.integers(min_value=0, max_value=8))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days, seconds=1)

    @rule(agent=AGENTS)
    def take(self, agent: int) -> None:
        lacks = bool(missing(self.ticket.form, RequiredFor.TAKE))
        if self._do(lambda: self.ticket.take(agent, at=self.now)):
            assert self.ticket.assignee_id == agent
            assert not lacks

    @rule(agent=AGENTS)
    def release(self, agent: int) -> None:
        if self._do(lambda: self.ticket.release(by=Actor.agent(agent), at=self.now)):
            assert self.ticket.assignee_id is None

    @rule(agent=AGENTS, colleague=AGENTS)
    def assign(self, agent: int, colleague: int) -> None:
        if self._do(lambda: self.ticket.assign(colleague, by=Actor.agent(agent), at=self.now)):
            assert self.ticket.assignee_id == colleague

    @rule(agent=AGENTS)
    def given_in_turn(self, agent: int) -> None:
        lacks, had = bool(missing(self.ticket.form, RequiredFor.TAKE)), self.ticket.assignee_id
        self._happen(lambda: self.ticket.give_in_turn(agent, at=self.now))
        assert self.ticket.assignee_id == had or (self.ticket.assignee_id == agent and not lacks)

    @rule(agent=AGENTS)
    def left_behind(self, agent: int) -> None:
        state = self.ticket.state
        if self._do(lambda: self.ticket.leave_behind(by=Actor.agent(agent), at=self.now)):
            assert (self.ticket.assignee_id, self.ticket.state) == (None, state)

    @rule(late=st.booleans())
    def customer_writes(self, *, late: bool) -> None:
        at = self.now - timedelta(days=4) * late
        message = self._message()
        assert self._do(lambda: self.ticket.hear_customer(message, at=at, asked_at=self.now)), "never dropped"
        self.heard += 1

    @rule()
    def something_comes_automatically(self) -> None:
        before = deepcopy(self.ticket)
        assert self._do(lambda: self.ticket.hear_automatic(self._message(), at=self.now)), "never dropped"
        assert self.ticket == before, "what nobody wrote moves nothing"

    @rule(instead=st.booleans())
    def a_new_request_follows(self, *, instead: bool) -> None:
        new, before = a_ticket(number=self._message() + 1), self.ticket.ties.followed_up
        assert self._do(lambda: follow_up(self.ticket, new, at=self.now, instead=instead))
        assert self.ticket.ties.followed_up == (new.name if instead else before)

    @rule(agent=AGENTS)
    def a_second_problem_is_split_off(self, agent: int) -> None:
        off, before = a_ticket(number=self._message() + 1), deepcopy(self.ticket)
        assert self._do(lambda: split(self.ticket, off, [1], by=Actor.agent(agent), at=self.now))
        assert self.ticket == before, "it goes on as before"

    @rule(agent=AGENTS)
    def agent_writes(self, agent: int) -> None:
        assert self._do(lambda: self.ticket.hear_agent(self._message(), by=Actor.agent(agent), at=self.now))

    @rule(agent=AGENTS)
    def question_arrives(self, agent: int) -> None:
        self._happen(
            lambda: self.ticket.question_delivered(self._message(), by=Actor.agent(agent), at=self.now)
        )

    @rule(agent=AGENTS)
    def question_undone(self, agent: int) -> None:
        self._do(lambda: self.ticket.undo_question(self._message(), by=Actor.agent(agent), at=self.now))

    @rule(agent=AGENTS)
    def resolution_queued(self, agent: int) -> None:
        lacks = bool(self.ticket.missing)
        done = self._do(
            lambda: self.ticket.queue_resolution(self._message(), by=Actor.agent(agent), at=self.now)
        )
        assert not (done and lacks)

    @rule(later=LATER)
    def customer_answers_later(self, later: Later) -> None:
        assert self._do(lambda: self.ticket.answered_later(later, at=self.now)), "never dropped"

    @rule(agent=AGENTS, later=LATER)
    def agent_fills_in(self, agent: int, later: Later) -> None:
        live = self.ticket.is_live
        assert self._do(lambda: self.ticket.fill_in(later, by=Actor.agent(agent), at=self.now)) is live

    @rule(agent=AGENTS)
    def resolution_arrives(self, agent: int) -> None:
        message = self.ticket.queued_resolution or self._message()
        before = self.ticket.resolution_no
        active = self.ticket.state in ACTIVE and not self.ticket.is_held
        self._happen(lambda: self.ticket.resolution_delivered(message, by=Actor.agent(agent), at=self.now))
        assert self.ticket.resolution_no == before + active

    @rule(agent=AGENTS)
    def resolution_undone(self, agent: int) -> None:
        self._do(lambda: self.ticket.undo_resolution(self._message(), by=Actor.agent(agent), at=self.now))

    @rule(agent=AGENTS, department=st.sampled_from(Department), reason=st.sampled_from(["", "Ошибка"]))
    def escalate(self, agent: int, department: Department, reason: str) -> None:
        by, before = Actor.agent(agent), self.ticket.department
        done = self._do(
            lambda: self.ticket.escalate(department, reason, message_id=self._message(), by=by, at=self.now)
        )
        assert not (done and (department in {before, Department.SUPPORT} or not reason))

    @rule(agent=AGENTS)
    def return_(self, agent: int) -> None:
        by = Actor.agent(agent)
        if self._do(lambda: self.ticket.return_("Готово", message_id=self._message(), by=by, at=self.now)):
            assert (self.ticket.department, self.ticket.eta) == (Department.SUPPORT, None)

    @rule(agent=AGENTS, days=st.integers(0, 2), release=st.sampled_from([None, "2.4.6"]))
    def promise(self, agent: int, days: int, release: str | None) -> None:
        by, eta = Actor.agent(agent), self.now.date() + timedelta(days=days)
        if self._do(lambda: self.ticket.set_eta(eta, release, warned=None, by=by, at=self.now)):
            assert (self.ticket.eta, self.ticket.eta_warned) == (eta, None)

    @rule(stage=st.sampled_from(EtaStage))
    def warning_rings(self, stage: EtaStage) -> None:
        self._happen(lambda: self.ticket.warn_of_eta(stage, at=self.now))

    @rule(agent=AGENTS)
    def ship(self, agent: int) -> None:
        shipped = self.ticket.shipped
        assert not (
            self._do(lambda: self.ticket.ship("2.4.6", by=Actor.agent(agent), at=self.now)) and shipped
        )

    @rule(agent=AGENTS)
    def options_arrive(self, agent: int) -> None:
        question, by = self._message(), Actor.agent(agent)
        self._happen(lambda: self.ticket.question_delivered(question, by=by, at=self.now, options=["A", "B"]))

    @rule(stale=st.booleans())
    def choose(self, *, stale: bool) -> None:
        offer = self.ticket.offer
        question = offer.question - stale if offer else 0
        done = self._do(lambda: self.ticket.choose_option(question, "A", at=self.now))
        assert not (done and (stale or offer is None)), "a stale button changes nothing"

    @rule(reason=st.sampled_from(["blocked", "deactivated", "not_started"]))
    def delivery_fails(self, reason: str) -> None:
        self._happen(lambda: self.ticket.delivery_failed(reason, at=self.now))

    @rule(stale=st.booleans(), verb=st.sampled_from(["confirm", "ask_reason", "just_a_note"]))
    def verdict(self, verb: str, *, stale: bool) -> None:
        number = self.ticket.resolution_no - stale
        done = self._do(lambda: getattr(self.ticket, verb)(number, at=self.now))
        assert not (done and stale), "a stale button changes nothing"

    @rule(stale=st.booleans(), pressed=st.booleans())
    def disagree(self, *, stale: bool, pressed: bool) -> None:
        number = self.ticket.resolution_no - stale if pressed else None
        reasons = [self._message()]
        followed_up = self.ticket.ties.followed_up
        done = self._do(lambda: self.ticket.disagree(reasons, at=self.now, button_no=number))
        assert not (done and stale and pressed), "a stale button changes nothing"
        if done and self.policy.disagreement is Disagreement.NEW_REQUEST:
            assert self.ticket.state is State.RESOLVED, "disagreeing never leaves it"
            assert followed_up is None, "one new request for one resolution"

    @rule(stale=st.booleans())
    def reminder_rings(self, *, stale: bool) -> None:
        self._happen(lambda: self.ticket.remind(self.ticket.resolution_no - stale, until=None, at=self.now))

    @rule(stale=st.booleans(), early=st.booleans(), heard=st.booleans())
    def silence_ends(self, *, stale: bool, early: bool, heard: bool) -> None:
        number, now = self.ticket.resolution_no - stale, self.now - timedelta(seconds=early)
        closes = self.ticket.state is State.RESOLVED and not (stale or early) and heard
        was = self.ticket.state
        self._happen(lambda: self.ticket.close_by_silence(number, deadline=self.now, heard=heard, now=now))
        assert self.ticket.state is (State.CLOSED if closes else was)

    @rule()
    def outage_is_over(self) -> None:
        self._happen(lambda: self.ticket.answer_may_be_lost(at=self.now))

    @rule()
    def question_about_the_answer_arrives(self) -> None:
        self._happen(lambda: self.ticket.asked_about_answer(self.ticket.resolution_no, at=self.now))

    @rule()
    def reason_is_asked_again(self) -> None:
        self._do(lambda: self.ticket.ask_reason_again(at=self.now))

    @rule(agent=AGENTS)
    def message_is_taken_as_note(self, agent: int) -> None:
        asked = bool(self.ticket.silence and self.ticket.silence.in_question)
        assert self._do(lambda: self.ticket.take_as_note(by=Actor.agent(agent), at=self.now)) is asked

    @rule(right=RIGHTS)
    def records_say(self, right: Right) -> None:
        new, held = self.ticket.state is State.NEW, self.ticket.is_held
        live = self.ticket.is_live
        self._happen(lambda: self.ticket.learn_right(right, at=self.now))
        if live and right.is_valid:
            assert (self.ticket.level, self.ticket.is_held) == ("full", False)
        elif live:
            holds = new and self.policy.enforcement is Enforcement.HOLD
            assert (self.ticket.level, self.ticket.is_held) == (None, held or holds)

    @rule(agent=AGENTS)
    def let_pass(self, agent: int) -> None:
        held = self.ticket.is_held
        assert self._do(lambda: self.ticket.let_pass("Знаю их", by=Actor.agent(agent), at=self.now)) is held
        assert not self.ticket.is_held

    @rule(delivered=st.booleans())
    def hold_explained(self, *, delivered: bool) -> None:
        self._happen(lambda: self.ticket.hold_explained(delivered=delivered, at=self.now))

    @rule()
    def withdraw(self) -> None:
        live = self.ticket.is_live
        assert self._do(lambda: self.ticket.withdraw(at=self.now)) is live, "at any time before the end"

    @rule()
    def reopen(self) -> None:
        self._do(lambda: self.ticket.reopen(at=self.now))

    @rule(agent=AGENTS, reason=st.sampled_from(AGENTS_REASONS))
    def close(self, agent: int, reason: str) -> None:
        closing = next(each for each in AGENTS_REASONS if each == reason)
        unexplained = self.ticket.is_held and self.ticket.explained_at is None
        done = self._do(lambda: self.ticket.close(closing, by=Actor.agent(agent), at=self.now))
        assert not (done and unexplained and closing is ClosingReason.NO_ENTITLEMENT)

    @rule(stars=st.integers(min_value=1, max_value=5))
    def rate(self, stars: int) -> None:
        if self._do(lambda: self.ticket.rate(stars, at=self.now)):
            assert self.ticket.rating == stars

    @rule(
        agent=AGENTS,
        priority=st.sampled_from(Priority),
        because=st.sampled_from(["", "обходной путь есть"]),
        used=st.dictionaries(st.sampled_from([each.value for each in ClockKind]), st.integers(0, 10**12)),
    )
    def change_priority(self, agent: int, priority: Priority, because: str, used: dict[str, int]) -> None:
        before = self.ticket.priority
        done = self._do(
            lambda: self.ticket.change_priority(
                priority, by=Actor.agent(agent), at=self.now, because=because, used=used
            )
        )
        rises = priority.rank - before.rank
        assert done == (self.ticket.is_live and (rises > 0 or (rises < 0 and bool(because))))

    @rule(
        told=st.dictionaries(st.sampled_from([each.value for each in ClockKind]), st.sampled_from(WARNINGS))
    )
    def agents_are_warned(self, told: dict[str, int]) -> None:
        self._happen(lambda: self.ticket.warn(told, at=self.now, clock="resolution", percent=50))

    @rule(reminders=st.integers(1, 3))
    def customer_is_reminded(self, reminders: int) -> None:
        self._happen(lambda: self.ticket.remind_of_question(reminders, at=self.now, days=1))

    @rule()
    def comment_rating(self) -> None:
        self._do(lambda: self.ticket.comment_rating(self._message(), at=self.now))

    # What is always so.

    @rule()
    def files_are_erased(self) -> None:
        self._time_is_over(self.ticket.erase_files)

    @rule()
    def all_is_erased(self) -> None:
        self._time_is_over(self.ticket.erase)

    def _time_is_over(self, erase: Callable[..., object]) -> None:
        """What can be reopened is kept."""
        if not self.ticket.allows(Event.REOPENED, at=self.now):
            self._happen(lambda: erase(at=self.now))

    @invariant()
    def the_log_rebuilds_the_row(self) -> None:
        if not hasattr(self, "ticket"):
            return
        rebuilt = a_ticket(policy=self.policy, form=FORM)
        for entry in self.ticket.news:
            stored = replace(entry, data=json.loads(json.dumps(dict(entry.data))))
            assert stored == entry, "the log holds what the database can hold"
            if stored.transition:
                rebuilt.apply(stored)
        assert rebuilt == self.ticket

    @invariant()
    def attributes_agree_with_the_state(self) -> None:
        if not hasattr(self, "ticket"):
            return
        ticket = self.ticket
        if ticket.state is State.RESOLVED:
            assert ticket.resolved_at
            disagreed = ticket.policy.disagreement is Disagreement.NEW_REQUEST
            assert ticket.silence or disagreed, "the customer is waited for"
            delivered = [each for each in ticket.news if each.event is Event.RESOLUTION_DELIVERED]
            assert any(each.transition for each in delivered), "an answer was delivered"
            assert ticket.resolution_no == sum(bool(each.transition) for each in delivered)
        else:
            assert ticket.silence is None
        closed = ticket.state is State.CLOSED
        assert closed == (ticket.closed_at is not None) == (ticket.closing_reason is not None)
        assert (ticket.state is State.PENDING) == (ticket.return_to is not None)
        if ticket.is_held:
            assert ticket.assignee_id is None
            assert not ticket.is_with_specialists
        if ticket.state is State.ESCALATED:
            assert ticket.is_with_specialists
        if ticket.state is State.NEW:
            assert ticket.assignee_id is None, "work on it has begun"
        if ticket.state in {State.NEW, State.OPEN}:
            assert not ticket.is_with_specialists
        assert (ticket.state is State.PENDING) == (ticket.asked is not None)
        if ticket.queued_resolution is not None:
            assert ticket.is_live

    @invariant()
    def every_message_of_the_customer_is_in_the_log(self) -> None:
        if hasattr(self, "ticket"):
            assert [each.event for each in self.ticket.news].count(Event.CUSTOMER_WROTE) == self.heard

    # How it is done.

    def _do(self, act: Callable[[], object]) -> bool:
        """False for a refusal, which must not have changed anything. Any other exception is a failure."""
        before, log = deepcopy(self.ticket), len(self.ticket.news)
        try:
            act()
        except Refusal:
            assert self.ticket == before
            assert len(self.ticket.news) == log
            return False
        assert len(self.ticket.news) == log + 1, "every accepted transition is one entry"
        return True

    def _happen(self, act: Callable[[], object]) -> None:
        assert self._do(act), "what the system reports is never refused"

    def _message(self) -> int:
        self.messages += 1
        return self.messages


TestRandomLives = TicketLife.TestCase
TestRandomLives.settings = settings(max_examples=150, stateful_step_count=30)
