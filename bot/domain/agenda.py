"""Which timers a ticket has: they follow from how it stands, and from nothing else."""

from collections.abc import Callable, Iterable

from bot.domain.calendar import BusinessCalendar
from bot.domain.due_times import plan_warnings
from bot.domain.promises import plan_eta_warnings
from bot.domain.reminders import plan_reminder
from bot.domain.ticket import Ticket
from bot.domain.timers import Timer, TimerKind

Planner = Callable[[Ticket, BusinessCalendar], Iterable[Timer]]
"""The timers of one matter, by the product's calendar. What it looks at is a part of `Ticket.timing`."""


def closing(ticket: Ticket, calendar: BusinessCalendar) -> Iterable[Timer]:
    """The end of the closing period, and the reminder of it."""
    period = ticket.closing_period(calendar)
    if period is None:
        return
    key = str(ticket.resolution_no)
    if period.ends:
        yield Timer(TimerKind.CLOSING, ticket.id, key, period.ends)
    if period.reminds and ticket.silence and not ticket.silence.reminded:
        yield Timer(TimerKind.CLOSING_REMINDER, ticket.id, key, period.reminds)


PLANNERS: tuple[Planner, ...] = (closing, plan_warnings, plan_reminder, plan_eta_warnings)


def timers_of(ticket: Ticket, calendar: BusinessCalendar) -> list[Timer]:
    return [timer for plan in PLANNERS for timer in plan(ticket, calendar)]
