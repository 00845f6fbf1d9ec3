"""A closing rule where no product's regulation goes: elapsed days, reminders that would come too late."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.closing import ClosingMode
from bot.domain.closing_rule import NOT_BY_ITSELF, ClosingRule, Period
from bot.domain.policy import Disagreement, Policy
from tests.domain.building import NOON

MOSCOW = ZoneInfo("Europe/Moscow")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def every_day(_: date) -> bool:
    return True


def elapsed(days: int, delivered: str, at: str = "09:00") -> Period:
    """By Moscow's clock."""
    rule = ClosingRule(ClosingMode.ELAPSED, days, MOSCOW, reminder_at=time.fromisoformat(at))
    return rule.period(_moscow(delivered), every_day)


def _moscow(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW).astimezone(UTC)


@pytest.mark.parametrize(
    ("delivered", "ends", "reminds"),
    [
        ("2026-11-20 15:00", "2026-11-23 15:00", "2026-11-23 09:00"),
        ("2026-11-20 10:00", "2026-11-23 10:00", "2026-11-23 09:00"),
        ("2026-11-20 09:59", "2026-11-23 09:59", "2026-11-22 09:00"),
        ("2026-11-20 08:00", "2026-11-23 08:00", "2026-11-22 09:00"),
    ],
)
def test_elapsed_days_have_their_reminder_on_the_last_morning_that_leaves_an_hour(
    delivered: str, ends: str, reminds: str
) -> None:
    assert elapsed(3, delivered) == Period(_moscow(ends), _moscow(reminds))


def test_a_reminder_that_would_come_before_the_silence_begins_is_none() -> None:
    assert elapsed(1, "2026-11-20 09:30").reminds is None
    assert elapsed(1, "2026-11-20 08:30").reminds == _moscow("2026-11-20 09:00")


def test_a_reminder_leaves_the_customer_an_hour() -> None:
    period = Period(NOON, None)

    assert period.leaves_time(NOON - HOUR)
    assert not period.leaves_time(NOON - HOUR + timedelta(microseconds=1))
    assert Period(None, None).leaves_time(NOON)


def test_a_late_hour_on_the_last_day_is_no_time_for_a_reminder() -> None:
    def reminder(at: str) -> datetime | None:
        rule = ClosingRule(ClosingMode.CIVIL_DAYS, 3, MOSCOW, reminder_at=time.fromisoformat(at))
        return rule.period(_moscow("2026-11-20 15:00"), every_day).reminds

    assert reminder("23:00") == _moscow("2026-11-23 23:00")
    assert reminder("23:01") is None


def test_where_no_working_day_comes_nothing_closes() -> None:
    rule = ClosingRule(ClosingMode.BUSINESS_DAYS, 10, MOSCOW, reminder_at=time(9))

    assert rule.period(NOON, lambda _: False) == Period(None, None)


def test_a_moment_that_was_promised_is_not_made_earlier_and_may_be_made_later() -> None:
    assert Period(NOON, None).not_before(NOON + DAY).ends == NOON + DAY
    assert Period(NOON + DAY, None).not_before(NOON).ends == NOON + DAY
    assert Period(NOON, None).not_before(None).ends == NOON
    assert Period(None, None).not_before(NOON).ends is None


@pytest.mark.parametrize(
    "rule",
    [
        NOT_BY_ITSELF,
        ClosingRule(None, zone=MOSCOW, reminder_days=7),
        ClosingRule(ClosingMode.CIVIL_DAYS, 3, MOSCOW, shift_to_workday=True, reminder_at=time(9, 30)),
        ClosingRule(ClosingMode.BUSINESS_DAYS, 10, ZoneInfo("Europe/Kaliningrad")),
    ],
)
def test_a_ticket_keeps_the_rule_it_was_registered_under(rule: ClosingRule) -> None:
    policy = Policy(Disagreement.CONTINUE, DAY, rule)

    assert Policy.from_json(policy.as_json()) == policy


def test_a_policy_of_before_says_that_nothing_closes() -> None:
    kept = {"disagreement": "continue", "reopening_seconds": 0}

    assert Policy.from_json(kept).closing == NOT_BY_ITSELF
