"""When a customer who owes an answer is reminded."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.domain.calendar import BusinessCalendar
from bot.domain.states import State
from bot.domain.ticket import Ticket
from bot.domain.timers import Timer, TimerKind

REMINDER_DAYS = (1, 3, 7)
"""Business days after the question. After the last, agents decide: no question closes a ticket by itself."""
ONE_DAY = timedelta(days=1)


def reminder_at(asked_at: datetime, days: int, calendar: BusinessCalendar) -> datetime:
    """So many business days later at the same local time, or at the next opening after it.

    A reminder in the night would be read in the morning at best, and nobody would be there to help.
    """
    local = asked_at.astimezone(calendar.zone)
    day = local.date()
    for _ in range(days):
        day += ONE_DAY
        while not calendar.is_working_day(day):
            day += ONE_DAY
    moment = datetime.combine(day, local.time(), calendar.zone)
    return moment if calendar.closes(moment) else calendar.opens(moment) or moment


def reminders_due(ticket: Ticket, calendar: BusinessCalendar, *, now: datetime) -> int:
    """How many moments for a reminder have come since the question; 0 while nothing is waited for."""
    if ticket.asked is None or ticket.state is not State.PENDING:
        return 0
    return sum(reminder_at(ticket.asked.at, days, calendar) <= now for days in REMINDER_DAYS)


def plan_reminder(ticket: Ticket, calendar: BusinessCalendar) -> Iterator[Timer]:
    """The next one."""
    asked = ticket.asked
    if asked and ticket.state is State.PENDING and asked.reminders < len(REMINDER_DAYS):
        days = REMINDER_DAYS[asked.reminders]
        key = f"{asked.at.isoformat()}:{days}"
        yield Timer(TimerKind.QUESTION_REMINDER, ticket.id, key, reminder_at(asked.at, days, calendar))
