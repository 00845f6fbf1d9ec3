"""For how long a customer may leave an answer without a word, by the policy of a product."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.closing import ONE_DAY, ClosingMode, closing_deadline
from bot.domain.working_time import MICROSECOND, NeverAtWork, instant, moment

LEAST_NOTICE = timedelta(hours=1)
"""A reminder that would come later than this before the closing is dropped."""

NEVER = "never"
UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Period:
    """What silence that began at some moment leads to, in UTC."""

    ends: datetime | None
    """The ticket closes; None: never by itself."""
    reminds: datetime | None
    """The customer is reminded, once; None: not at all."""

    def not_before(self, promised: datetime | None) -> "Period":
        """The customer has been told that closing moment: a calendar that has changed makes it no earlier."""
        if promised is None or self.ends is None or self.ends >= promised:
            return self
        return replace(self, ends=promised)

    def leaves_time(self, at: datetime) -> bool:
        """Whether a reminder at that moment would come in time."""
        return self.ends is None or self.ends - at >= LEAST_NOTICE


@dataclass(frozen=True, slots=True)
class ClosingRule:
    """When a ticket closes because its customer has not objected to the answer."""

    mode: ClosingMode | None = None
    """None: never by itself."""
    days: int = 0
    zone: ZoneInfo = UTC
    """By whose clock the days begin and end, and closing moments are told."""
    shift_to_workday: bool = False
    reminder_at: time | None = None
    """On the last day, by the zone's clock; None: no reminder."""
    reminder_days: int = 0
    """Of 24 hours each, where nothing closes by itself; 0: no reminder."""

    def period(self, since: datetime, is_working_day: Callable[[date], bool]) -> Period:
        """Of a silence that began then. Where no working day ever comes, nothing closes."""
        if self.mode is None:
            return Period(None, since + self.reminder_days * ONE_DAY if self.reminder_days else None)
        try:
            ends = closing_deadline(
                self.mode,
                self.days,
                since,
                self.zone,
                is_working_day=is_working_day,
                shift_to_workday=self.shift_to_workday,
            )
        except NeverAtWork:
            return Period(None, None)
        return Period(ends, self._reminder(since, ends))

    def _reminder(self, since: datetime, ends: datetime) -> datetime | None:
        """On the last day; a day of 24 hours that ends too early in the morning has it the day before."""
        if self.reminder_at is None:
            return None
        last = (ends - MICROSECOND).astimezone(self.zone).date()
        at = self._at(last)
        if self.mode is ClosingMode.ELAPSED and ends - at < LEAST_NOTICE:
            at = self._at(last - ONE_DAY)
        return at if since < at and ends - at >= LEAST_NOTICE else None

    def _at(self, day: date) -> datetime:
        return moment(instant(datetime.combine(day, self.reminder_at or time.min, tzinfo=self.zone)))

    def as_json(self) -> dict[str, Any]:
        return {
            "mode": self.mode.value if self.mode else NEVER,
            "days": self.days,
            "zone": self.zone.key,
            "shift_to_workday": self.shift_to_workday,
            "reminder_at": self.reminder_at and self.reminder_at.isoformat("minutes"),
            "reminder_days": self.reminder_days,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> "ClosingRule":
        """None: of a policy that does not say, nothing closes by itself and nobody is reminded."""
        if data is None:
            return NOT_BY_ITSELF
        return cls(
            mode=None if data["mode"] == NEVER else ClosingMode(data["mode"]),
            days=data["days"],
            zone=ZoneInfo(data["zone"]),
            shift_to_workday=data["shift_to_workday"],
            reminder_at=time.fromisoformat(data["reminder_at"]) if data["reminder_at"] else None,
            reminder_days=data["reminder_days"],
        )


NOT_BY_ITSELF = ClosingRule()
"""Nothing closes, and nobody is reminded."""
