"""How a due time came about, step by step, as plain data; words are found where it is shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.working_time import MICROSECOND, Span, WorkingTime, midnight, moment

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Worked:
    """Working time of one day that counted."""

    day: date
    begin: datetime
    end: datetime
    """Midnight of the next day at the latest; a window past it goes on in the next step."""
    worked: timedelta
    """Not what the clock's two times differ by, on the days when it is moved."""


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days in a row without working hours, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Paused:
    """A pause that fell into working hours."""

    begin: datetime
    end: datetime


Step = Worked | DaysOff | Paused


@dataclass(frozen=True, slots=True)
class Derivation:
    """From the start to the due time, by the office's clock."""

    start: datetime
    target: timedelta
    consumed: timedelta
    """What had been used before the start."""
    steps: tuple[Step, ...]
    due: datetime
    provisional: bool
    """The production calendar of the due time's year is not published yet."""


def steps(
    zone: ZoneInfo, time: WorkingTime, start: int, due: int, pauses: Iterable[Span]
) -> tuple[Step, ...]:
    """What lies between; `pauses` are in order and apart."""
    if due <= start:
        return ()
    stops = [
        (begin, end)
        for begin, end in ((max(begin, start), min(end, due)) for begin, end in pauses)
        if time.between(begin, end)
    ]
    found: list[tuple[int, Step]] = [
        (begin, Paused(moment(begin).astimezone(zone), moment(end).astimezone(zone))) for begin, end in stops
    ]
    off: list[date] = []
    for day, since, until in _days(zone, start, due):
        if not time.between(since, until):
            if not any(begin <= since and until <= end for begin, end in stops):
                off.append(day)
            continue
        for begin, end in time.spans(max(since, start), min(until, due)):
            found += (
                (
                    piece[0],
                    Worked(
                        day,
                        moment(piece[0]).astimezone(zone),
                        moment(piece[1]).astimezone(zone),
                        (piece[1] - piece[0]) * MICROSECOND,
                    ),
                )
                for piece in _without(begin, end, stops)
            )
    found += ((midnight(zone, days.first), days) for days in _in_a_row(off))
    return tuple(step for _, step in sorted(found, key=lambda each: each[0]))


def _days(zone: ZoneInfo, start: int, due: int) -> Iterator[tuple[date, int, int]]:
    """Each day of the zone, with its first instant and the next day's."""
    day = moment(start).astimezone(zone).date()
    since = midnight(zone, day)
    while since < due:
        until = midnight(zone, day + ONE_DAY)
        yield day, since, until
        day, since = day + ONE_DAY, until


def _without(begin: int, end: int, stops: Sequence[Span]) -> Iterator[Span]:
    """What is left of a span between the stops."""
    edges = [begin, *(edge for stop in stops for edge in stop if begin < edge < end), end]
    for piece in pairwise(edges):
        if not any(since <= piece[0] and piece[1] <= until for since, until in stops):
            yield piece


def _in_a_row(days: Sequence[date]) -> Iterator[DaysOff]:
    first = last = None
    for day in days:
        if first and last and day == last + ONE_DAY:
            last = day
            continue
        if first and last:
            yield DaysOff(first, last)
        first = last = day
    if first and last:
        yield DaysOff(first, last)
