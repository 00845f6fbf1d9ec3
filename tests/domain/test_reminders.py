"""When a customer who owes an answer is reminded."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import BusinessCalendar
from bot.domain.people import Actor
from bot.domain.reminders import plan_reminder, reminder_at, reminders_due
from bot.domain.ticket import Ticket
from tests.domain.test_clocks import MOSCOW, registered

ZONE = ZoneInfo("Europe/Moscow")
OLGA = Actor.agent(11)
RUSSIAN = BusinessCalendar.parse(
    {
        "tz": "Europe/Moscow",
        "holidays": "RU",
        "versions": [{"from": "1970-01-01", "weekly": {str(day): [["09:00", "18:00"]] for day in range(5)}}],
    }
)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("asked", "days", "reminded"),
    [
        ("2026-11-16T11:30", 1, "2026-11-17T11:30"),
        ("2026-11-16T11:30", 3, "2026-11-19T11:30"),
        ("2026-11-16T11:30", 7, "2026-11-25T11:30"),
        ("2026-11-20T11:30", 1, "2026-11-23T11:30"),
        ("2026-11-21T11:30", 1, "2026-11-23T11:30"),
        ("2026-11-16T07:15", 1, "2026-11-17T09:00"),
        ("2026-11-16T22:00", 1, "2026-11-18T09:00"),
        ("2026-11-19T22:00", 1, "2026-11-23T09:00"),
        ("2026-11-03T10:00", 1, "2026-11-05T10:00"),
    ],
)
def test_business_days_later_at_the_same_time_or_when_the_office_opens_next(
    asked: str, days: int, reminded: str
) -> None:
    assert reminder_at(at(asked), days, RUSSIAN) == at(reminded)


def waiting(asked_at: datetime) -> Ticket:
    ticket = registered()
    ticket.question_delivered(1, by=OLGA, at=asked_at)
    return ticket


def test_each_reminder_is_planned_after_the_one_before_and_a_question_anew() -> None:
    ticket = waiting(at("2026-11-16T11:30"))
    planned = []
    for number, days in enumerate((1, 3, 7), start=1):
        (timer,) = plan_reminder(ticket, MOSCOW)
        planned.append(timer.due_at)
        assert reminders_due(ticket, MOSCOW, now=timer.due_at) == number
        ticket.remind_of_question(number, at=timer.due_at, days=days)
    assert planned == [at(f"2026-11-{day}T11:30") for day in (17, 19, 25)]
    assert list(plan_reminder(ticket, MOSCOW)) == []

    ticket.question_delivered(2, by=OLGA, at=at("2026-11-26T12:00"))
    assert [each.due_at for each in plan_reminder(ticket, MOSCOW)] == [at("2026-11-27T12:00")]


def test_the_answer_ends_the_reminders() -> None:
    ticket = waiting(at("2026-11-16T11:30"))
    ticket.hear_customer(2, at=at("2026-11-16T12:00"))

    assert list(plan_reminder(ticket, MOSCOW)) == []
    assert reminders_due(ticket, MOSCOW, now=at("2026-12-16T12:00")) == 0
