"""Keeps customers from writing for a while: what they try meanwhile reaches nobody, and is counted."""

from dataclasses import replace

from bot.domain import errors
from bot.domain.acts import Act, ActKind
from bot.domain.bans import Ban, read_term
from bot.domain.closing_rule import UTC
from bot.domain.delivery import card_refresh, words_to_customer, words_to_desk
from bot.domain.people import Customer
from bot.domain.ticket import Ticket
from bot.services.admins import require_admin
from bot.services.alarms import Alarms
from bot.services.ports import Catalog, Clock, UnitOfWork


class Bans:
    def __init__(self, uow: UnitOfWork, catalog: Catalog, clock: Clock, alarms: Alarms) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.admins = alarms.admins

    async def ban(self, person: int, chat_id: int, ticket: Ticket, words: str) -> None:
        """`/ban [DAYS | until DATE] REASON`: the customer of the ticket. A ban that is there gets the new
        end and reason. Tickets stay as they are, and agents can still answer in them."""
        require_admin(self.admins, person)
        now = self.clock.now()
        product = self.catalog.find(ticket.product_id)
        until, reason = read_term(words, now, product.hours.calendar.zone if product else UTC)
        customer = await self.uow.customers.get(ticket.customer_id)
        before = customer.banned(now)
        customer.ban = Ban(now.replace(microsecond=0), reason, ticket.product_id, until)
        if before:
            customer.ban = replace(customer.ban, since=before.since, refused=before.refused)
        await self.uow.customers.save(customer)
        data = {"ticket": ticket.name, "until": until and until.isoformat(), "reason": reason}
        await self.uow.acts.record(Act(ActKind.BANNED, person, now, chat_id, data))
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "customer_banned",
                customer=customer.name,
                product=ticket.product_id,
                until=data["until"],
                because=reason,
            )
        )
        await self._refresh_cards(customer)

    async def lift(self, person: int, chat_id: int, ticket: Ticket, words: str) -> None:
        """`/unban [REASON]`."""
        require_admin(self.admins, person)
        now = self.clock.now()
        customer = await self.uow.customers.get(ticket.customer_id)
        ban = customer.banned(now)
        if ban is None:
            raise errors.NotBanned(customer=customer.name)
        customer.ban = replace(ban, until=now.replace(microsecond=0))
        await self.uow.customers.save(customer)
        data = {"ticket": ticket.name, "reason": " ".join(words.split()), "refused": ban.refused}
        await self.uow.acts.record(Act(ActKind.UNBANNED, person, now, chat_id, data))
        self.uow.deliver(
            words_to_desk(ticket.id, "customer_unbanned", customer=customer.name, refused=ban.refused)
        )
        await self._refresh_cards(customer)

    async def attempted(self, customer: Customer) -> None:
        """A banned customer has written, or pressed what would lead to writing."""
        if customer.ban is None:
            return
        customer.ban, is_news = customer.ban.attempted(self.clock.now())
        await self.uow.customers.save(customer)
        if is_news:
            until = customer.ban.until
            self.uow.deliver(
                words_to_customer(
                    customer.id, "banned", product=customer.ban.product_id, until=until and until.isoformat()
                )
            )

    async def _refresh_cards(self, customer: Customer) -> None:
        for ticket in await self.uow.tickets.of_customer(customer.id):
            if ticket.is_live:
                self.uow.deliver(card_refresh(ticket.id))
