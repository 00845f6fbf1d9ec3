"""When an office is at work: weekly windows in its own time zone, and the days that differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.closing import ClosingMode, closing_deadline
from bot.domain.derivation import Derivation, steps
from bot.domain.public_days import DayKind, PublicDays
from bot.domain.timetable import DAY_MINUTES, Timetable, Windows, shortened
from bot.domain.working_time import DAY, MICROSECOND, NeverAtWork, Span, WorkingTime, instant, merged, moment

__all__ = ["BusinessCalendar", "ClosingMode", "NeverAtWork", "Pause", "closing_deadline"]

FARTHEST = 400 * DAY
"""How far ahead an opening is looked for: farther than any holidays last."""
NOTHING = timedelta(0)

Pause = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """An office's hours. An instant is working time if the office's clock then shows a time in a window.

    Times come in aware, of any zone; naive ones raise ValueError.
    """

    zone: ZoneInfo
    timetables: tuple[Timetable, ...]
    """By the date from which each is in force, earliest first."""
    public: PublicDays | None = None
    """A country's holidays and moved days: days off, weekends that are worked, shortened days."""
    _time: WorkingTime = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        dates = [day for each in self.timetables for day in (each.since, *each.exceptions)]
        object.__setattr__(self, "_time", WorkingTime(self.zone, self._windows, max(dates, default=date.min)))

    @classmethod
    def parse(cls, mapping: Mapping[str, Any]) -> "BusinessCalendar":
        """From `{tz, versions: [{from, weekly: {"0": [["09:00", "18:00"]]}, exceptions: {date: […]}}]}`.

        Weekdays count from Monday, 0; one that is missing is off. `holidays` is what `PublicDays.parse`
        reads, such as a country's code. Raises ValueError for what is no date, time or window.
        """
        timetables = sorted((Timetable.parse(each) for each in mapping["versions"]), key=lambda it: it.since)
        public = mapping.get("holidays")
        return cls(ZoneInfo(mapping["tz"]), tuple(timetables), PublicDays.parse(public) if public else None)

    def with_changes(self, changes: Mapping[date, DayKind]) -> "BusinessCalendar":
        """With these days of the country's calendar; itself where they are so already, or where no country's
        calendar counts."""
        if self.public is None or self.public.changes == changes:
            return self
        return replace(self, public=self.public.with_changes(changes))

    def worked(self, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
        """Working time outside of the pauses; nothing where the end is not after the start."""
        begin, until = instant(start), instant(end)
        total = self._time.between(begin, until)
        for since, over in _instants(pauses):
            total -= self._time.between(max(begin, since), min(until, over))
        return total * MICROSECOND

    def due(
        self,
        start: datetime,
        target: timedelta,
        *,
        consumed: timedelta = NOTHING,
        pauses: Iterable[Pause] = (),
    ) -> datetime:
        """The first moment from `start` on with `consumed` and what was worked since at the target, in UTC.

        Raises NeverAtWork where that is never reached.
        """
        return moment(self._due(instant(start), (target - consumed) // MICROSECOND, _instants(pauses)))

    def explain(
        self,
        start: datetime,
        target: timedelta,
        *,
        consumed: timedelta = NOTHING,
        pauses: Iterable[Pause] = (),
    ) -> Derivation:
        """How `due` comes to its answer."""
        begin, stops = instant(start), _instants(pauses)
        end = self._due(begin, (target - consumed) // MICROSECOND, stops)
        due = self._local(end)
        return Derivation(
            start=self._local(begin),
            target=target,
            consumed=consumed,
            steps=steps(self.zone, self._time, begin, end, stops),
            due=due,
            provisional=self.is_provisional(due.date()),
        )

    def is_provisional(self, day: date) -> bool:
        """Whether a due time on that day may still move: its year's production calendar is not published."""
        return self.public is not None and self.public.is_provisional(day)

    @property
    def published(self) -> int | None:
        """The last year whose production calendar is known; None: every year is."""
        return self.public.published if self.public else None

    def is_working_day(self, day: date) -> bool:
        """A short day is one."""
        return bool(self._windows(day))

    def closes(self, at: datetime) -> datetime | None:
        """The end of the working hours that `at` lies in, in the office's zone; None outside them."""
        now = instant(at)
        for begin, end in self._time.spans(now, now + FARTHEST):
            return self._local(end) if begin == now else None
        return None

    def opens(self, at: datetime) -> datetime | None:
        """When the next working hours after `at` begin, in the office's zone; None: not for a year."""
        now = instant(at)
        found = (begin for begin, _ in self._time.spans(now, now + FARTHEST) if begin > now)
        begin = next(found, None)
        return None if begin is None else self._local(begin)

    @property
    def is_always_open(self) -> bool:
        """Round the clock, every day."""
        latest = self.timetables[-1]
        whole = ((0, DAY_MINUTES),)
        return (
            not latest.exceptions
            and self.public is None
            and all(windows == whole for windows in latest.weekly)
        )

    def _due(self, start: int, left: int, pauses: Iterable[Span]) -> int:
        for begin, end in pauses:
            if left <= 0 or (worked := self._time.between(start, begin)) >= left:
                break
            left -= worked
            start = max(start, end)
        return self._time.advance(start, left) if left > 0 else start

    def _local(self, at: int) -> datetime:
        return moment(at).astimezone(self.zone)

    def _windows(self, day: date) -> Windows:
        in_force = [each for each in self.timetables if each.since <= day]
        if not in_force:
            return ()
        timetable = in_force[-1]
        windows = timetable.windows(day)
        if self.public is None or day in timetable.exceptions:
            return windows
        if self.public.is_off(day):
            return ()
        if not windows and self.public.is_worked(day):
            windows = timetable.ordinary
        return shortened(windows, self.public.shorter_by(day))


def _instants(pauses: Iterable[Pause]) -> list[Span]:
    return merged((instant(begin), instant(end)) for begin, end in pauses)
