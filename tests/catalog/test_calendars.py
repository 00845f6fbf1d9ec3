"""Working hours in product files, and the calendar files of countries."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.catalog.loader import load_catalog
from bot.catalog.schema_hours import HoursPart
from bot.domain.calendar import BusinessCalendar
from bot.faults import Fault
from tests.catalog.building import GOOD, broken, faults_of
from tests.domain.vectors import CALENDARS, FORMS

RUSSIAN = broken("tz: Europe/Moscow", "tz: Europe/Moscow, holidays: RU")
SHORT = "short: [2026-11-16]\n"


def hours(folder: Path, product: str, day: date) -> timedelta:
    """Of that day, by the product file."""
    (folder / "shop.yaml").write_text(product, encoding="utf-8")
    calendar = load_catalog(folder).all()[0].hours.calendar
    midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.zone)
    return calendar.worked(midnight, midnight + timedelta(days=1))


def calendar_file(folder: Path, content: str) -> None:
    (folder / "calendars").mkdir(exist_ok=True)
    (folder / "calendars" / "RU.yaml").write_text(content, encoding="utf-8")


@pytest.mark.parametrize("name", sorted(FORMS))
def test_product_files_take_the_form_of_the_vectors(name: str) -> None:
    form: dict[str, Any] = FORMS[name] | {"text": {"ru": "пн", "en": "Mon"}}
    part = HoursPart.model_validate(form)

    assert BusinessCalendar.parse(part.model_dump(by_alias=True)) == CALENDARS[name]


def test_shortened_days_are_built_in(tmp_path: Path) -> None:
    product = RUSSIAN.replace("weekly: {0:", "weekly: {4:")

    assert hours(tmp_path, product, date(2026, 5, 8)) == timedelta(hours=8)
    assert hours(tmp_path, product, date(2026, 5, 15)) == timedelta(hours=9)


def test_a_calendar_file_beside_the_products_takes_the_built_in_ones_place(tmp_path: Path) -> None:
    monday = date(2026, 11, 16)
    calendar_file(tmp_path, SHORT)
    assert hours(tmp_path, RUSSIAN, monday) == timedelta(hours=8)

    calendar_file(tmp_path, SHORT + "short_by: 90\n")
    assert hours(tmp_path, RUSSIAN, monday) == timedelta(hours=7, minutes=30)
    assert hours(tmp_path, RUSSIAN.replace("RU,", "RU, short_by: 0,"), monday) == timedelta(hours=9)
    assert hours(tmp_path, GOOD, monday) == timedelta(hours=9)

    calendar_file(tmp_path, "off: [2026-11-16]\n")
    assert hours(tmp_path, RUSSIAN, monday) == timedelta(0)


def test_a_calendar_file_says_until_when_days_are_known(tmp_path: Path) -> None:
    calendar_file(tmp_path, "published: 2040\n")
    (tmp_path / "shop.yaml").write_text(RUSSIAN, encoding="utf-8")

    assert load_catalog(tmp_path).all()[0].hours.calendar.published == 2040


@pytest.mark.parametrize(
    ("content", "line", "field", "problem"),
    [
        ("", 1, "", "a calendar file is a mapping; begin with `short: …`"),
        ("shrot: [2026-11-16]", 1, "shrot", "is not known here; did you mean short?"),
        ("off:\n  - 2026-11-16\n  - 2026-02-30\n", 3, "", "2026-02-30 is no date; correct it"),
        (
            "off: [2026-11-16]\nworked: [2026-11-16]",
            1,
            "",
            "2026-11-16 is off and is worked; remove it from one of the lists",
        ),
        ("off:\n  - 2026-11-16\n  - Friday\n", 3, "off[1]", "should be a valid date"),
        ("short_by: 600", 1, "short_by", "should be less than or equal to 240"),
    ],
)
def test_a_fault_of_a_calendar_file_is_named_once_however_many_products_use_it(
    tmp_path: Path, content: str, line: int, field: str, problem: str
) -> None:
    calendar_file(tmp_path, content)
    other = RUSSIAN.replace("id: shop", "id: other").replace("prefix: SH", "prefix: OT")

    (fault,) = faults_of(tmp_path, shop=RUSSIAN, other=other)
    assert (fault.file, fault.line, fault.field) == ("RU.yaml", line, field)
    assert problem in fault.problem


@pytest.mark.parametrize(
    ("versions", "problem"),
    [
        (
            "[{weekly: {}}]",
            "nobody is at work from 1970-01-01 on; give a weekday a window",
        ),
        (
            '[{from: 2026-01-01, weekly: {0: []}}, {weekly: {0: [["9:00", "18:00"]]}}]',
            "nobody is at work from 2026-01-01 on; give a weekday a window",
        ),
        (
            '[{weekly: {0: [["9:00", "18:00"]]}}, {weekly: {1: [["9:00", "18:00"]]}}]',
            "two versions are in force from 1970-01-01; give each a day of its own",
        ),
    ],
)
def test_hours_that_clocks_cannot_run_by_are_a_fault(tmp_path: Path, versions: str, problem: str) -> None:
    product = broken('[{weekly: {0: [["9:00", "18:00"]]}}]', versions)

    assert faults_of(tmp_path, shop=product) == [Fault("shop.yaml", 5, "hours.versions", problem)]
