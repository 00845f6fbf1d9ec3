"""When an office is at work."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import BusinessCalendar
from bot.domain.timetable import minutes_of

NINE_TO_SIX = [["9:00", "18:00"]]
WEEKDAYS = dict.fromkeys(range(5), NINE_TO_SIX)


def calendar(weekly: dict[int, Any], tz: str = "Europe/Moscow", **more: Any) -> BusinessCalendar:
    exceptions = more.pop("exceptions", {})
    versions = [{"from": "1970-01-01", "weekly": weekly, "exceptions": exceptions}, *more.pop("later", ())]
    return BusinessCalendar.parse({"tz": tz, "versions": versions, **more})


def local(text: str, tz: str = "Europe/Moscow") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz))


@pytest.mark.parametrize(
    ("at", "closes", "opens"),
    [
        ("2026-11-20T12:00", "2026-11-20T18:00", "2026-11-23T09:00"),
        ("2026-11-20T09:00", "2026-11-20T18:00", "2026-11-23T09:00"),
        ("2026-11-20T18:00", None, "2026-11-23T09:00"),
        ("2026-11-20T08:59", None, "2026-11-20T09:00"),
        ("2026-11-21T12:00", None, "2026-11-23T09:00"),
    ],
)
def test_an_ordinary_week(at: str, closes: str | None, opens: str) -> None:
    office = calendar(WEEKDAYS)

    assert office.closes(local(at)) == (local(closes) if closes else None)
    assert office.opens(local(at)) == local(opens)


def test_moments_of_any_zone_are_understood() -> None:
    assert calendar(WEEKDAYS).closes(datetime(2026, 11, 20, 6, 0, tzinfo=UTC)) == local("2026-11-20T18:00")


def test_a_lunch_break() -> None:
    office = calendar({4: [["14:00", "18:00"], ["9:00", "13:00"]]})

    assert office.closes(local("2026-11-20T10:00")) == local("2026-11-20T13:00")
    assert office.opens(local("2026-11-20T13:30")) == local("2026-11-20T14:00")


def test_windows_that_touch_are_one() -> None:
    office = calendar({4: [["9:00", "24:00"]], 5: [["0:00", "6:00"]]})
    assert office.closes(local("2026-11-20T10:00")) == local("2026-11-21T06:00")


def test_a_night_shift() -> None:
    office = calendar({4: [["20:00", "32:00"]]})

    assert office.closes(local("2026-11-21T03:00")) == local("2026-11-21T08:00")
    assert office.opens(local("2026-11-21T09:00")) == local("2026-11-27T20:00")


def test_public_holidays_and_moved_days_of_russia() -> None:
    office = calendar(WEEKDAYS, holidays="RU")

    assert office.opens(local("2026-12-30T18:00")) == local("2027-01-11T09:00")
    assert office.is_working_day(date(2024, 4, 27)), "a Saturday that is worked"
    assert not office.is_working_day(date(2024, 4, 29))


def test_the_files_own_exceptions_win_over_the_holidays() -> None:
    office = calendar(WEEKDAYS, holidays="RU", exceptions={date(2026, 11, 4): [["10:00", "12:00"]]})
    assert office.closes(local("2026-11-04T11:00")) == local("2026-11-04T12:00")


def test_a_later_timetable_takes_over_on_its_day() -> None:
    later = {"from": date(2026, 11, 23), "weekly": {0: [["10:00", "19:00"]]}}
    office = calendar(WEEKDAYS, later=[later])

    assert office.opens(local("2026-11-20T18:00")) == local("2026-11-23T10:00")
    assert office.opens(local("2026-11-23T19:00")) == local("2026-11-30T10:00")


def test_round_the_clock() -> None:
    always = {day: [["0:00", "24:00"]] for day in range(7)}
    assert calendar(always).is_always_open
    assert not calendar(WEEKDAYS).is_always_open
    assert not calendar(always, holidays="RU").is_always_open


def test_an_office_that_never_opens() -> None:
    assert calendar({}).opens(local("2026-11-20T12:00")) is None


def test_the_clocks_go_forward_and_back_in_berlin() -> None:
    office = calendar({6: [["1:00", "4:00"]]}, tz="Europe/Berlin")

    assert office.closes(datetime(2026, 3, 29, 1, 30, tzinfo=UTC)) == datetime(2026, 3, 29, 2, 0, tzinfo=UTC)
    assert office.closes(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == datetime(
        2026, 10, 25, 3, 0, tzinfo=UTC
    )


@pytest.mark.parametrize("clock", ["9", "9:60", "49:00", "x:00", "-1:00"])
def test_what_is_no_time_is_refused(clock: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        minutes_of(clock)
