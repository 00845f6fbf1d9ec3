"""Working time as instants: how much lies between two of them, and where a given amount is reached.

An instant is working time if the office's clock then shows a time in a window. So the windows are laid out on
the clock, which knows no zones, and are then read through each of the zone's offsets in turn: what the clock
skips is never met, what it shows twice is met twice. Instants are whole microseconds since 1970, UTC: nothing
is rounded.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from bot.domain.timetable import Windows

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
MONTH_DAYS = 32
MONTH = MONTH_DAYS * DAY
"""A round number of days that working time is laid out for at once, and kept."""
LONGEST_IDLE = 13
"""Months in a row without work, after which there will be none."""
REACH_BACK, REACH_ON = 4, 2
"""Days by which windows may lie off the instants they become: those past midnight, and the zones' offsets."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()
MICROSECOND = timedelta(microseconds=1)

Span = tuple[int, int]
"""Two instants, the second not included."""


class NeverAtWork(ValueError):
    """The office's calendar has no more working hours."""


def instant(at: datetime) -> int:
    """Raises ValueError for a naive one."""
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone")
    return (at.astimezone(UTC) - EPOCH) // MICROSECOND


def moment(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)


def merged(spans: Iterable[Span]) -> list[Span]:
    """In order and apart; empty ones, and those that end before they begin, are none."""
    apart: list[Span] = []
    for begin, end in sorted(spans):
        if begin >= end:
            continue
        if apart and begin <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((begin, end))
    return apart


def midnight(zone: ZoneInfo, day: date) -> int:
    """The first instant of the day: one o'clock, where the clock skips midnight."""
    naive = datetime.combine(day, datetime.min.time())
    at = instant(naive.replace(tzinfo=zone))
    if moment(at).astimezone(zone).replace(tzinfo=None) == naive:
        return at
    return _change(zone, at - DAY, at)


@dataclass(frozen=True, slots=True)
class Month:
    """The spans of work in one stretch of MONTH, and how much was worked before each."""

    begins: Sequence[int]
    ends: Sequence[int]
    before: Sequence[int]
    total: int

    @classmethod
    def of(cls, spans: Sequence[Span]) -> "Month":
        *before, total = accumulate((end - begin for begin, end in spans), initial=0)
        return cls([begin for begin, _ in spans], [end for _, end in spans], before, total)

    def until(self, at: int) -> int:
        """Working time from the beginning to `at`."""
        index = bisect_right(self.begins, at) - 1
        if index < 0:
            return 0
        return self.before[index] + min(at, self.ends[index]) - self.begins[index]

    def reaches(self, amount: int) -> int:
        """The first instant at which so much has been worked: more than nothing, at most the total."""
        index = bisect_left(self.before, amount) - 1
        return self.begins[index] + amount - self.before[index]


class WorkingTime:
    """Of one office. `settled` is the day from which on its weeks are alike, but for holidays."""

    def __init__(self, zone: ZoneInfo, windows: Callable[[date], Windows], settled: date) -> None:
        self._zone = zone
        self._windows = windows
        self._settled = (settled.toordinal() - EPOCH_DAY) * DAY
        self._months: dict[int, Month] = {}

    def between(self, start: int, end: int) -> int:
        """Nothing where the end is not after the start."""
        if end <= start:
            return 0
        first, last = start // MONTH, end // MONTH
        whole = sum(self._month(number).total for number in range(first, last))
        return whole + self._month(last).until(end) - self._month(first).until(start)

    def advance(self, start: int, amount: int) -> int:
        """The first instant from `start` on with so much worked since, which is more than nothing.

        Raises NeverAtWork.
        """
        number, idle = start // MONTH, 0
        month = self._month(number)
        amount += month.until(start)
        while amount > month.total:
            amount -= month.total
            idle = 0 if month.total else idle + 1
            if idle >= LONGEST_IDLE and (number - LONGEST_IDLE) * MONTH > self._settled:
                raise NeverAtWork(f"no working hours after {moment(start):%Y-%m-%d}")
            number += 1
            month = self._month(number)
        return month.reaches(amount)

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """Work from `start` to `end`, in order; what touches is one."""
        held: Span | None = None
        for number in range(start // MONTH, end // MONTH + 1):
            month = self._month(number)
            for begin, until in zip(month.begins, month.ends, strict=True):
                span = max(begin, start), min(until, end)
                if span[0] >= span[1]:
                    continue
                if held and held[1] == span[0]:
                    held = held[0], span[1]
                    continue
                if held:
                    yield held
                held = span
        if held:
            yield held

    def _month(self, number: int) -> Month:
        month = self._months.get(number)
        if month is None:
            month = self._months[number] = Month.of(self._laid_out(number * MONTH))
        return month

    def _laid_out(self, begin: int) -> list[Span]:
        shown = merged(self._on_the_clock(begin // DAY))
        return merged(
            (max(opens - offset, since), min(closes - offset, until))
            for since, until, offset in _regimes(self._zone, begin, begin + MONTH)
            for opens, closes in shown
        )

    def _on_the_clock(self, first: int) -> Iterator[Span]:
        """The windows that may matter to a month, as if the office's clock showed UTC."""
        for number in range(first - REACH_BACK, first + MONTH_DAYS + REACH_ON):
            for begin, end in self._windows(date.fromordinal(EPOCH_DAY + number)):
                yield number * DAY + begin * MINUTE, number * DAY + end * MINUTE


def _regimes(zone: ZoneInfo, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    """From, to, and how far the zone's clock is ahead of UTC meanwhile."""
    since, offset = begin, _offset(zone, begin)
    for day in range(begin, end, DAY):
        while offset != _offset(zone, day + DAY):
            change = _change(zone, max(since, day), day + DAY)
            yield since, change, offset
            since, offset = change, _offset(zone, change)
    yield since, end, offset


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """When the zone's clock is moved away from what it was before; clocks are moved at whole seconds."""
    offset = _offset(zone, before)
    low, high = before // SECOND, -(-after // SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle * SECOND) == offset:
            low = middle
        else:
            high = middle
    return high * SECOND


def _offset(zone: ZoneInfo, at: int) -> int:
    ahead = moment(at).astimezone(zone).utcoffset()
    assert ahead is not None  # noqa: S101 - a ZoneInfo has one at every instant
    return ahead // MICROSECOND
