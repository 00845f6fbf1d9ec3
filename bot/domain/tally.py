"""Counts what the log of a period says.

Only what a person wrote and a customer got is an answer: the same entries stop the clocks of a ticket. Times
are those of its clocks, by its product's calendar, up to the answer; whatever changed a clock afterwards,
such as another priority, calls for a look into the ticket's own log.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime, timedelta
from operator import itemgetter
from typing import NamedTuple

from bot.domain.calendar import BusinessCalendar
from bot.domain.clocks import BREACH, Clocks, Run
from bot.domain.entry import Entry
from bot.domain.priorities import Priority
from bot.domain.report_period import ReportPeriod
from bot.domain.states import Event, State
from bot.domain.statistics import Figures, Part, Share
from bot.domain.targets import ClockKind, Targets
from bot.domain.ticket import Ticket

ANSWERS = frozenset({Event.AGENT_WROTE, Event.QUESTION_DELIVERED, Event.RESOLUTION_DELIVERED})
COUNTED = ANSWERS | {
    Event.SUBMITTED,
    Event.RESOLUTION_UNDONE,
    Event.DISAGREED,
    Event.REOPENED,
    Event.RATED,
    Event.SLA_WARNED,
}
"""Entries that a tally hears of."""

AIMS = frozenset(
    {
        Event.PRIORITY_CHANGED,
        Event.ENTITLEMENT_PASSED,
        Event.ENTITLEMENT_FAILED,
        Event.LET_PASS,
        Event.TOOK_IN,
        Event.GAVE_BACK,
    }
)
"""Entries after which clocks run against another target, or from another moment."""

MEASURED = (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION)


class Heard(NamedTuple):
    """An entry of the log, as much of it as counts; one that came too late to matter is none. There are
    many: a dataclass would take three times as long to make."""

    id: int
    ticket_id: int
    event: Event
    to: State
    agent_id: int | None
    """Who caused it, if an agent did."""
    at: datetime
    by_message: bool = False
    """It stands for a message of a person's, not for words of ours."""
    stars: int = 0
    breached: frozenset[ClockKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket as it stands now."""

    id: int
    product_id: str
    priority: Priority
    level: str | None
    targets: Targets
    clocks: Clocks


class Turn(NamedTuple):
    """An entry of any time that others are read by: one of `AIMS`, or a resolution."""

    id: int
    ticket_id: int
    event: Event
    agent_id: int | None


@dataclass(slots=True)
class _Seen:
    """What was heard of one ticket."""

    submitted: datetime | None = None
    answers: list[tuple[int, datetime, int]] = field(default_factory=list)
    """Entry, moment, agent."""
    resolved: list[tuple[int, datetime, int | None]] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)
    rated: list[tuple[int, int]] = field(default_factory=list)
    breached: dict[ClockKind, int] = field(default_factory=dict)
    reopened: bool = False

    def put_in_order(self) -> None:
        """Moments are the channel's, by whole seconds: the log knows what came first."""
        self.answers.sort()
        self.resolved.sort(key=itemgetter(0))
        for undone in sorted(self.undone):
            before = [each for each in self.resolved if each[0] < undone]
            if before:
                self.resolved.remove(before[-1])
        self.undone.clear()


Settled = dict[ClockKind, tuple[int, datetime]]


class Tally:
    """First it hears the period's entries, then it looks at their tickets, then it counts."""

    def __init__(self, period: ReportPeriod, calendars: Mapping[str, BusinessCalendar]) -> None:
        """`calendars`: of the products that the report is about."""
        self.period = period
        self.calendars = calendars
        self.figures = Figures()
        self._bars = period.bars()
        self._since = period.since
        self._seen: dict[int, _Seen] = {}

    @property
    def tickets(self) -> list[int]:
        return sorted(self._seen)

    def hear(self, entries: Iterable[Heard]) -> None:
        """In any order."""
        for each in entries:
            seen = self._seen.get(each.ticket_id)
            if seen is None:
                seen = self._seen[each.ticket_id] = _Seen()
            self._hear(each, seen)

    def _hear(self, entry: Heard, seen: _Seen) -> None:
        if entry.event in ANSWERS and entry.agent_id is not None and entry.by_message:
            seen.answers.append((entry.id, entry.at, entry.agent_id))
        match entry.event:
            case Event.SUBMITTED:
                seen.submitted = entry.at
            case Event.RESOLUTION_DELIVERED if entry.to is State.RESOLVED:
                seen.resolved.append((entry.id, entry.at, entry.agent_id))
            case Event.RESOLUTION_UNDONE:
                seen.undone.append(entry.id)
            case Event.DISAGREED | Event.REOPENED if entry.to is not State.RESOLVED:
                seen.reopened = True
            case Event.RATED:
                seen.rated.append((entry.id, entry.stars))
            case Event.SLA_WARNED:
                for kind in entry.breached:
                    seen.breached[kind] = max(entry.id, seen.breached.get(kind, 0))

    def look_at(self, cases: Iterable[Case], turns: Sequence[Turn]) -> list[int]:
        """Count the tickets. Returns those whose clocks cannot be read from how they stand now: `replay`
        them."""
        by_ticket: dict[int, list[Turn]] = {}
        for turn in turns:
            by_ticket.setdefault(turn.ticket_id, []).append(turn)
        unclear = []
        for case in cases:
            if case.product_id not in self.calendars:
                continue
            seen, its = self._seen[case.id], by_ticket.get(case.id, [])
            seen.put_in_order()
            self._count(case, seen, its)
            settled = self._settled(case.clocks, seen)
            since = min((entry_id for entry_id, _ in settled.values()), default=None)
            if since is not None and any(each.id > since and each.event in AIMS for each in its):
                unclear.append(case.id)
            else:
                self._measure(case, seen, settled, dict.fromkeys(settled, case))
        return unclear

    def replay(self, ticket: Ticket, log: Sequence[tuple[int, Entry]]) -> None:
        """A ticket whose clocks were changed after what counts."""
        seen = self._seen[ticket.id]
        settled = self._settled(ticket.clocks, seen)
        then = {}
        growing = as_registered(ticket, log)
        for entry_id, entry in log:
            growing.apply(entry)
            for kind, (settled_by, _) in settled.items():
                if settled_by == entry_id:
                    then[kind] = _case(growing)
        self._measure(_case(ticket), seen, settled, then)

    def _part(self, product_id: str) -> Part:
        part = self.figures.products.get(product_id)
        if part is None:
            part = self.figures.products[product_id] = Part()
        return part

    def _share(self, agent_id: int) -> Share:
        share = self.figures.agents.get(agent_id)
        if share is None:
            share = self.figures.agents[agent_id] = Share()
        return share

    def _count(self, case: Case, seen: _Seen, turns: Sequence[Turn]) -> None:
        """What needs no clock."""
        part = self._part(case.product_id)
        if seen.submitted:
            part.registered += 1
            bars = self.figures.volume.setdefault(case.product_id, [0] * len(self._bars))
            bars[self.period.bar_of(seen.submitted, self._bars)] += 1
        part.reopened += seen.reopened
        for _entry_id, _at, agent_id in seen.answers:
            self._share(agent_id).answers += 1
        if seen.resolved and (resolver := seen.resolved[-1][2]) is not None:
            self._share(resolver).resolved += 1
        for entry_id, stars in seen.rated:
            part.rated += 1
            part.stars += stars
            answered = [
                each for each in turns if each.event is Event.RESOLUTION_DELIVERED and each.id < entry_id
            ]
            if answered and answered[-1].agent_id is not None:
                share = self._share(answered[-1].agent_id)
                share.rated += 1
                share.stars += stars

    def _settled(self, clocks: Clocks, seen: _Seen) -> Settled:
        """By which entry, and when, each clock was settled in the period."""
        found: Settled = {}
        first = clocks.get(ClockKind.FIRST_RESPONSE)
        if first and first.stopped and self._since <= first.stopped < self.period.until:
            for entry_id, at, _agent in seen.answers:
                if max(at, first.started) == first.stopped:
                    found[ClockKind.FIRST_RESPONSE] = entry_id, at
                    break
        if seen.resolved and ClockKind.RESOLUTION in clocks:
            found[ClockKind.RESOLUTION] = seen.resolved[-1][:2]
        return found

    def _measure(self, now: Case, seen: _Seen, settled: Settled, then: Mapping[ClockKind, Case]) -> None:
        """`then`: the ticket as it was when each clock was settled."""
        part, calendar = self._part(now.product_id), self.calendars[now.product_id]
        for kind in MEASURED:
            times = part.first_response if kind is ClockKind.FIRST_RESPONSE else part.resolution
            breached = seen.breached.get(kind)
            if kind in settled:
                (entry_id, at), was = settled[kind], then[kind]
                used = used_until(was.clocks[kind], calendar, at)
                target = was.targets.of(kind, was.priority, was.level)
                late = breached is not None and breached > entry_id
                times.settle(used, target, kept=target is not None and used <= target and not late)
            elif breached and (run := now.clocks.get(kind)) and run.told >= BREACH:
                times.miss()


def used_until(run: Run, calendar: BusinessCalendar, at: datetime) -> timedelta:
    """Working time of a run up to a moment that it has passed."""
    end = min(filter(None, (at, run.paused, run.stopped)))
    return run.used + calendar.worked(run.started, end, run.pauses)


def as_registered(stored: Ticket, log: Sequence[tuple[int, Entry]]) -> Ticket:
    """As it was before the first entry of its log."""
    given = {
        each.name: getattr(stored, each.name)
        for each in fields(Ticket)
        if each.default is MISSING and each.default_factory is MISSING
    }
    was = [
        entry.data["was"] for _, entry in log if entry.event is Event.PRIORITY_CHANGED and entry.transition
    ]
    if was:
        given["priority"] = Priority(was[0])
    return Ticket(**given, id=stored.id)


def _case(ticket: Ticket) -> Case:
    return Case(
        ticket.id,
        ticket.product_id,
        ticket.priority,
        ticket.level,
        ticket.policy.targets,
        dict(ticket.clocks),
    )
