"""Keeps a ticket's timers as they follow from it."""

from datetime import datetime

from bot.domain.agenda import timers_of
from bot.domain.calendar import BusinessCalendar
from bot.domain.due_times import due_times, used, used_by_clock
from bot.domain.ticket import Ticket
from bot.domain.timers import Timer, TimerKind
from bot.services.meter import Settled
from bot.services.ports import Catalog, UnitOfWork


class Agenda:
    def __init__(self, uow: UnitOfWork, catalog: Catalog) -> None:
        self.uow = uow
        self.catalog = catalog

    def look_ahead(self, ticket: Ticket) -> None:
        """Before every save: what queues are ordered by."""
        product = self.catalog.find(ticket.product_id)
        if product:
            due = due_times(ticket, product.hours.calendar)
            ticket.next_due = due[0].at if due else None

    def used(self, ticket: Ticket, *, at: datetime) -> dict[str, int]:
        """What an entry that changes priority or level has to say of each clock, for its time to be kept."""
        product = self.catalog.find(ticket.product_id)
        return used_by_clock(ticket, product.hours.calendar, at=at) if product else {}

    def settled(self, ticket: Ticket, *, at: datetime) -> list[Settled]:
        """What the entry just made has settled, by the calendar; each is told of once."""
        calendar, kinds = self.calendar_of(ticket), tuple(ticket.settled)
        ticket.settled.clear()
        return [
            Settled(
                kind,
                ticket.product_id,
                ticket.priority,
                kept=used(ticket.clocks[kind], calendar, at=at) <= target,
            )
            for kind in kinds
            if calendar and kind in ticket.clocks and (target := ticket.target(kind)) is not None
        ]

    def calendar_of(self, ticket: Ticket) -> BusinessCalendar | None:
        """None: its product is not served."""
        product = self.catalog.find(ticket.product_id)
        return product.hours.calendar if product else None

    def knows_calendar_of(self, ticket: Ticket) -> bool:
        return self.calendar_of(ticket) is not None

    async def keep(self, ticket: Ticket) -> None:
        """After every change; costs nothing where no timer can follow from it."""
        if ticket.timing != ticket.planned_for:
            await self.plan(ticket)

    async def plan(self, ticket: Ticket) -> None:
        """Anew, also where only the calendar may have changed.

        Without a product file there is no calendar: what was planned with it stays, and a timer remembers
        that there is something to plan.
        """
        calendar = self.calendar_of(ticket)
        if calendar:
            await self.uow.timers.replace(ticket.id, timers_of(ticket, calendar))
            stored = ticket.next_due
            self.look_ahead(ticket)
            if ticket.next_due != stored:
                await self.uow.tickets.set_next_due(ticket.id, ticket.next_due)
        elif ticket.is_live:
            await self.uow.timers.put([Timer(TimerKind.PLAN, ticket.id, "", ticket.registered_at)])
        else:
            await self.uow.timers.replace(ticket.id, ())
        ticket.planned_for = ticket.timing
