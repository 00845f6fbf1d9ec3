"""What a ticket's clocks count: when each started, paused and stopped.

Facts are instants, so the log alone rebuilds them; working time comes in only where they are read by a
calendar (`due_times`). Which events start, stop and pause which clock is the table `RULES`, after section 4
of the written lifecycle. An end, a merge, a resolution are pauses that may last for ever: what goes on
afterwards goes on with the time used.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Protocol

from bot.domain.calendar import Pause
from bot.domain.entry import Entry
from bot.domain.product import Department
from bot.domain.states import Event, State
from bot.domain.targets import MICROSECOND, ClockKind

WARNINGS = (50, 80, 100)
"""Percent of the target at which agents are told; the last is the breach."""
BREACH = WARNINGS[-1]
NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a clock, from its start to its stop."""

    number: int
    """Of this clock on the ticket, from 1."""
    started: datetime
    used: timedelta = NOTHING
    """Working time before `started`, when another target was in force."""
    pauses: tuple[Pause, ...] = ()
    """Those that are over, in order and apart."""
    paused: datetime | None = None
    """Since when it pauses now."""
    stopped: datetime | None = None
    told: int = 0
    """The highest of `WARNINGS` that agents have heard of."""

    @property
    def goes(self) -> bool:
        return self.paused is None and self.stopped is None

    def stop(self, at: datetime) -> "Run":
        return replace(self.go_on(at), stopped=max(at, self.started))

    def pause(self, at: datetime) -> "Run":
        return self if self.paused else replace(self, paused=max(at, self.started))

    def go_on(self, at: datetime) -> "Run":
        if self.paused is None:
            return self
        pause = ((self.paused, at),) if at > self.paused else ()
        return replace(self, paused=None, pauses=self.pauses + pause)

    def aim_anew(self, used: timedelta, target: timedelta | None, *, at: datetime) -> "Run":
        """Another target from now on; the time used is kept.

        Where the new target is not reached yet, reaching it is another breach, of which agents hear again.
        """
        kept = WARNINGS[-2] if target is not None and used < target else BREACH
        return replace(
            self, started=at, used=used, pauses=(), paused=self.paused and at, told=min(self.told, kept)
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "started": self.started.isoformat(),
            "used": self.used // MICROSECOND,
            "pauses": [[begin.isoformat(), end.isoformat()] for begin, end in self.pauses],
            "paused": self.paused and self.paused.isoformat(),
            "stopped": self.stopped and self.stopped.isoformat(),
            "told": self.told,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Run":
        return cls(
            number=data["number"],
            started=datetime.fromisoformat(data["started"]),
            used=data["used"] * MICROSECOND,
            pauses=tuple(
                (datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in data["pauses"]
            ),
            paused=datetime.fromisoformat(data["paused"]) if data["paused"] else None,
            stopped=datetime.fromisoformat(data["stopped"]) if data["stopped"] else None,
            told=data["told"],
        )


Clocks = Mapping[ClockKind, Run]
"""The latest run of each clock that ever started; those before are in the log."""


class Signal(Enum):
    """What an entry of the log means to clocks."""

    SUBMITTED = auto()
    TAKEN = auto()
    CUSTOMER_WAITS = auto()
    """The customer said something, and the ticket is ours to work on."""
    HUMAN_ANSWERED = auto()
    """The transport accepted what a person wrote to the customer."""
    ESCALATED = auto()
    UPDATED_WHILE_ESCALATED = auto()
    ESCALATION_LEFT = auto()


class Phase(Enum):
    """What a ticket waits for, beside work; several at once are possible."""

    HOLD = auto()
    PENDING = auto()
    RELEASE = auto()
    """Development said when the fix comes."""
    OVER = auto()
    """Resolved, closed or merged."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table; in `OVER` every clock stands still."""

    starts: frozenset[Signal]
    stops: frozenset[Signal] = frozenset()
    pauses: frozenset[Phase] = frozenset()

    def stands(self, phases: Iterable[Phase]) -> bool:
        return any(phase is Phase.OVER or phase in self.pauses for phase in phases)


def _rule(starts: set[Signal], stops: set[Signal], pauses: set[Phase]) -> Rule:
    return Rule(frozenset(starts), frozenset(stops), frozenset(pauses))


S, P, K = Signal, Phase, ClockKind

RULES: Mapping[ClockKind, Rule] = MappingProxyType(
    {
        K.FIRST_RESPONSE: _rule({S.SUBMITTED}, {S.HUMAN_ANSWERED}, {P.HOLD}),
        K.TAKE: _rule({S.SUBMITTED}, {S.TAKEN}, {P.HOLD}),
        K.NEXT_RESPONSE: _rule({S.CUSTOMER_WAITS}, {S.HUMAN_ANSWERED}, set()),
        K.RESOLUTION: _rule({S.SUBMITTED}, set(), {P.HOLD, P.PENDING, P.RELEASE}),
        K.PERIODIC_UPDATE: _rule(
            {S.ESCALATED, S.UPDATED_WHILE_ESCALATED},
            {S.UPDATED_WHILE_ESCALATED, S.ESCALATION_LEFT},
            set(),
        ),
    }
)

OVER = {State.RESOLVED, State.CLOSED, State.MERGED}
CUSTOMER_SAID = {
    *(Event.CUSTOMER_WROTE, Event.ANSWERED_LATER, Event.OPTION_CHOSEN),
    *(Event.DISAGREED, Event.REOPENED),
}
_SENT = {Event.AGENT_WROTE, Event.QUESTION_DELIVERED, Event.RESOLUTION_DELIVERED}


class Standing(Protocol):
    """As much of a ticket as clocks look at."""

    @property
    def state(self) -> State: ...
    @property
    def return_to(self) -> State | None: ...
    @property
    def department(self) -> Department: ...
    @property
    def eta(self) -> date | None: ...


def phases(ticket: Standing) -> set[Phase]:
    found = set()
    if State.ENTITLEMENT_HOLD in {ticket.state, ticket.return_to}:
        found.add(Phase.HOLD)
    if ticket.state is State.PENDING:
        found.add(Phase.PENDING)
    if ticket.state is State.ESCALATED and ticket.department is Department.DEVELOPMENT and ticket.eta:
        found.add(Phase.RELEASE)
    if ticket.state in OVER:
        found.add(Phase.OVER)
    return found


def signals(entry: Entry, *, before: State, clocks: Clocks) -> set[Signal]:
    """`before`: the state that the entry found."""
    found = set()
    if entry.event is Event.SUBMITTED:
        found.add(Signal.SUBMITTED)
    if entry.event in {Event.TAKEN, Event.ASSIGNED, Event.GIVEN_IN_TURN}:
        found.add(Signal.TAKEN)
    if entry.event in CUSTOMER_SAID and entry.to not in OVER and was_answered(clocks):
        found.add(Signal.CUSTOMER_WAITS)
    if _is_answer(entry) and before not in OVER:
        found.add(Signal.HUMAN_ANSWERED)
        if entry.to is State.ESCALATED:
            found.add(Signal.UPDATED_WHILE_ESCALATED)
    if entry.to is not before:
        if entry.to is State.ESCALATED:
            found.add(Signal.ESCALATED)
        if before is State.ESCALATED:
            found.add(Signal.ESCALATION_LEFT)
    return found


def _is_answer(entry: Entry) -> bool:
    """Words of ours that an agent had sent, such as the request to complete the form, are none."""
    return entry.event in _SENT and entry.actor_kind == "agent" and entry.data["message_id"] is not None


def was_answered(clocks: Clocks) -> bool:
    """Until the first response, that is the clock of whatever the customer writes."""
    first = clocks.get(ClockKind.FIRST_RESPONSE)
    return first is None or first.stopped is not None


def follow(clocks: Clocks, entry: Entry, *, before: State, ticket: Standing) -> dict[ClockKind, Run]:
    """The clocks after an entry, which the ticket has learnt from already."""
    heard, now = signals(entry, before=before, clocks=clocks), phases(ticket)
    told: Mapping[str, int] = entry.data["told"] if entry.event is Event.SLA_WARNED else {}
    after = dict(clocks)
    for kind, rule in RULES.items():
        run = after.get(kind)
        if run and run.stopped is None and rule.stops & heard:
            run = run.stop(entry.happened_at)
        if rule.starts & heard and (run is None or run.stopped):
            run = Run(run.number + 1 if run else 1, entry.happened_at)
        if run and run.stopped is None:
            at = entry.happened_at
            run = run.pause(at) if rule.stands(now) else run.go_on(at)
            run = replace(run, told=max(run.told, told.get(kind, 0)))
        if run:
            after[kind] = run
    return after


def aimed_anew(
    clocks: Clocks,
    used: Mapping[str, int],
    target: Callable[[ClockKind], timedelta | None],
    *,
    at: datetime,
) -> dict[ClockKind, Run]:
    """After a change of targets. `used`: working time in microseconds, of clocks that have not stopped."""
    return {
        kind: run.aim_anew(used[kind] * MICROSECOND, target(kind), at=at) if kind in used else run
        for kind, run in clocks.items()
    }


def counts_from_submit(kind: ClockKind) -> bool:
    return Signal.SUBMITTED in RULES[kind].starts


def begun_at(clocks: Clocks, at: datetime, *, before: datetime) -> dict[ClockKind, Run]:
    """The customer has waited since then, for an answer to another ticket that became a part of this one,
    and not since the moment before. What was aimed anew on the way counts from there."""
    return {
        kind: replace(run, started=at)
        if counts_from_submit(kind) and run.stopped is None and run.started == before
        else run
        for kind, run in clocks.items()
    }


def on_card(clocks: Clocks) -> Clocks:
    """What a ticket's card tells. The next response joins when half its time is used: else the card would
    have to change with every message."""
    return {
        kind: run
        for kind, run in clocks.items()
        if run.goes and (kind is not ClockKind.NEXT_RESPONSE or run.told)
    }


def clocks_as_json(clocks: Clocks) -> dict[str, Any]:
    return {kind.value: run.as_json() for kind, run in clocks.items()}


def clocks_from_json(data: Mapping[str, Any] | None) -> dict[ClockKind, Run]:
    """None: the ticket was registered before there were clocks."""
    return {ClockKind(kind): Run.from_json(run) for kind, run in (data or {}).items()}
