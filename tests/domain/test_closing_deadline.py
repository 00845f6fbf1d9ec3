"""Until when a customer may object, where the vectors are silent."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import NeverAtWork, closing_deadline
from tests.domain.vectors import CALENDARS

RESOLVED = datetime(2026, 9, 17, 12, 40, tzinfo=UTC)


def deadline(
    mode: str,
    days: int,
    resolved_at: datetime = RESOLVED,
    zone: str = "Europe/Moscow",
    *,
    is_working_day: Callable[[date], bool] = lambda day: day.weekday() < 5,
    shift_to_workday: bool = False,
) -> datetime:
    return closing_deadline(
        mode,
        days,
        resolved_at,
        ZoneInfo(zone),
        is_working_day=is_working_day,
        shift_to_workday=shift_to_workday,
    )


def test_an_offices_own_calendar_says_which_days_are_worked() -> None:
    resolved = datetime(2026, 4, 29, 14, 20, tzinfo=UTC)
    kaliningrad = CALENDARS["KAL"]

    until = deadline(
        "business_days", 10, resolved, "Europe/Kaliningrad", is_working_day=kaliningrad.is_working_day
    )

    assert until == datetime(2026, 5, 15, 22, 0, tzinfo=UTC)


def test_a_last_day_that_is_worked_is_not_moved() -> None:
    wednesday = datetime(2026, 9, 16, 12, 0, tzinfo=UTC)

    assert deadline("civil_days", 2, wednesday, shift_to_workday=True) == deadline("civil_days", 2, wednesday)


def test_the_delivery_may_be_told_by_any_clock() -> None:
    for mode in ("civil_days", "elapsed", "business_days"):
        by_another = RESOLVED.astimezone(ZoneInfo("Asia/Vladivostok"))

        assert deadline(mode, 3, by_another) == deadline(mode, 3)


def test_a_day_without_midnight_begins_when_the_clock_is_moved() -> None:
    thursday = datetime(2026, 4, 22, 10, 0, tzinfo=UTC)

    assert deadline("civil_days", 1, thursday, "Africa/Cairo") == datetime(2026, 4, 23, 22, 0, tzinfo=UTC)


def test_a_midnight_that_comes_twice_ends_the_day_the_first_time() -> None:
    saturday = datetime(2026, 10, 30, 15, 0, tzinfo=UTC)

    assert deadline("civil_days", 1, saturday, "America/Havana") == datetime(2026, 11, 1, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("mode", "days", "resolved_at"),
    [
        ("civil_days", 0, RESOLVED),
        ("elapsed", -1, RESOLVED),
        ("fortnights", 1, RESOLVED),
        ("elapsed", 1, RESOLVED.replace(tzinfo=None)),
        ("civil_days", 1, RESOLVED.replace(tzinfo=None)),
    ],
)
def test_what_makes_no_sense_is_refused(mode: str, days: int, resolved_at: datetime) -> None:
    with pytest.raises(ValueError, match=r".*"):
        deadline(mode, days, resolved_at)


@pytest.mark.parametrize(("mode", "shift"), [("business_days", False), ("civil_days", True)])
def test_where_nobody_ever_works_there_is_no_deadline(mode: str, shift: bool) -> None:
    with pytest.raises(NeverAtWork):
        deadline(mode, 3, is_working_day=lambda _: False, shift_to_workday=shift)
