"""How a due time came about, as agents read it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.channels.telegram.texts.derivation import derivation, duration
from bot.domain.calendar import BusinessCalendar
from bot.i18n import gettext_for
from tests.domain.vectors import CALENDARS, at

HOUR = timedelta(hours=1)


def explained(
    office: str | BusinessCalendar, start: str, target: timedelta, *, language: str = "en", **more: Any
) -> str:
    calendar = CALENDARS[office] if isinstance(office, str) else office
    return derivation(gettext_for(language), calendar.explain(at(start), target, **more))


def pause(begin: str, end: str) -> tuple[datetime, datetime]:
    return at(begin), at(end)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "start 18.09 17:00 (+02) · Fri 17–18 = 1 h · Sat, Sun off · Mon 9–12 = 3 h · due 21.09 12:00",
        ),
        (
            "ru",
            (
                "начало 18.09 17:00 (+02) · пт 17–18 = 1 ч · сб, вс — выходные · пн 9–12 = 3 ч"
                " · срок 21.09 12:00"
            ),
        ),
    ],
)
def test_over_a_weekend(language: str, words: str) -> None:
    assert explained("KAL", "2026-09-18T15:00:00Z", 4 * HOUR, language=language) == words


def test_over_the_new_year_days_have_dates_and_years() -> None:
    assert explained("MSK", "2025-12-30T14:00:00Z", 4 * HOUR) == (
        "start 30.12.2025 17:00 (+03) · Tue 30.12.2025 17–18 = 1 h"
        " · Wed 31.12.2025–Sun 11.01.2026 off · Mon 12.01.2026 9–12 = 3 h · due 12.01.2026 12:00"
    )


def test_a_lunch_break_and_minutes() -> None:
    assert explained("KAL_LUNCH", "2026-09-14T10:30:00Z", 5 * HOUR + timedelta(minutes=30)) == (
        "start 14.09 12:30 (+02) · Mon 12:30–13, 14–18 = 4 h 30 min · Tue 9–10 = 1 h · due 15.09 10:00"
    )


def test_a_pause_that_costs_working_time_is_told_and_what_it_takes_is_not() -> None:
    told = explained(
        "KAL",
        "2026-09-18T08:00:00Z",
        8 * HOUR,
        pauses=[
            pause("2026-09-18T14:00:00Z", "2026-09-21T08:30:00Z"),
            pause("2026-09-21T17:00:00Z", "2026-09-21T19:00:00Z"),
        ],
    )

    assert told == (
        "start 18.09 10:00 (+02) · Fri 10–16 = 6 h · paused from Fri 16:00 to Mon 10:30"
        " · Mon 10:30–12:30 = 2 h · due 21.09 12:30"
    )


def test_a_pause_within_a_day() -> None:
    between = [pause("2026-09-14T08:00:00Z", "2026-09-14T09:00:00Z")]

    assert explained("KAL", "2026-09-14T07:00:00Z", 2 * HOUR, language="ru", pauses=between) == (
        "начало 14.09 09:00 (+02) · пн 9–10 = 1 ч · пауза с пн 10:00 до пн 11:00 · пн 11–12 = 1 ч"
        " · срок 14.09 12:00"
    )


def test_seconds_are_told_where_there_are_any() -> None:
    assert explained("KAL", "2026-09-18T15:59:40Z", HOUR) == (
        "start 18.09 17:59:40 (+02) · Fri 17:59:40–18 = 20 s · Sat, Sun off"
        " · Mon 9–9:59:40 = 59 min 40 s · due 21.09 09:59:40"
    )


def test_an_hour_that_the_clock_repeats_counts_twice_and_the_clocks_are_told_apart() -> None:
    assert explained("BER_0210", "2026-10-24T20:00:00Z", timedelta(minutes=60)) == (
        "start 24.10 22:00 (+02) · Sat off · Sun 2:10–2:50, 2:10 (+01)–2:30 = 1 h · due 25.10 02:30"
    )


def test_a_night_shift_is_told_by_days_and_the_moved_clock_with_it() -> None:
    assert explained("BER_NIGHT", "2026-10-24T18:00:00Z", timedelta(hours=12, minutes=30)) == (
        "start 24.10 20:00 (+02) · Sat 20–24 = 4 h · Sun 0–7:30 (+01) = 8 h 30 min · due 25.10 07:30"
    )


def test_half_an_hour_of_a_zone_is_told() -> None:
    office = BusinessCalendar.parse(
        {"tz": "Asia/Kathmandu", "versions": [{"from": "2026-01-01", "weekly": {"0": [["9:00", "18:00"]]}}]}
    )

    assert explained(office, "2026-09-13T23:00:00Z", HOUR) == (
        "start 14.09 04:45 (+05:45) · Mon 9–10 = 1 h · due 14.09 10:00"
    )


def test_time_used_before_is_told() -> None:
    assert explained("YEK247", "2026-06-05T15:00:00Z", 2 * HOUR, consumed=3 * HOUR) == (
        "start 05.06 20:00 (+05) · 3 h used before · due 05.06 20:00"
    )


@pytest.mark.parametrize(
    ("language", "days"),
    [("en", "… 24 more working days = 215 h …"), ("ru", "… ещё 24 рабочих дня = 215 ч …")],
)
def test_the_middle_of_a_long_derivation_is_told_as_a_sum(language: str, days: str) -> None:
    told = explained("KAL", "2026-06-01T07:00:00Z", 300 * HOUR, language=language)

    assert days in told
    assert told.count(" · ") == 13
    assert len(told) < 600


def test_a_year_whose_holidays_are_not_settled_makes_it_provisional() -> None:
    weekly = {str(day): [["9:00", "18:00"]] for day in range(5)}
    office = BusinessCalendar.parse(
        {
            "tz": "Europe/Moscow",
            "holidays": {"country": "RU", "published": 2026},
            "versions": [{"from": "2026-01-01", "weekly": weekly}],
        }
    )

    settled = explained(office, "2026-12-29T14:00:00Z", HOUR, language="ru")
    provisional = explained(office, "2026-12-29T14:00:00Z", 20 * HOUR, language="ru")
    assert "предварительный" not in settled
    assert provisional.endswith(
        "срок 12.01.2027 10:00"
        " · срок предварительный: производственный календарь на 2027 год ещё не утверждён"
    )


def test_no_time_at_all() -> None:
    assert duration(gettext_for("en"), timedelta(0)) == "0 s"
