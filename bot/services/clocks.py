"""What follows when a ticket's clocks reach a mark, and when a customer owes an answer."""

from datetime import datetime
from typing import Any

from bot.domain.calendar import BusinessCalendar
from bot.domain.delivery import words_to_customer, words_to_desk
from bot.domain.due_times import Milestone, milestones
from bot.domain.lifecycle import Transition
from bot.domain.message import Source
from bot.domain.people import PHONE
from bot.domain.reminders import REMINDER_DAYS, reminders_due
from bot.domain.ticket import Ticket
from bot.domain.timers import Timer
from bot.services.effects import Effects
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.timekeeping import Ringing


class SlaClocks:
    """Warnings, reminders, and where each due time comes from.

    A ticket whose product is served no longer has no calendar: its timers pass without a word.
    """

    def __init__(self, uow: UnitOfWork, catalog: Catalog, clock: Clock, *, effects: Effects) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.effects = effects

    async def plan(self, timer: Timer) -> Ringing:
        """The product is served again."""
        await self.effects.agenda.plan(await self.uow.tickets.get(timer.ticket_id or 0))
        return Ringing.DONE

    async def warn(self, timer: Timer) -> Ringing:
        """One message, about the worst: after a downtime several marks may have been passed."""
        ticket = await self.uow.tickets.get(timer.ticket_id or 0)
        calendar, now = self._calendar(ticket), self.clock.now()
        passed = milestones(ticket, calendar, now=now) if calendar else []
        if not passed:
            await self.effects.agenda.plan(ticket)
            return Ringing.DONE
        worst = passed[0]
        told = {each.due.clock.value: each.percent for each in passed}
        outcome = ticket.warn(told, at=now, clock=worst.due.clock.value, percent=worst.percent)
        await self.effects.carry_out(ticket, outcome)
        if isinstance(outcome, Transition):
            await self._tell_agents(ticket, worst, now=now)
        return Ringing.DONE

    async def _tell_agents(self, ticket: Ticket, worst: Milestone, *, now: datetime) -> None:
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "sla_warning",
                slot=f"sla:{ticket.id}",
                to=await self._assignee(ticket),
                department=ticket.department.value,
                product=ticket.product_id,
                clock=worst.due.clock.value,
                percent=worst.percent,
                due=worst.due.at.isoformat(),
                provisional=worst.due.provisional,
                now=now.isoformat(),
            )
        )

    async def remind(self, timer: Timer) -> Ringing:
        """To the customer; after the last reminder agents are to decide what becomes of the ticket."""
        ticket = await self.uow.tickets.get(timer.ticket_id or 0)
        calendar, now = self._calendar(ticket), self.clock.now()
        asked = ticket.asked
        number = reminders_due(ticket, calendar, now=now) if calendar else 0
        if asked is None or number <= asked.reminders:
            await self.effects.agenda.plan(ticket)
            return Ringing.DONE
        days = REMINDER_DAYS[number - 1]
        outcome = ticket.remind_of_question(number, at=now, days=days)
        await self.effects.carry_out(ticket, outcome)
        if isinstance(outcome, Transition):
            customer = await self.uow.customers.get(ticket.customer_id)
            called = customer.channel == PHONE  # only an agent can remind them
            if not called:
                await self._remind_customer(ticket, asked.message_id, asked.at)
            if called or number == len(REMINDER_DAYS):
                await self._ask_for_decision(ticket, days)
        return Ringing.DONE

    async def _remind_customer(self, ticket: Ticket, question: int | None, asked_at: datetime) -> None:
        """In reply to the question, where it is a message."""
        copies = await self.uow.links.to_message(question) if question else []
        self.uow.deliver(
            words_to_customer(
                ticket.customer_id,
                "answer_reminder",
                ticket_id=ticket.id,
                slot=f"reminder:{ticket.id}",
                reply_to=Source(copies[-1].chat_id, copies[-1].message_id) if copies else None,
                ticket=ticket.name,
                product=ticket.product_id,
                at=asked_at.isoformat(),
                form=question is None,
            )
        )

    async def _ask_for_decision(self, ticket: Ticket, days: int) -> None:
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "no_answer_yet",
                slot=f"no_answer:{ticket.id}",
                to=await self._assignee(ticket),
                department=ticket.department.value,
                number=days,
            )
        )

    async def show_due_times(self, ticket: Ticket) -> None:
        """`Due times`: each clock with its target, what is used of it, and where its due time comes from."""
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "due_times",
                ticket=ticket.name,
                product=ticket.product_id,
                at=self.clock.now().isoformat(),
                clocks=[
                    {"clock": clock.value, "target": target.total_seconds(), "run": run.as_json()}
                    for clock, run in ticket.clocks.items()
                    if run.stopped is None and ticket.is_live and (target := ticket.target(clock)) is not None
                ],
            )
        )

    async def _assignee(self, ticket: Ticket) -> dict[str, Any] | None:
        """None: the department is meant."""
        if ticket.assignee_id is None:
            return None
        return (await self.uow.agents.get(ticket.assignee_id)).as_json()

    def _calendar(self, ticket: Ticket) -> BusinessCalendar | None:
        product = self.catalog.find(ticket.product_id)
        return product.hours.calendar if product else None
