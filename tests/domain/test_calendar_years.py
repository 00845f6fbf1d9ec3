"""From 1 November on the next year's production calendar must be there."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.calendar import BusinessCalendar
from bot.domain.calendar_years import lacking, next_look
from bot.domain.product import Hours, Product
from tests.domain.building import HOURS, NINE_TO_SIX, a_product, text


def counting(zone: str, *, published: int | None) -> Product:
    mapping = {"tz": zone, "versions": [{"from": "1970-01-01", "weekly": NINE_TO_SIX}]}
    holidays = {"holidays": {"country": "RU", "published": published}} if published else {}
    calendar = BusinessCalendar.parse(mapping | holidays)
    return replace(a_product(), hours=Hours(calendar, text("по будням", "on weekdays")))


MOSCOW = counting("Europe/Moscow", published=2026)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "years"),
    [
        ("2026-10-31T23:59:59+03:00", []),
        ("2026-11-01T00:00:00+03:00", [2027]),
        ("2026-12-31T23:59:59+03:00", [2027]),
        ("2027-01-01T00:00:00+03:00", [2027]),
    ],
)
def test_the_next_year_is_wanted_from_november_on(now: str, years: list[int]) -> None:
    assert list(lacking([MOSCOW], at(now))) == years


def test_a_year_that_is_there_and_one_that_needs_no_decree_are_not_missing() -> None:
    known = counting("Europe/Moscow", published=2027)
    assert lacking([known, replace(a_product(), hours=HOURS)], at("2026-12-01T12:00:00+03:00")) == {}


@pytest.mark.parametrize(
    ("now", "look"),
    [
        ("2026-03-01T12:00:00+03:00", "2026-11-01T09:00:00+03:00"),
        ("2026-11-01T09:00:00+03:00", "2026-11-08T09:00:00+03:00"),
        ("2026-11-20T18:30:00+03:00", "2026-11-27T09:00:00+03:00"),
    ],
)
def test_it_is_looked_at_on_the_first_of_november_and_each_week_while_missing(now: str, look: str) -> None:
    assert next_look([MOSCOW], at(now)) == at(look)


def test_when_the_year_is_there_the_next_look_is_in_a_year() -> None:
    known = counting("Europe/Moscow", published=2027)
    assert next_look([known], at("2026-11-02T12:00:00+03:00")) == at("2027-11-01T09:00:00+03:00")
    assert next_look([counting("Europe/Moscow", published=None)], at("2026-11-02T12:00:00+03:00")) is None


def test_the_earliest_zone_decides() -> None:
    east = counting("Asia/Yekaterinburg", published=2026)
    assert next_look([MOSCOW, east], at("2026-03-01T12:00:00+03:00")) == at("2026-11-01T09:00:00+05:00")
