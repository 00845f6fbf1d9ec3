"""Public holidays, moved days and shortened days, and for which years they are known."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.catalog.loader import load_catalog
from bot.domain.calendar import BusinessCalendar
from tests.domain.vectors import CALENDARS, is_working_day

FIRST = date(2025, 1, 1)
TWO_YEARS = 730
HOUR = timedelta(hours=1)
WEEKDAYS = {day: [["9:00", "18:00"]] for day in range(5)}


def office(**holidays: Any) -> BusinessCalendar:
    return BusinessCalendar.parse(
        {
            "tz": "Europe/Moscow",
            "holidays": {"country": "RU"} | holidays,
            "versions": [{"from": "1970-01-01", "weekly": WEEKDAYS}],
        }
    )


def hours(calendar: BusinessCalendar, day: date) -> timedelta:
    """Of that day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.zone)
    return calendar.worked(midnight, midnight + timedelta(days=1))


def test_loyalhubs_office_works_as_the_vectors_have_it_on_each_day_of_two_years() -> None:
    product = load_catalog().find("loyalhub")
    assert product
    ours, expected = product.hours.calendar, CALENDARS["KAL"]

    days = [FIRST + timedelta(days=number) for number in range(TWO_YEARS)]
    differing = {day for day in days if hours(ours, day) != hours(expected, day)}
    assert differing == set()
    assert {day for day in days if ours.is_working_day(day) != is_working_day(day)} == set()


def test_a_calendar_file_wins_over_the_package() -> None:
    corrected = office(off=["2026-11-20"], worked=["2026-11-04", "2026-11-21"])

    assert not corrected.is_working_day(date(2026, 11, 20))
    assert corrected.is_working_day(date(2026, 11, 4)), "a holiday by the package"
    assert corrected.is_working_day(date(2026, 11, 21)), "a Saturday"
    assert not corrected.is_working_day(date(2026, 11, 22))


def test_a_saturday_that_is_worked_has_the_hours_of_the_first_working_day() -> None:
    late = BusinessCalendar.parse(
        {
            "tz": "Europe/Moscow",
            "holidays": {"country": "RU", "worked": ["2026-11-21"]},
            "versions": [{"from": "1970-01-01", "weekly": {1: [["12:00", "16:00"]]}}],
        }
    )

    assert hours(late, date(2026, 11, 21)) == 4 * HOUR


@pytest.mark.parametrize(
    ("windows", "left"),
    [
        ([["9:00", "18:00"]], [["9:00", "17:00"]]),
        ([["9:00", "13:00"], ["14:00", "18:00"]], [["9:00", "13:00"], ["14:00", "17:00"]]),
        ([["9:00", "13:00"], ["17:30", "18:00"]], [["9:00", "12:30"]]),
        ([["9:00", "9:45"]], []),
    ],
)
def test_a_short_day_ends_earlier(windows: list[list[str]], left: list[list[str]]) -> None:
    def of(day_windows: list[list[str]], **holidays: Any) -> BusinessCalendar:
        return BusinessCalendar.parse(
            {
                "tz": "Europe/Moscow",
                "holidays": {"country": "RU"} | holidays,
                "versions": [{"from": "1970-01-01", "weekly": {4: day_windows}}],
            }
        )

    short = of(windows, short=["2026-11-20"], short_by=60)
    noon = datetime(2026, 11, 19, 21, 0, tzinfo=UTC)

    for minutes in range(0, 1440, 15):
        until = noon + timedelta(minutes=minutes)
        assert short.worked(noon, until) == of(left).worked(noon, until)


def test_the_files_own_exceptions_win_over_short_days() -> None:
    day = date(2026, 11, 20)
    calendar = BusinessCalendar.parse(
        {
            "tz": "Europe/Moscow",
            "holidays": {"country": "RU", "short": [day], "short_by": 60},
            "versions": [
                {"from": "1970-01-01", "weekly": WEEKDAYS, "exceptions": {day: [["9:00", "18:00"]]}},
            ],
        }
    )

    assert hours(calendar, day) == 9 * HOUR


def test_a_year_is_provisional_until_its_moved_days_are_decreed() -> None:
    published = office().published
    assert published is not None
    assert published >= 2027

    assert not office().is_provisional(date(published, 12, 31))
    assert office().is_provisional(date(published + 1, 1, 1))
    assert not office(published=published + 1).is_provisional(date(published + 1, 1, 1))


@pytest.mark.parametrize("country", ["DE", None])
def test_where_no_decree_moves_days_nothing_is_provisional(country: str | None) -> None:
    calendar = BusinessCalendar.parse(
        {
            "tz": "Europe/Berlin",
            "holidays": country,
            "versions": [{"from": "1970-01-01", "weekly": WEEKDAYS}],
        }
    )

    assert calendar.published is None
    assert not calendar.is_provisional(date(2199, 1, 1))
