"""When an office is at work: weekly windows in its own time zone, and the days that differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

MONDAY = 0
DAY_MINUTES = 24 * 60
FARTHEST_DAYS = 400
"""How far ahead an opening is looked for: farther than any holidays last."""

Windows = tuple[tuple[int, int], ...]
"""Minutes since the day's midnight on the office's clock; an end over 1440 lies in the next day."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The windows of each weekday, and of the days that differ, from a date on."""

    since: date
    weekly: tuple[Windows, ...]
    """Monday first."""
    exceptions: Mapping[date, Windows]
    """A day off has no windows."""

    def windows(self, day: date) -> Windows:
        return self.exceptions.get(day, self.weekly[day.weekday()])


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """An office's hours. An instant is working time if the office's clock then shows a time in a window."""

    zone: ZoneInfo
    timetables: tuple[Timetable, ...]
    """By the date from which each is in force, earliest first."""
    holidays: HolidayBase | None = None
    """A country's public holidays and moved days: days off, and weekends that are worked."""

    @classmethod
    def parse(cls, mapping: Mapping[str, Any]) -> "BusinessCalendar":
        """From `{tz, versions: [{from, weekly: {"0": [["09:00", "18:00"]]}, exceptions: {date: […]}}]}`.

        Weekdays count from Monday, 0; one that is missing is off. `holidays` may name a country, as RU.
        Raises ValueError for what is no time.
        """
        timetables = [
            Timetable(
                since=_date(version["from"]),
                weekly=tuple(_windows(_of_day(version["weekly"], day)) for day in range(7)),
                exceptions={
                    _date(day): _windows(each) for day, each in version.get("exceptions", {}).items()
                },
            )
            for version in mapping["versions"]
        ]
        in_order = tuple(sorted(timetables, key=lambda each: each.since))
        country = mapping.get("holidays")
        return cls(ZoneInfo(mapping["tz"]), in_order, country_holidays(country) if country else None)

    def is_working_day(self, day: date) -> bool:
        """A short day is one."""
        return bool(self._windows(day))

    def closes(self, at: datetime) -> datetime | None:
        """The end of the working hours that `at` lies in, in the office's zone; None outside them."""
        end = None
        for begin, until in self._stretches(at - timedelta(days=1)):
            if begin > (end or at):
                break
            if until > (end or at):
                end = until
        return end.astimezone(self.zone) if end else None

    def opens(self, at: datetime) -> datetime | None:
        """When the next working hours after `at` begin, in the office's zone; None: not for a year."""
        for begin, _until in self._stretches(at):
            if begin > at:
                return begin.astimezone(self.zone)
        return None

    @property
    def is_always_open(self) -> bool:
        """Round the clock, every day."""
        latest = self.timetables[-1]
        whole = ((0, DAY_MINUTES),)
        return (
            not latest.exceptions
            and self.holidays is None
            and all(windows == whole for windows in latest.weekly)
        )

    def _stretches(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working hours as instants, from the local day of `since` on, in order."""
        first = since.astimezone(self.zone).date()
        for number in range(FARTHEST_DAYS):
            day = first + timedelta(days=number)
            for begin, end in self._windows(day):
                yield self._instant(day, begin), self._instant(day, end)

    def _instant(self, day: date, minutes: int) -> datetime:
        days, minute = divmod(minutes, DAY_MINUTES)
        local = datetime.combine(day + timedelta(days=days), time(*divmod(minute, 60)), self.zone)
        return local.astimezone(UTC)

    def _windows(self, day: date) -> Windows:
        in_force = [each for each in self.timetables if each.since <= day]
        if not in_force:
            return ()
        timetable = in_force[-1]
        if day in timetable.exceptions or self.holidays is None:
            return timetable.windows(day)
        if day in self.holidays:
            return ()
        if day in self.holidays.weekend_workdays:
            return timetable.windows(day) or timetable.weekly[MONDAY]
        return timetable.windows(day)


def _of_day(weekly: Mapping[Any, Any], day: int) -> Sequence[Sequence[str]]:
    """JSON has names for keys, YAML numbers."""
    found: Sequence[Sequence[str]] = weekly.get(str(day), weekly.get(day, ()))
    return found


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _windows(pairs: Sequence[Sequence[str]]) -> Windows:
    return tuple(sorted((minutes_of(begin), minutes_of(end)) for begin, end in pairs))


def minutes_of(clock: str) -> int:
    """`09:30` is 570; past midnight hours go on: `26:00`. Raises ValueError."""
    hours, minutes = clock.split(":")
    if not 0 <= int(minutes) < 60 or not 0 <= int(hours) <= 48:
        raise ValueError(clock)
    return int(hours) * 60 + int(minutes)
