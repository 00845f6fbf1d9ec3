"""The closing periods of the built-in products, at dates counted by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.catalog.loader import load_catalog
from bot.domain.closing_rule import NOT_BY_ITSELF, ClosingRule, Period
from tests.catalog.building import GOOD, faults_of

# (delivered, the end of the period, the reminder), each by the clock of the product's zone
MIXVEL = [
    # A Wednesday: the third day is a Saturday, and gives way to the Monday.
    ("2026-11-18 12:00", "2026-11-24 00:00", "2026-11-23 09:00"),
    # A Friday: the third day is the Monday itself.
    ("2026-11-20 23:59", "2026-11-24 00:00", "2026-11-23 09:00"),
    # 1 May is a holiday, a Friday.
    ("2026-04-28 10:00", "2026-05-05 00:00", "2026-05-04 09:00"),
    # 9 May is a Saturday, and Monday the 11th is off in its place.
    ("2026-05-06 10:00", "2026-05-13 00:00", "2026-05-12 09:00"),
    # The new year's holidays last from 31 December to 10 January.
    ("2026-12-28 10:00", "2027-01-12 00:00", "2027-01-11 09:00"),
]
LOYALHUB = [
    ("2026-11-09 17:59", "2026-11-24 00:00", "2026-11-23 09:00"),
    # On a Saturday, and in the evening of the Friday before: the same.
    ("2026-11-07 10:00", "2026-11-21 00:00", "2026-11-20 09:00"),
    ("2026-11-06 23:59", "2026-11-21 00:00", "2026-11-20 09:00"),
    # 30 April, 4 to 8 May (the 8th is short), 12 to 15 May.
    ("2026-04-29 16:20", "2026-05-16 00:00", "2026-05-15 09:00"),
    # 29 and 30 December, 11 to 15 and 18 to 20 January.
    ("2026-12-28 14:00", "2027-01-21 00:00", "2027-01-20 09:00"),
]
E_COMET = [
    ("2026-11-20 00:00", "2026-11-24 00:00", "2026-11-23 09:00"),
    ("2026-11-20 23:59", "2026-11-24 00:00", "2026-11-23 09:00"),
    # Days off count like any other, also as the last.
    ("2026-11-18 12:00", "2026-11-22 00:00", "2026-11-21 09:00"),
    ("2026-12-30 12:00", "2027-01-03 00:00", "2027-01-02 09:00"),
]
CASES = [
    (product, *case)
    for product, cases in (("mixvel", MIXVEL), ("loyalhub", LOYALHUB), ("e-comet", E_COMET))
    for case in cases
]
DELIVERED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def period_of(product_id: str, delivered: datetime) -> Period:
    product = load_catalog().find(product_id)
    assert product
    return product.policy.closing.period(delivered, product.hours.calendar.is_working_day)


@pytest.mark.parametrize(("product_id", "delivered", "ends", "reminds"), CASES)
def test_silence_closes_at_the_end_of_the_last_day_and_is_broken_that_morning(
    product_id: str, delivered: str, ends: str, reminds: str
) -> None:
    product = load_catalog().find(product_id)
    assert product
    at, end, reminder = (
        datetime.fromisoformat(each).replace(tzinfo=product.policy.closing.zone).astimezone(UTC)
        for each in (delivered, ends, reminds)
    )

    assert period_of(product_id, at) == Period(end, reminder)


def test_the_zones_are_those_of_the_regulations() -> None:
    assert {each.id: each.policy.closing.zone.key for each in load_catalog().all()} == {
        "e-comet": "Europe/Moscow",
        "loyalhub": "Europe/Kaliningrad",
        "micropvr": "Asia/Yekaterinburg",
        "mixvel": "Europe/Moscow",
        "pix-task-mining": "Europe/Moscow",
    }


@pytest.mark.parametrize("product_id", ["pix-task-mining", "micropvr"])
def test_where_nothing_closes_by_itself_there_is_a_reminder_after_a_week(product_id: str) -> None:
    assert period_of(product_id, DELIVERED) == Period(None, DELIVERED + WEEK)


def rule_of(tmp_path: Path, closing: str) -> ClosingRule:
    (tmp_path / "shop.yaml").write_text(GOOD + closing, encoding="utf-8")
    return load_catalog(tmp_path).all()[0].policy.closing


def test_a_file_that_says_nothing_of_it_closes_nothing(tmp_path: Path) -> None:
    rule = rule_of(tmp_path, "")

    assert rule.period(DELIVERED, lambda _: True) == Period(None, None)
    assert ClosingRule.from_json(None).period(DELIVERED, lambda _: True) == Period(None, None)
    assert ClosingRule.from_json(None) == NOT_BY_ITSELF


def test_the_zone_is_that_of_the_hours_unless_the_file_names_another(tmp_path: Path) -> None:
    assert rule_of(tmp_path, "closing: {mode: elapsed, days: 1}\n").zone.key == "Europe/Moscow"
    assert rule_of(tmp_path, "closing: {mode: elapsed, days: 1, zone: Asia/Omsk}\n").zone.key == "Asia/Omsk"


FAULTS = [
    ("{mode: soon}", "closing.mode", "'soon' is not allowed; use 'civil_days', 'elapsed'"),
    ("{mode: civil_day, days: 3}", "closing.mode", "did you mean civil_days?"),
    ("{days: 3}", "closing.mode", "is missing; add it"),
    ("{mode: civil_days}", "closing", "with mode: civil_days add days, as in days: 3"),
    ("{mode: civil_days, days: 0}", "closing.days", "greater than or equal to 1"),
    ("{mode: civil_days, days: 3, zone: Mars}", "closing.zone", "Mars is not a time zone; write it like"),
    ("{mode: civil_days, days: 3, reminder_at: 9}", "closing.reminder_at", "must be text; put 9 in quotes"),
    ('{mode: civil_days, days: 3, reminder_at: "9"}', "closing.reminder_at", "'9' is not allowed"),
    ("{mode: civil_days, days: 3, reminder_at: 23:30}", "closing.reminder_at", "choose 23:00 or earlier"),
    ("{mode: elapsed, days: 3, reminder_days: 7}", "closing", "reminder_days is for mode: never"),
    ("{mode: elapsed, days: 3, shift_to_workday: true}", "closing", "is for mode: civil_days; remove it"),
    ("{mode: never, days: 3}", "closing", "with mode: never there is no days; remove it"),
    ("{mode: never, reminder_at: 9:00}", "closing", "there is no reminder_at; remove it"),
    ("{mode: never, reminder_days: 0}", "closing.reminder_days", "greater than or equal to 1"),
    ("{mode: never, remind: 7}", "closing.remind", "is not known here"),
    ("3", "closing", "must be a mapping"),
]


@pytest.mark.parametrize(("closing", "field", "remedy"), FAULTS)
def test_a_fault_names_the_field_and_the_remedy(
    tmp_path: Path, closing: str, field: str, remedy: str
) -> None:
    (fault,) = faults_of(tmp_path, shop=f"{GOOD}closing: {closing}\n")

    assert (fault.line, fault.field) == (len(GOOD.splitlines()) + 1, field)
    assert remedy in fault.problem
