"""When a staff group's weekly report is due."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

REPORTED_AT = time(9)
MONDAY = 0
ONE_DAY = timedelta(days=1)


def next_report(after: datetime, zone: ZoneInfo) -> datetime:
    """The first Monday's 9:00, by the group's clock, after the moment."""
    day = after.astimezone(zone).date()
    day += ((MONDAY - day.weekday()) % 7) * ONE_DAY
    return next(at for at in (_morning(day, zone), _morning(day + 7 * ONE_DAY, zone)) if at > after)


def reported_today(now: datetime, zone: ZoneInfo) -> date | None:
    """The day, if it is one of reports and their moment has come; when it is over it is too late."""
    day = now.astimezone(zone).date()
    return day if day.weekday() == MONDAY and now >= _morning(day, zone) else None


def _morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, REPORTED_AT, tzinfo=zone).astimezone(UTC)
