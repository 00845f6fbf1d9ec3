"""A ticket: one problem of one customer, from its number to its closing.

Its verbs go through the lifecycle's table and are written down as entries; what an entry does to the
ticket is in one place, `apply`, so that replaying the log gives the row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.domain.answers import FormAnswer
from bot.domain.clocks import BREACH, Clocks, aimed_anew, begun_at, clocks_from_json, follow, on_card
from bot.domain.completion import Later, missing
from bot.domain.entitled import Entitled
from bot.domain.entitlement import Right
from bot.domain.entry import Entry
from bot.domain.erased import Erased
from bot.domain.errors import NotNow, Refusal
from bot.domain.facts import facts_of
from bot.domain.guards import Other
from bot.domain.handing_over import HandedOver
from bot.domain.learning import learn
from bot.domain.lifecycle import Goal, Ignored, Transition, decide
from bot.domain.people import SYSTEM, Actor
from bot.domain.policy import Policy
from bot.domain.priorities import Priority
from bot.domain.questions import Asked
from bot.domain.settled import just_settled
from bot.domain.shared import Shared
from bot.domain.silence import Silence, after
from bot.domain.states import ACTIVE, LIVE, ClosingReason, Event, State
from bot.domain.targets import ClockKind
from bot.domain.ties import Ties
from bot.domain.timed import Timed
from bot.domain.verdict import Answered


@dataclass(slots=True)
class Ticket(HandedOver, Entitled, Timed, Shared, Answered, Erased):
    product_id: str
    prefix: str
    number: int
    type_id: str
    customer_id: int
    draft_id: int
    """The form it was submitted by; a form gives one ticket, however often it is submitted."""
    policy: Policy
    policy_version: str
    priority: Priority
    work_stopped: bool
    """By the type of the request, or because the customer says so."""
    subject: str
    form: tuple[FormAnswer, ...]
    additions: tuple[str, ...]
    """What the customer said beside the form's questions."""
    enclosed: tuple[int, ...]
    """The messages that follow the card: files, and words too long for it."""
    registered_at: datetime
    follow_up_of: int | None = None
    id: int = 0
    state: State = State.NEW
    return_to: State | None = None
    assignee_id: int | None = None
    resolution_no: int = 0
    queued_resolution: int | None = None
    """The message that resolves the ticket once it is delivered."""
    undelivered: str | None = None
    """Why the last message to the customer did not arrive."""
    resolved_at: datetime | None = None
    """When the customer got the last resolution; None while there is none that stands."""
    closing_reason: ClosingReason | None = None
    closed_at: datetime | None = None
    rating: int | None = None
    silence: Silence | None = None
    """While the customer's silence counts as consent, sooner or later."""
    ties: Ties = field(default_factory=Ties)
    level: str | None = None
    """Of support, as the customer's contract has it; targets go by it."""
    clocks: Clocks = field(default_factory=dict)
    asked: Asked | None = None
    """The question that is waited for while `pending`."""
    next_due: datetime | None = field(default=None, compare=False)
    """Of the clocks that go, by the calendar as it was known last; queues are ordered by it."""
    card_is_old: bool = field(default=False, compare=False)
    """Another clock goes than the card tells."""
    right: Right | None = None
    """None where the product has no records, or had none."""
    explained_at: datetime | None = None
    """When the customer was told why the ticket is on hold, or it was clear that they cannot be."""
    files_erased_at: datetime | None = None
    erased_at: datetime | None = None
    """When what was said about it went, and what it was about."""
    version: int = 1
    settled: list[ClockKind] = field(default_factory=list, compare=False)
    """Clocks whose targets have just been kept or missed."""
    news: list[Entry] = field(default_factory=list, compare=False)
    """Entries not stored yet."""
    planned_for: tuple[Any, ...] | None = field(default=None, compare=False)
    """The `timing` that the timers in the database were made from."""

    @property
    def name(self) -> str:
        """The ticket's number as everybody sees it, in every language."""
        return f"{self.prefix}-{self.number}"

    @property
    def is_live(self) -> bool:
        """Not ended: also while its right to support is checked, and while it waits for confirmation."""
        return self.state in LIVE

    @property
    def is_active(self) -> bool:
        """Somebody works on it, or should: not while the right to support is checked."""
        return self.state in ACTIVE and not self.is_held

    @property
    def timing(self) -> tuple[Any, ...]:
        """All that the ticket's timers follow from: while this stays, they do."""
        return (
            *(self.state, self.priority, self.level, self.clocks, self.asked, self.silence),
            *(self.department, self.eta, self.eta_warned, self.shipped),
        )

    @property
    def waiting_since(self) -> datetime:
        """Since when the customer has waited: clocks count from here."""
        return self.ties.counts_from or self.registered_at

    @property
    def blocker(self) -> bool:
        """Served first."""
        return self.work_stopped or self.priority is Priority.CRITICAL

    @property
    def is_called_out(self) -> bool:
        """It cannot wait, and has to: its right to support is to be checked before all else."""
        return self.is_held and self.blocker

    @property
    def breached(self) -> bool:
        """A target was missed, and what it was set for has not been done."""
        return any(run.told >= BREACH and run.stopped is None for run in self.clocks.values())

    def target(self, clock: ClockKind) -> timedelta | None:
        return self.policy.targets.of(clock, self.priority, self.level)

    @property
    def missing(self) -> tuple[FormAnswer, ...]:
        """Answers of the form that are still to be given."""
        return missing(self.form)

    def require_active(self) -> None:
        if not self.is_active:
            raise NotNow(state=State.ENTITLEMENT_HOLD if self.is_held else self.state)

    def require_live(self) -> None:
        if not self.is_live:
            raise NotNow(state=self.state)

    def require_ready_to_resolve(self, *, at: datetime) -> None:
        decide(self.state, Event.RESOLUTION_QUEUED, facts_of(self, at))

    # Verbs. Each goes through the table, changes the ticket, and says by which row. `Answered` has those
    # about an answer that the customer has got.

    def register(self, *, at: datetime, by: Actor | None = None) -> None:
        """T1: the log begins. The number and everything the form gave are the ticket's already.

        `by`: an agent, for a customer who called.
        """
        by = by or Actor.customer(self.customer_id)
        entry = Entry(Event.SUBMITTED, "T1", State.NEW, by.kind, by.id, at, {"ticket": self.name})
        self.news.append(entry)
        self.clocks = follow(self.clocks, entry, before=self.state, ticket=self)

    def take(self, agent_id: int, *, at: datetime) -> Transition:
        return self._command(Event.TAKEN, by=Actor.agent(agent_id), at=at, agent_id=agent_id)

    def hear_customer(self, message_id: int, *, at: datetime, asked_at: datetime | None = None) -> Transition:
        """The customer wrote; `at` is the message's own time, `asked_at` when they are asked what it means,
        where the ticket is such that they are."""
        asked = {"asked_at": asked_at.isoformat()} if asked_at and self._is_asked(at) else {}
        return self._by_customer(Event.CUSTOMER_WROTE, at=at, message_id=message_id, **asked)

    def hear_automatic(self, message_id: int, *, at: datetime) -> Transition:
        """Sent in the customer's name, by nobody just then."""
        return self._by_customer(Event.AUTOMATIC, at=at, message_id=message_id)

    def hear_agent(self, message_id: int, *, by: Actor, at: datetime) -> Transition:
        return self._command(Event.AGENT_WROTE, by=by, at=at, message_id=message_id)

    def question_delivered(
        self, message_id: int | None, *, by: Actor, at: datetime, options: Iterable[str] = ()
    ) -> Transition | Ignored:
        offered: dict[str, Any] = {"options": list(options)} if options else {}
        return self._happen(Event.QUESTION_DELIVERED, by=by, at=at, message_id=message_id, **offered)

    def undo_question(self, message_id: int, *, by: Actor, at: datetime) -> Transition:
        return self._command(Event.QUESTION_UNDONE, by=by, at=at, message_id=message_id)

    def queue_resolution(self, message_id: int, *, by: Actor, at: datetime, **form: Any) -> Transition:
        """Resolved only when the channel has accepted the message; a later one replaces it. `form`: of the
        outcome, where it is more than words."""
        return self._command(Event.RESOLUTION_QUEUED, by=by, at=at, message_id=message_id, **form)

    def resolution_delivered(
        self, message_id: int, *, by: Actor, at: datetime, crossed: bool = False
    ) -> Transition | Ignored:
        """`crossed`: the customer wrote while the answer was on its way, and its author had not seen it."""
        return self._happen(
            Event.RESOLUTION_DELIVERED,
            by=by,
            at=at,
            message_id=message_id,
            resolution_no=self.resolution_no + 1,
            crossed=crossed,
        )

    def undo_resolution(self, message_id: int, *, by: Actor, at: datetime) -> Transition:
        return self._command(Event.RESOLUTION_UNDONE, by=by, at=at, message_id=message_id)

    def delivery_failed(self, reason: str, *, at: datetime) -> Transition | Ignored:
        return self._happen(Event.DELIVERY_FAILED, by=SYSTEM, at=at, reason=reason)

    def withdraw(self, *, at: datetime) -> Transition:
        return self._by_customer(Event.WITHDRAWN, at=at)

    def reopen(self, *, at: datetime) -> Transition:
        return self._by_customer(Event.REOPENED, at=at)

    def close(self, reason: ClosingReason, *, by: Actor, at: datetime) -> Transition:
        return self._command(Event.CLOSED_BY_AGENT, by=by, at=at, reason=reason.value)

    def answered_later(self, answers: Later, *, at: datetime) -> Transition:
        """The customer gave answers that they had put off."""
        return self._by_customer(Event.ANSWERED_LATER, at=at, **answers.as_json())

    def fill_in(self, answers: Later, *, by: Actor, at: datetime) -> Transition:
        """An agent knows the answer in the customer's place."""
        return self._command(Event.FILLED_IN, by=by, at=at, **answers.as_json())

    def _is_asked(self, at: datetime) -> bool:
        """A customer who writes then has the answer already, and is asked what they mean."""
        return self.state is State.RESOLVED or self.was_open_at(at)

    def tie(
        self, event: Event, beside: Other | None = None, *, by: Actor, at: datetime, **data: Any
    ) -> Transition:
        """One side of what `ties` does to two tickets at once."""
        return self._command(event, by=by, at=at, beside=beside, **data)

    # How an entry comes about, and what it does.

    def _happen(
        self, event: Event, *, by: Actor, at: datetime, beside: Other | None = None, **data: Any
    ) -> Transition | Ignored:
        outcome = decide(self.state, event, facts_of(self, at, beside=beside, **data))
        row, to = ("", self.state) if isinstance(outcome, Ignored) else (outcome.id, self._goal(outcome))
        entry = Entry(event, row, to, by.kind, by.id, at, data)
        self.news.append(entry)
        self.apply(entry)
        return outcome

    def allows(self, event: Event, *, at: datetime) -> bool:
        """Whether the table would take the event now."""
        try:
            return isinstance(decide(self.state, event, facts_of(self, at)), Transition)
        except Refusal:
            return False

    def _goal(self, row: Transition) -> State:
        if row.target is Goal.SAME:
            return self.state
        if row.target is Goal.BACK:
            return self.return_to or State.OPEN
        return State(row.target)

    def apply(self, entry: Entry) -> None:
        """What an entry does to the ticket, live and on replay; one that was ignored does nothing."""
        if not entry.transition:
            return
        before, waiting = self.state, self.waiting_since
        learn(self, entry)
        self.silence = after(self.silence, entry)
        self.ties = self.ties.after(entry)
        self._learn_of_handing_over(entry, before=before)
        were = self.clocks
        self.clocks = follow(were, entry, before=before, ticket=self)
        self.settled += just_settled(were, self.clocks, entry)
        if entry.event in {Event.TOOK_IN, Event.GAVE_BACK}:
            self.clocks = begun_at(self.clocks, self.waiting_since, before=waiting)
            self.clocks |= clocks_from_json(entry.data.get("clocks"))
        if used := entry.data.get("used"):
            self.clocks = aimed_anew(self.clocks, used, self.target, at=entry.happened_at)
        self.card_is_old = self.card_is_old or on_card(self.clocks) != on_card(were)
