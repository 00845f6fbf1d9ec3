"""The days that a report is about, as its readers' calendar has them, and how they are grouped."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.errors import DaysUnreadable

USUAL_DAYS = 7
MOST_DAYS = 366
ONE_DAY = timedelta(days=1)
MOST_BARS = 31
"""As many days, or weeks, as a picture shows one by one."""


class Grain(StrEnum):
    """What one bar stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """Whole days, but for the last one while it goes on."""

    first: date
    last: date
    zone: ZoneInfo
    until: datetime
    """Nothing later counts."""

    @classmethod
    def last_days(cls, days: int, zone: ZoneInfo, now: datetime) -> "ReportPeriod":
        """Today is the last of them."""
        today = now.astimezone(zone).date()
        return cls(today - (days - 1) * ONE_DAY, today, zone, now)

    @classmethod
    def week_before(cls, day: date, zone: ZoneInfo) -> "ReportPeriod":
        """The seven days that end on the eve."""
        return cls(day - USUAL_DAYS * ONE_DAY, day - ONE_DAY, zone, _midnight(day, zone))

    @property
    def since(self) -> datetime:
        return _midnight(self.first, self.zone)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def grain(self) -> Grain:
        if self.days <= MOST_BARS:
            return Grain.DAY
        return Grain.WEEK if self.days <= MOST_BARS * 7 else Grain.MONTH

    def bars(self) -> list[date]:
        """The first day of each; the first and the last may be shorter than the others."""
        every = (self.first + number * ONE_DAY for number in range(self.days))
        return [day for day in every if day == self.first or self._begins(day)]

    def _begins(self, day: date) -> bool:
        match self.grain:
            case Grain.DAY:
                return True
            case Grain.WEEK:
                return day.weekday() == 0
            case Grain.MONTH:
                return day.day == 1

    def bar_of(self, at: datetime, bars: Sequence[date]) -> int:
        """Which of them a moment belongs to."""
        return bisect_right(bars, at.astimezone(self.zone).date()) - 1

    def as_json(self) -> dict[str, Any]:
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "zone": self.zone.key,
            "until": self.until.isoformat(),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "ReportPeriod":
        return cls(
            date.fromisoformat(data["first"]),
            date.fromisoformat(data["last"]),
            ZoneInfo(data["zone"]),
            datetime.fromisoformat(data["until"]),
        )


def read_days(given: str) -> int:
    """What is written after the command; nothing means a week. Raises a `Refusal`, with what was probably
    meant."""
    if not given:
        return USUAL_DAYS
    if re.fullmatch(r"[0-9]{1,4}", given) and 1 <= int(given) <= MOST_DAYS:
        return int(given)
    found = re.search(r"[0-9]+", given)
    meant = min(max(int(found.group()[:4]), 1), MOST_DAYS) if found else None
    raise DaysUnreadable(given=given, most=MOST_DAYS, meant=meant)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)
