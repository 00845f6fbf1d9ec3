"""When a ticket's clocks are due, by its product's calendar, and when agents are to be warned."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.calendar import BusinessCalendar
from bot.domain.clocks import BREACH, WARNINGS, Run
from bot.domain.derivation import Derivation
from bot.domain.targets import MICROSECOND, ClockKind
from bot.domain.ticket import Ticket
from bot.domain.timers import Timer, TimerKind


@dataclass(frozen=True, slots=True)
class Due:
    """A clock that goes, and the moment at which its target is reached."""

    clock: ClockKind
    run: Run
    target: timedelta
    at: datetime
    provisional: bool
    """The production calendar of that year is not published yet."""

    def is_breached(self, now: datetime) -> bool:
        """Stopping at the very moment keeps the target."""
        return now > self.at


@dataclass(frozen=True, slots=True)
class Milestone:
    """So much of a clock's target is used."""

    due: Due
    percent: int


def due_times(ticket: Ticket, calendar: BusinessCalendar) -> list[Due]:
    """Of the clocks that go and have a target, the next first."""
    found = []
    for clock, run in ticket.clocks.items():
        target = ticket.target(clock)
        if target is not None and run.goes:
            at = reached(run, target, calendar)
            day = at.astimezone(calendar.zone).date()
            found.append(Due(clock, run, target, at, calendar.is_provisional(day)))
    return sorted(found, key=lambda each: each.at)


def reached(run: Run, time: timedelta, calendar: BusinessCalendar) -> datetime:
    """When the clock has used so much, if it goes on; never before its present target was set."""
    return calendar.due(run.started, time, consumed=run.used, pauses=run.pauses)


def used(run: Run, calendar: BusinessCalendar, *, at: datetime) -> timedelta:
    """Working time until now, or until the clock was paused or stopped."""
    end = run.stopped or run.paused or at
    return run.used + calendar.worked(run.started, end, run.pauses)


def explain(run: Run, target: timedelta, calendar: BusinessCalendar) -> Derivation:
    """How the due time came about."""
    return calendar.explain(run.started, target, consumed=run.used, pauses=run.pauses)


def used_by_clock(ticket: Ticket, calendar: BusinessCalendar, *, at: datetime) -> dict[str, int]:
    """In microseconds, of the clocks that have not stopped: for an entry that changes the targets."""
    return {
        clock.value: used(run, calendar, at=at) // MICROSECOND
        for clock, run in ticket.clocks.items()
        if run.stopped is None
    }


def milestones(ticket: Ticket, calendar: BusinessCalendar, *, now: datetime) -> list[Milestone]:
    """What agents have not heard of by now, the worst first: of each clock only the most."""
    found = []
    for due in due_times(ticket, calendar):
        passed = [percent for percent, at in _ahead(due, calendar) if at <= now]
        if passed:
            found.append(Milestone(due, passed[-1]))
    return sorted(found, key=lambda each: (-each.percent, each.due.at))


def plan_warnings(ticket: Ticket, calendar: BusinessCalendar) -> Iterator[Timer]:
    """One for the ticket, at the next mark of any clock: a clock that starts moves it, in one statement."""
    ahead = [at for due in due_times(ticket, calendar) for _percent, at in list(_ahead(due, calendar))[:1]]
    if ahead:
        yield Timer(TimerKind.SLA_WARNING, ticket.id, "next", min(ahead))


def _ahead(due: Due, calendar: BusinessCalendar) -> Iterator[tuple[int, datetime]]:
    """The warnings that have not been given, with their moments. A breach comes after the due time."""
    for percent in WARNINGS:
        if percent > due.run.told:
            at = reached(due.run, due.target * percent // 100, calendar)
            yield percent, at + MICROSECOND if percent == BREACH else at
