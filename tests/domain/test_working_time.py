"""How much an office works between two moments, and when a target is due, where the vectors are silent."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import BusinessCalendar, NeverAtWork
from bot.domain.derivation import DaysOff, Worked
from tests.domain.vectors import CALENDARS, at

HOUR = timedelta(hours=1)
KAL = CALENDARS["KAL"]
MONDAY = at("2026-09-14T07:00:00Z")
NAIVE = datetime(2026, 9, 14, 9, 0)  # noqa: DTZ001 - what is refused


def office(*versions: dict[str, Any], **more: Any) -> BusinessCalendar:
    return BusinessCalendar.parse({"tz": "Europe/Moscow", "versions": versions, **more})


def test_naive_times_are_refused_wherever_they_stand() -> None:
    for pauses in ([(NAIVE, MONDAY)], [(MONDAY, NAIVE)]):
        with pytest.raises(ValueError, match="no time zone"):
            KAL.worked(MONDAY, MONDAY + HOUR, pauses)
        with pytest.raises(ValueError, match="no time zone"):
            KAL.due(MONDAY, HOUR, pauses=pauses)
    with pytest.raises(ValueError, match="no time zone"):
        KAL.worked(NAIVE, MONDAY)
    with pytest.raises(ValueError, match="no time zone"):
        KAL.worked(MONDAY, NAIVE)
    with pytest.raises(ValueError, match="no time zone"):
        KAL.due(NAIVE, HOUR)


def test_times_of_any_zone_are_understood_and_the_answer_is_in_utc() -> None:
    start = MONDAY.astimezone(ZoneInfo("Asia/Vladivostok"))

    due = KAL.due(start, 2 * HOUR, pauses=[(start, start + HOUR)])
    assert (due, due.tzinfo) == (MONDAY + 3 * HOUR, UTC)


def test_two_moments_that_one_clock_shows_alike_are_an_hour_apart() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)

    assert CALENDARS["BER247"].worked(first, first.replace(fold=1)) == HOUR


def test_an_end_before_the_start_is_no_time_at_all() -> None:
    assert KAL.worked(MONDAY + HOUR, MONDAY) == timedelta(0)


def test_a_pause_that_ends_before_it_begins_is_none() -> None:
    crossed = [(MONDAY + HOUR, MONDAY)]

    assert KAL.worked(MONDAY, MONDAY + 3 * HOUR, crossed) == 3 * HOUR
    assert KAL.due(MONDAY, HOUR, pauses=crossed) == MONDAY + HOUR


def test_windows_that_overlap_count_once() -> None:
    doubled = office(
        {"from": "2026-01-01", "weekly": {"0": [["9:00", "12:00"], ["11:00", "13:00"]]}},
    )

    assert doubled.worked(at("2026-09-14T00:00:00Z"), at("2026-09-15T00:00:00Z")) == 4 * HOUR


def test_a_night_shift_ends_in_the_morning_though_that_day_is_off() -> None:
    nights = {"from": "2026-01-01", "weekly": {"4": [["20:00", "32:00"]]}, "exceptions": {"2026-09-19": []}}

    assert office(nights).worked(at("2026-09-18T12:00:00Z"), at("2026-09-20T00:00:00Z")) == 12 * HOUR


def test_a_short_saturday_and_a_day_off_replace_the_weeks_own_hours() -> None:
    saturday = {"2026-09-19": [["10:00", "13:00"]], "2026-09-21": []}
    weekdays = {str(day): [["9:00", "18:00"]] for day in range(5)}
    moscow = office({"from": "2026-01-01", "weekly": weekdays, "exceptions": saturday})

    assert moscow.due(at("2026-09-18T14:00:00Z"), 5 * HOUR) == at("2026-09-22T07:00:00Z")


def test_hours_that_begin_in_years_are_waited_for() -> None:
    later = office({"from": "2030-01-01", "weekly": {"1": [["9:00", "18:00"]]}})

    assert later.due(MONDAY, HOUR) == at("2030-01-01T07:00:00Z")


def test_an_office_that_never_works_again_has_no_due_times() -> None:
    closed = office(
        {"from": "2026-01-01", "weekly": {"0": [["9:00", "18:00"]]}}, {"from": "2026-10-01", "weekly": {}}
    )

    assert closed.due(MONDAY, 20 * HOUR) < at("2026-10-01T00:00:00Z")
    with pytest.raises(NeverAtWork):
        closed.due(MONDAY, 30 * HOUR)


@pytest.mark.parametrize(
    "window", [["18:00", "9:00"], ["9:00", "9:00"], ["24:00", "25:00"], ["9:00", "33:01"], ["9", "18"]]
)
def test_what_is_no_window_is_refused(window: list[str]) -> None:
    with pytest.raises(ValueError, match=r".*"):
        office({"from": "2026-01-01", "weekly": {"0": [window]}})


def test_an_explanation_is_plain_data() -> None:
    told = KAL.explain(at("2026-09-18T15:00:00Z"), 2 * HOUR)

    kaliningrad = KAL.zone
    friday, saturday, sunday, monday = (datetime(2026, 9, day, tzinfo=kaliningrad) for day in range(18, 22))
    assert told.steps == (
        Worked(friday.date(), friday.replace(hour=17), friday.replace(hour=18), HOUR),
        DaysOff(saturday.date(), sunday.date()),
        Worked(monday.date(), monday.replace(hour=9), monday.replace(hour=10), HOUR),
    )
    assert told.due == monday.replace(hour=10)
    assert not told.provisional
