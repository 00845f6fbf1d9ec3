"""Until when a customer may object to an answer."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.working_time import NeverAtWork, instant, midnight, moment

LONGEST_REST = 400
"""Days off in a row, after which there will be no working day."""
ONE_DAY = timedelta(days=1)


class ClosingMode(StrEnum):
    """How the days of a closing period are counted."""

    CIVIL_DAYS = "civil_days"
    ELAPSED = "elapsed"
    BUSINESS_DAYS = "business_days"


def closing_deadline(
    mode: ClosingMode | str,
    days: int,
    resolved_at: datetime,
    zone: ZoneInfo,
    *,
    is_working_day: Callable[[date], bool],
    shift_to_workday: bool = False,
) -> datetime:
    """The end of the period after an answer's delivery, in UTC; an objection is in time if sent before it.

    Civil and business days are those of the zone: the first is the one after the delivery's, the last counts
    to 24:00; with `shift_to_workday` a last civil day that is off gives way to the next working day. Elapsed
    days are 24 hours each. Raises ValueError for less than a day, a naive time, an unknown mode, or where no
    working day comes.
    """
    mode = ClosingMode(mode)
    if days < 1:
        raise ValueError(f"a closing period of {days} days")
    at = moment(instant(resolved_at))
    if mode is ClosingMode.ELAPSED:
        return at + days * ONE_DAY
    delivered = at.astimezone(zone).date()
    if mode is ClosingMode.CIVIL_DAYS:
        last = delivered + days * ONE_DAY
        if shift_to_workday:
            last = _working_day(last, is_working_day)
    else:
        last = delivered
        for _ in range(days):
            last = _working_day(last + ONE_DAY, is_working_day)
    return moment(midnight(zone, last + ONE_DAY))


def _working_day(first: date, is_working_day: Callable[[date], bool]) -> date:
    """That day, or the next that is worked."""
    for number in range(LONGEST_REST):
        if is_working_day(day := first + number * ONE_DAY):
            return day
    raise NeverAtWork(f"no working day from {first} on")
