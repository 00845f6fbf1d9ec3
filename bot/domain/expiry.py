"""Warnings before a right to support ends."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.entitlement import Entitlement
from bot.domain.timers import Timer, TimerKind

WARNED_AT = time(9)
"""By the clock of the product's zone."""
FIRST_DAY = 2
"""Of the calendar, where each zone's clock is a moment that can be told."""


def warnings_of(record: Entitlement, days_before: Iterable[int], zone: ZoneInfo) -> list[Timer]:
    """All of them, the earliest first."""
    return sorted((_warning(record, days, zone) for days in set(days_before)), key=lambda timer: timer.due_at)


def still_to_come(
    record: Entitlement, days_before: Iterable[int], zone: ZoneInfo, now: datetime
) -> list[Timer]:
    """Of a record that has just come to be known: where every moment has passed, the last one's counts."""
    if record.valid_until < now.astimezone(zone).date():
        return []
    warnings = warnings_of(record, days_before, zone)
    return [each for each in warnings if each.due_at > now] or warnings[-1:]


def _warning(record: Entitlement, days: int, zone: ZoneInfo) -> Timer:
    day = date.fromordinal(max(record.valid_until.toordinal() - days, FIRST_DAY))
    at = datetime.combine(day, WARNED_AT, zone)
    return Timer(TimerKind.ENTITLEMENT_ENDS, None, f"{record.id}:{days}", at.astimezone(UTC))
