"""Random commands to several tickets: merging makes no circles, parting leads back, logs rebuild rows."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.domain.errors import Refusal
from bot.domain.people import Actor
from bot.domain.states import ACTIVE, LIVE, ClosingReason, Event, State
from bot.domain.ticket import Ticket
from bot.domain.ties import link, merge, unlink, unmerge
from bot.domain.waiting import on_merging, on_parting, unanswered
from tests.domain.building import HOURS, NOON, a_ticket
from tests.domain.test_ticket_machine import TicketLife

OLGA = Actor.agent(11)
PICK = st.integers(min_value=0, max_value=4)
WAYS_BACK = {State.PENDING: State.OPEN, State.RESOLVED: State.OPEN}


def fresh(number: int) -> Ticket:
    """Of five tickets, four are one customer's; each was registered a minute after the one before it."""
    return a_ticket(
        id=number + 1,
        number=number + 1,
        draft_id=number + 1,
        customer_id=7 if number else 8,
        registered_at=NOON + timedelta(minutes=number),
    )


def merged_into(ticket: Ticket, tickets: list[Ticket]) -> list[Ticket]:
    return [each for each in tickets if each.ties.merged_into == ticket.name]


class TicketsTogether(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.tickets = [fresh(number) for number in range(5)]
        self.now = NOON + timedelta(hours=1)
        self.messages = 0
        self.before_merging: dict[str, State] = {}
        for each in self.tickets:
            each.register(at=each.registered_at)

    @rule(one=PICK, other=PICK)
    def merge(self, one: int, other: int) -> None:
        ticket, into = self.tickets[one], self.tickets[other]
        before, target = ticket.state, into.state
        theirs = unanswered(ticket, HOURS.calendar, at=self.now)
        recount = on_merging(theirs, HOURS.calendar, self.now)
        if self._do(lambda: merge(ticket, into, by=OLGA, at=self.now, recount=recount)):
            assert ticket is not into
            assert ticket.customer_id == into.customer_id, "nobody comes to see another's words"
            assert before in ACTIVE | {State.RESOLVED}
            assert target in LIVE
            assert into.state is target
            self.before_merging[ticket.name] = before

    @rule(one=PICK)
    def unmerge(self, one: int) -> None:
        ticket = self.tickets[one]
        if ticket.ties.merged_into is None:
            return
        assert self._do(lambda: self._part(ticket)), "always possible"
        before = self.before_merging.pop(ticket.name)
        assert ticket.state is WAYS_BACK.get(before, before)

    @rule(one=PICK, other=PICK)
    def link(self, one: int, other: int) -> None:
        self._do(lambda: link(self.tickets[one], self.tickets[other], by=OLGA, at=self.now))

    @rule(one=PICK)
    def unlink(self, one: int) -> None:
        ticket = self.tickets[one]
        if ticket.ties.incident_of:
            problem = self._named(ticket.ties.incident_of)
            assert self._do(lambda: unlink(ticket, problem, by=OLGA, at=self.now)), "always possible"

    @rule(one=PICK)
    def customer_writes(self, one: int) -> None:
        ticket = self.tickets[one]
        assert self._do(lambda: ticket.hear_customer(self._message(), at=self.now)), "never dropped"

    @rule(one=PICK)
    def agent_writes(self, one: int) -> None:
        assert self._do(lambda: self.tickets[one].hear_agent(self._message(), by=OLGA, at=self.now))

    @rule(hours=st.integers(min_value=1, max_value=30))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(one=PICK)
    def question_arrives(self, one: int) -> None:
        ticket = self.tickets[one]
        assert self._do(lambda: ticket.question_delivered(self._message(), by=OLGA, at=self.now))

    @rule(one=PICK)
    def resolution_is_queued(self, one: int) -> None:
        ticket = self.tickets[one]
        self._do(lambda: ticket.queue_resolution(self._message(), by=OLGA, at=self.now))

    @rule(one=PICK)
    def what_is_queued_arrives(self, one: int) -> None:
        ticket = self.tickets[one]
        message = ticket.queued_resolution
        if message:
            assert self._do(lambda: ticket.resolution_delivered(message, by=OLGA, at=self.now))

    @rule(one=PICK)
    def close(self, one: int) -> None:
        self._do(lambda: self.tickets[one].close(ClosingReason.DUPLICATE, by=OLGA, at=self.now))

    @rule(one=PICK)
    def reopen(self, one: int) -> None:
        self._do(lambda: self.tickets[one].reopen(at=self.now))

    # What is always so.

    @invariant()
    def a_merged_ticket_leads_to_one_that_is_not(self) -> None:
        for ticket in self.tickets:
            assert (ticket.state is State.MERGED) == (ticket.ties.merged_into is not None)
            end, steps = ticket, 0
            while end.ties.merged_into:
                end, steps = self._named(end.ties.merged_into), steps + 1
                assert steps < len(self.tickets), "a circle"

    @invariant()
    def the_customer_has_waited_since_the_first_of_what_is_one(self) -> None:
        for ticket in self.tickets:
            merged = merged_into(ticket, self.tickets)
            first = min([ticket.registered_at, *(each.waiting_since for each in merged)])
            assert ticket.waiting_since == first

    @invariant()
    def a_problem_knows_how_many_incidents_it_has_and_there_are_no_chains(self) -> None:
        for ticket in self.tickets:
            incidents = [each for each in self.tickets if each.ties.incident_of == ticket.name]
            assert ticket.ties.incidents == len(incidents)
            assert not (incidents and ticket.ties.incident_of)

    @invariant()
    def every_log_rebuilds_its_row(self) -> None:
        for number, ticket in enumerate(self.tickets):
            rebuilt = fresh(number)
            for entry in ticket.news:
                rebuilt.apply(replace(entry, data=json.loads(json.dumps(dict(entry.data)))))
            assert rebuilt == ticket

    def _part(self, ticket: Ticket) -> None:
        end, line = ticket, []
        while end.ties.merged_into:
            end = self._named(end.ties.merged_into)
            line.append(end)
        parts = {each.name: merged_into(each, self.tickets) for each in line}
        recount = on_parting(ticket, line[0], line[0].news, lambda _: HOURS.calendar, self.now)
        unmerge(ticket, line, parts, by=OLGA, at=self.now, recount=recount)

    def _named(self, name: str) -> Ticket:
        return next(each for each in self.tickets if each.name == name)

    def _do(self, act: Callable[[], object]) -> bool:
        """False for a refusal: neither ticket may have changed."""
        before = deepcopy(self.tickets)
        try:
            act()
        except Refusal:
            assert self.tickets == before
            assert [each.news for each in self.tickets] == [each.news for each in before]
            return False
        return True

    def _message(self) -> int:
        self.messages += 1
        return self.messages


TestTicketsTogether = TicketsTogether.TestCase
TestTicketsTogether.settings = settings(max_examples=150, stateful_step_count=30)


def test_of_a_merged_ticket_that_was_merged_the_first_can_be_parted() -> None:
    """Then nobody has waited since its registration any more, all the way up."""
    life = TicketsTogether()
    first, second, third = life.tickets[1:4]
    life._do(lambda: merge(first, second, by=OLGA, at=NOON))
    life._do(lambda: merge(second, third, by=OLGA, at=NOON))
    assert third.waiting_since == first.registered_at

    life._part(first)

    assert (first.state, third.waiting_since) == (State.NEW, second.registered_at)
    assert second.ties.merged_into == third.name


RULES: dict[Event, Callable[..., None]] = {
    Event.TAKEN: TicketLife.take,
    Event.RELEASED: TicketLife.release,
    Event.ASSIGNED: TicketLife.assign,
    Event.QUESTION_DELIVERED: TicketLife.question_arrives,
    Event.QUESTION_UNDONE: TicketLife.question_undone,
    Event.RESOLUTION_QUEUED: TicketLife.resolution_queued,
    Event.RESOLUTION_DELIVERED: TicketLife.resolution_arrives,
    Event.RESOLUTION_UNDONE: TicketLife.resolution_undone,
    Event.DELIVERY_FAILED: TicketLife.delivery_fails,
    Event.CUSTOMER_WROTE: TicketLife.customer_writes,
    Event.AGENT_WROTE: TicketLife.agent_writes,
    Event.CONFIRMED: TicketLife.verdict,
    Event.REASON_ASKED: TicketLife.verdict,
    Event.JUST_A_NOTE: TicketLife.verdict,
    Event.DISAGREED: TicketLife.disagree,
    Event.WITHDRAWN: TicketLife.withdraw,
    Event.REOPENED: TicketLife.reopen,
    Event.CLOSED_BY_AGENT: TicketLife.close,
    Event.RATED: TicketLife.rate,
    Event.RATING_COMMENTED: TicketLife.comment_rating,
    Event.ANSWERED_LATER: TicketLife.customer_answers_later,
    Event.FILLED_IN: TicketLife.agent_fills_in,
    Event.AUTOMATIC: TicketLife.something_comes_automatically,
    Event.FOLLOWED_UP: TicketLife.a_new_request_follows,
    Event.CLOSING_REMINDED: TicketLife.reminder_rings,
    Event.CLOSED_BY_SILENCE: TicketLife.silence_ends,
    Event.ANSWER_MAY_BE_LOST: TicketLife.outage_is_over,
    Event.ASKED_ABOUT_ANSWER: TicketLife.question_about_the_answer_arrives,
    Event.REASON_ASKED_AGAIN: TicketLife.reason_is_asked_again,
    Event.TAKEN_AS_NOTE: TicketLife.message_is_taken_as_note,
    Event.GIVEN_IN_TURN: TicketLife.given_in_turn,
    Event.LEFT_BEHIND: TicketLife.left_behind,
    Event.ESCALATED: TicketLife.escalate,
    Event.RETURNED: TicketLife.return_,
    Event.ETA_SET: TicketLife.promise,
    Event.ETA_WARNED: TicketLife.warning_rings,
    Event.SHIPPED: TicketLife.ship,
    Event.OPTION_CHOSEN: TicketLife.choose,
    Event.SLA_WARNED: TicketLife.agents_are_warned,
    Event.QUESTION_REMINDED: TicketLife.customer_is_reminded,
    Event.PRIORITY_CHANGED: TicketLife.change_priority,
    Event.ENTITLEMENT_PASSED: TicketLife.records_say,
    Event.ENTITLEMENT_FAILED: TicketLife.records_say,
    Event.LET_PASS: TicketLife.let_pass,
    Event.HOLD_EXPLAINED: TicketLife.hold_explained,
    Event.FILES_ERASED: TicketLife.files_are_erased,
    Event.ERASED: TicketLife.all_is_erased,
    Event.SPLIT: TicketLife.a_second_problem_is_split_off,
    Event.MERGED: TicketsTogether.merge,
    Event.TOOK_IN: TicketsTogether.merge,
    Event.UNMERGED: TicketsTogether.unmerge,
    Event.GAVE_BACK: TicketsTogether.unmerge,
    Event.LINKED: TicketsTogether.link,
    Event.GOT_INCIDENT: TicketsTogether.link,
    Event.UNLINKED: TicketsTogether.unlink,
    Event.LOST_INCIDENT: TicketsTogether.unlink,
}
"""By which rule of the two machines each event happens: a new one needs a rule of its own."""


def test_every_event_happens_in_one_of_the_machines() -> None:
    assert set(Event) - set(RULES) == {Event.SUBMITTED}, "with which a ticket begins"
    assert all(hasattr(each, "hypothesis_stateful_rule") for each in RULES.values())
