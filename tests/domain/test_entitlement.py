"""Records of rights to support: how numbers are compared, what is valid when, when people are warned."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.entitlement import Entitlement, Right, Standing, normalise
from bot.domain.expiry import still_to_come, warnings_of
from bot.domain.policy import Disagreement, Policy

MOSCOW = ZoneInfo("Europe/Moscow")
RECORD = Entitlement(
    "pix-task-mining", "ABCD-1234", "ООО «Ромашка»", "full", date(2026, 1, 1), date(2026, 12, 31), id=5
)


@pytest.mark.parametrize(
    "written",
    ["ABCD-1234", "abcd 1234", " AbCd—1234 ", "ABCD1234", "АВСD-1234", "авсd 1234", "№ ABCD‑1234"],
)
def test_a_number_is_the_same_however_it_is_typed(written: str) -> None:
    assert normalise(written) == RECORD.reference == "ABCD1234"


@pytest.mark.parametrize(("one", "other"), [("12/24", "1224"), ("12.24", "1224"), ("A-1", "A-11")])
def test_other_signs_tell_numbers_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize("written", ["12/24-ТП от 01.02.2024", "12/24-тп ОТ 1 февраля", "12/24-TП"])
def test_a_contract_may_be_named_with_its_date(written: str) -> None:
    assert normalise(written) == normalise("12/24-ТП")


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2025, 12, 31), Standing.NOT_YET),
        (date(2026, 1, 1), Standing.VALID),
        (date(2026, 12, 31), Standing.VALID),
        (date(2027, 1, 1), Standing.EXPIRED),
    ],
)
def test_both_days_belong_to_the_time(today: date, standing: Standing) -> None:
    right = Right.by(RECORD, today)

    assert right.standing is standing
    assert right.is_valid is (standing is Standing.VALID)
    assert Right.from_json(right.as_json()) == right


def test_tickets_from_before_know_of_no_enforcement() -> None:
    policy = Policy(Disagreement.CONTINUE, timedelta(days=7))
    stored = policy.as_json()
    del stored["enforcement"]

    assert Policy.from_json(stored) == policy


# Warnings.


def moments(now: datetime) -> list[str]:
    return [f"{each.key} {each.due_at:%d.%m %H:%M}" for each in still_to_come(RECORD, (30, 7), MOSCOW, now)]


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (datetime(2026, 6, 1, tzinfo=UTC), ["5:30 01.12 06:00", "5:7 24.12 06:00"]),
        (datetime(2026, 12, 5, tzinfo=UTC), ["5:7 24.12 06:00"]),
        (datetime(2026, 12, 31, 20, 59, tzinfo=UTC), ["5:7 24.12 06:00"]),
        (datetime(2026, 12, 31, 21, 0, tzinfo=UTC), []),
    ],
)
def test_a_record_has_the_warnings_that_are_still_of_use(now: datetime, wanted: list[str]) -> None:
    """At nine in Moscow. Where the moments of both have passed, the later one's rings at once."""
    assert moments(now) == wanted


def test_a_record_of_the_first_day_there_is_has_warnings_to_forget() -> None:
    """As databases may hold it: one bad row is not to break a whole import."""
    first = replace(RECORD, valid_from=date.min, valid_until=date.min)

    assert still_to_come(first, (30, 7), MOSCOW, datetime(2026, 6, 1, tzinfo=UTC)) == []
    assert [each.key for each in warnings_of(first, (30, 7), MOSCOW)] == ["5:30", "5:7"]


def test_a_warning_keeps_its_name_when_its_moment_changes() -> None:
    first, _ = warnings_of(RECORD, (7, 30), MOSCOW)

    assert first.name == "entitlement_ends::5:30"
