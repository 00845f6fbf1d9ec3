"""What people write when they are asked when it happened.

It is Saturday, 21 November 2026, 15:30 in Moscow.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.period_words import read_hour, read_hours, read_period
from bot.domain.periods import Period

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 21, 15, 30, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("сегодня", "2026-11-21"),
        ("Вчера.", "2026-11-20"),
        ("позавчера", "2026-11-19"),
        ("the day before yesterday", "2026-11-19"),
        ("18.11", "2026-11-18"),
        ("18.11.2025", "2025-11-18"),
        ("18.11.25 г.", "2025-11-18"),
        ("2026-11-18", "2026-11-18"),
        ("18 ноября", "2026-11-18"),
        ("18-го ноября 2025 года", "2025-11-18"),
        ("November 18th, 2025", "2025-11-18"),
        ("18 Nov", "2026-11-18"),
        ("31 декабря", "2025-12-31"),
        ("в понедельник", "2026-11-16"),
        ("on Saturday", "2026-11-21"),
        ("вчера в 14:30", "2026-11-20T14:30"),
        ("14 часов 5 минут вчера", "2026-11-20T14:05"),
        ("yesterday at noon", "2026-11-20T12:00"),
        ("31.12 в 5 вечера", "2025-12-31T17:00"),
        ("вчера в 11 ночи", "2026-11-20T23:00"),
        ("сегодня в 2 ночи", "2026-11-21T02:00"),
    ],
)
def test_a_day_or_a_moment(words: str, meaning: str) -> None:
    assert said(words) == meaning


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("вчера с 14 до 16", "2026-11-20T14:00/2026-11-20T16:00"),
        ("вчера 14-16", "2026-11-20T14:00/2026-11-20T16:00"),
        ("с 14 до 16 вчера", "2026-11-20T14:00/2026-11-20T16:00"),
        ("18.11 с 9:30 до 11", "2026-11-18T09:30/2026-11-18T11:00"),
        ("18 ноября 14:00–16:00", "2026-11-18T14:00/2026-11-18T16:00"),
        ("вчера с 14.10 до 15.20", "2026-11-20T14:10/2026-11-20T15:20"),
        ("yesterday from 2 to 4 pm", "2026-11-20T14:00/2026-11-20T16:00"),
        ("yesterday from 10 am to 2 p.m.", "2026-11-20T10:00/2026-11-20T14:00"),
        ("с 2 до 4 дня вчера", "2026-11-20T14:00/2026-11-20T16:00"),
        ("с 10 до 2 дня вчера", "2026-11-20T10:00/2026-11-20T14:00"),
        ("on Monday between 9 and 11 am", "2026-11-16T09:00/2026-11-16T11:00"),
        ("Nov 18, 2pm - 3pm", "2026-11-18T14:00/2026-11-18T15:00"),
        ("позавчера с 23 до 1", "2026-11-19T23:00/2026-11-20T01:00"),
        ("вчера с 22 до 24", "2026-11-20T22:00/2026-11-21T00:00"),
        ("с 18.11 14:00 до 19.11 16:00", "2026-11-18T14:00/2026-11-19T16:00"),
        ("с 23 часов вчера до 2 часов ночи сегодня", "2026-11-20T23:00/2026-11-21T02:00"),
        ("18.11-20.11", "2026-11-18/2026-11-20"),
        ("с 14 до 15", "2026-11-21T14:00/2026-11-21T15:00"),
        ("в понедельник с 9 утра", "2026-11-16T09:00/.."),
        ("since yesterday", "2026-11-20/.."),
    ],
)
def test_a_stretch_of_time(words: str, meaning: str) -> None:
    assert said(words) == meaning


@pytest.mark.parametrize(
    "words",
    [
        "",
        "утром",
        "вчера около 14",
        "вчера после обеда",
        "14",
        "500",
        "вчера в 25:00",
        "31.02",
        "29 февраля",
        "20/11/2026",
        "с 20.11 до 18.11",
        "с 22 до 23",
        "вчера и сегодня",
        "13 pm yesterday",
        "до 16 вчера",
        "31.12.9999 с 23 до 1",
        "2027-01-01",
    ],
)
def test_of_what_is_not_wholly_clear_nothing_is_guessed(words: str) -> None:
    assert read_period(words, NOW) is None


@pytest.mark.parametrize(
    ("words", "hour"),
    [("14", 14), ("в 14:00", 14), ("с 14", 14), ("до 16", 16), ("2 pm", 14), ("9 утра", 9), ("полночь", 0)],
)
def test_one_hour(words: str, hour: int) -> None:
    assert read_hour(words, NOW) == time(hour)


@pytest.mark.parametrize("words", ["вчера", "с 14 до 16", "скоро", "", "14 15"])
def test_what_is_not_one_hour(words: str) -> None:
    assert read_hour(words, NOW) is None


def test_hours_of_a_known_day() -> None:
    assert read_hours("9.05-11", date(2026, 11, 3), NOW) == Period(
        datetime(2026, 11, 3, 9, 5, tzinfo=MOSCOW), datetime(2026, 11, 3, 11, tzinfo=MOSCOW)
    )
    assert read_hours("в обед", date(2026, 11, 3), NOW) is None


PIECES = st.sampled_from(
    [
        "вчера",
        "18.11",
        "с",
        "до",
        "14",
        "9:30",
        "-",
        "ноября",
        "pm",
        "31",
        "в",
        "monday",
        "2026-13-40",
        " ",
        "ё",
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=10))
def test_whatever_people_write_is_a_period_or_nothing(pieces: list[str]) -> None:
    period = read_period(" ".join(pieces), NOW)

    assert period is None or Period.parse(str(period)) == period


@pytest.mark.parametrize(
    "written", ["", "вчера", "2026-11-20, после обеда", "2026-11-20/", "/..", "2026-11-40"]
)
def test_words_are_no_period(written: str) -> None:
    assert Period.parse(written) is None


def said(words: str) -> str:
    """Without the offset of Moscow, which is always the same."""
    return str(read_period(words, NOW)).replace("+03:00", "")
