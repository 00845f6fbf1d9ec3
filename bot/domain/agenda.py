"""Which timers a ticket has: they follow from how it stands, and from nothing else."""

from collections.abc import Callable, Iterable

from bot.domain.calendar import BusinessCalendar
from bot.domain.due_times import plan_warnings
from bot.domain.reminders import plan_reminder
from bot.domain.ticket import Ticket
from bot.domain.timers import Timer

Planner = Callable[[Ticket, BusinessCalendar], Iterable[Timer]]
"""The timers of one matter, by the product's calendar. What it looks at is a part of `Ticket.timing`."""

PLANNERS: tuple[Planner, ...] = (plan_warnings, plan_reminder)


def timers_of(ticket: Ticket, calendar: BusinessCalendar) -> list[Timer]:
    return [timer for plan in PLANNERS for timer in plan(ticket, calendar)]
