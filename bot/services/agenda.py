"""Keeps a ticket's timers as they follow from it."""

from bot.domain.agenda import timers_of
from bot.domain.ticket import Ticket
from bot.services.ports import Catalog, UnitOfWork


class Agenda:
    def __init__(self, uow: UnitOfWork, catalog: Catalog) -> None:
        self.uow = uow
        self.catalog = catalog

    async def keep(self, ticket: Ticket) -> None:
        """After every change; costs nothing where no timer can follow from it."""
        if ticket.timing != ticket.planned_for:
            await self.plan(ticket)

    async def plan(self, ticket: Ticket) -> None:
        """Anew, also where only the calendar may have changed.

        Without a product file there is no calendar: what was planned with it stays.
        """
        product = self.catalog.find(ticket.product_id)
        if product:
            await self.uow.timers.replace(ticket.id, timers_of(ticket, product.hours.calendar))
            ticket.planned_for = ticket.timing
