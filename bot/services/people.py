"""Who is there: recognising customers, their language, and whether they can be reached."""

from bot.domain.delivery import card_refresh, words_to_customer
from bot.domain.people import Customer
from bot.services.ports import Clock, UnitOfWork


class People:
    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self.uow = uow
        self.clock = clock

    async def tell_what_is_kept(self, customer: Customer) -> None:
        """`/privacy`: what is kept, for how long, and what the customer agreed to."""
        given = await self.uow.customers.consents_of(customer.id)
        consents = [{"product": each.product_id, "at": each.given_at.isoformat()} for each in given]
        self.uow.deliver(words_to_customer(customer.id, "privacy", consents=consents))

    async def recognise(
        self,
        channel: str,
        address: str,
        *,
        name: str,
        username: str | None,
        language: str,
        is_here: bool = True,
    ) -> Customer:
        """The customer of this address, made or brought up to date.

        `language` is the channel's guess; it stands until the customer chooses another. `is_here`: what
        brought the customer up shows that they can be reached.
        """
        customer = await self.uow.customers.find(channel, address)
        if customer is None:
            return await self.uow.customers.add(
                Customer(0, channel=channel, address=address, name=name, username=username, language=language)
            )
        if customer.language_chosen:
            language = customer.language
        if (customer.name, customer.username, customer.language) != (name, username, language):
            customer.name, customer.username, customer.language = name, username, language
            await self.uow.customers.save(customer)
        if customer.blocked_at and is_here:
            await self.returned(customer)
        return customer

    async def choose_language(self, customer: Customer, language: str) -> None:
        customer.language, customer.language_chosen = language, True
        await self.uow.customers.save(customer)
        self.uow.deliver(words_to_customer(customer.id, "language_chosen"))

    async def left(self, customer: Customer) -> None:
        """The customer blocked the bot: agents see it on the cards."""
        if customer.blocked_at is None:
            customer.blocked_at = self.clock.now()
            await self.uow.customers.save(customer)
            await self._refresh_cards(customer)

    async def returned(self, customer: Customer) -> None:
        """The customer can be reached again: what could not be delivered goes out."""
        if customer.blocked_at is not None:
            customer.blocked_at = None
            await self.uow.customers.save(customer)
            await self.uow.outbox.resume(customer.id)
            await self._refresh_cards(customer)

    async def _refresh_cards(self, customer: Customer) -> None:
        for ticket in await self.uow.tickets.of_customer(customer.id):
            if ticket.is_live:
                self.uow.deliver(card_refresh(ticket.id))
