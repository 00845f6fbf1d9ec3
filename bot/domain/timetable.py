"""An office's week: its windows by weekday, and the dates that differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

DAY_MINUTES = 24 * 60

Windows = tuple[tuple[int, int], ...]
"""Minutes since the day's midnight on the office's clock; an end over 1440 lies in the next day."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The windows of each weekday, and of the days that differ, from a date on."""

    since: date
    weekly: tuple[Windows, ...]
    """Monday first."""
    exceptions: Mapping[date, Windows]
    """Each replaces the windows that begin on its date; a day off has none."""

    @classmethod
    def parse(cls, mapping: Mapping[str, Any]) -> "Timetable":
        """Raises ValueError for what is no date, time or window."""
        weekly = mapping["weekly"]
        return cls(
            since=date_of(mapping["from"]),
            weekly=tuple(_windows(_of_day(weekly, day)) for day in range(7)),
            exceptions={date_of(day): _windows(each) for day, each in mapping.get("exceptions", {}).items()},
        )

    def windows(self, day: date) -> Windows:
        return self.exceptions.get(day, self.weekly[day.weekday()])

    @property
    def ordinary(self) -> Windows:
        """Of the week's first working day: a weekend that is worked has its hours."""
        return next((windows for windows in self.weekly if windows), ())


def shortened(windows: Windows, minutes: int) -> Windows:
    """The same day, over so much earlier."""
    kept: list[tuple[int, int]] = []
    for begin, end in reversed(windows):
        cut = min(minutes, end - begin)
        minutes -= cut
        if end - cut > begin:
            kept.append((begin, end - cut))
    return tuple(reversed(kept))


def date_of(value: date | str) -> date:
    """YAML has dates, JSON texts. Raises ValueError."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def minutes_of(clock: str) -> int:
    """`09:30` is 570; past midnight hours go on: `26:00`. Raises ValueError."""
    hours, minutes = clock.split(":")
    if not 0 <= int(minutes) < 60 or not 0 <= int(hours) <= 48:
        raise ValueError(clock)
    return int(hours) * 60 + int(minutes)


def window_of(begin: str, end: str) -> tuple[int, int]:
    """A window begins on its day and lasts for 24 hours at the most. Raises ValueError."""
    since, until = minutes_of(begin), minutes_of(end)
    if not since < until <= since + DAY_MINUTES or since >= DAY_MINUTES:
        raise ValueError(f"{begin} to {end} is no window")
    return since, until


def _windows(pairs: Sequence[Sequence[str]]) -> Windows:
    return tuple(sorted(window_of(begin, end) for begin, end in pairs))


def _of_day(weekly: Mapping[Any, Any], day: int) -> Sequence[Sequence[str]]:
    """JSON has texts for keys, YAML numbers."""
    found: Sequence[Sequence[str]] = weekly.get(str(day), weekly.get(day, ()))
    return found
