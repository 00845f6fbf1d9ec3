"""What a ticket learns when a delivery arrived, or could not."""

from bot.domain.amends import erase, mark
from bot.domain.delivery import HOME, Delivery, Matter, Recipient, RecipientKind, Then, words_to_desk
from bot.domain.lifecycle import Ignored, Transition
from bot.domain.message import Message, Source
from bot.domain.people import PHONE, Actor, Customer
from bot.domain.ticket import Ticket
from bot.services.alarms import Alarms
from bot.services.effects import Effects
from bot.services.people import People
from bot.services.ports import Clock, UnitOfWork
from bot.services.sending import Parcel

DEACTIVATED = "deactivated"
"""The one reason for waiting that nobody comes back from."""


class Arrival:
    """Runs in the transaction that settles the delivery: it is settled and learnt from, or neither."""

    def __init__(self, uow: UnitOfWork, clock: Clock, effects: Effects, alarms: Alarms) -> None:
        self.uow = uow
        self.alarms = alarms
        self.clock = clock
        self.effects = effects

    async def delivered(self, parcel: Parcel) -> None:
        """The channel accepted what people wrote."""
        delivery = parcel.delivery
        if parcel.held_for:
            await self._reached_again(parcel)
        if delivery.then is Then.REPORTED:
            await self.uow.reports.remove(delivery.data["report"])
        if delivery.then is None or delivery.ticket_id is None:
            return
        ticket = await self.uow.tickets.get(delivery.ticket_id)
        await self._teach(ticket, parcel)

    async def _teach(self, ticket: Ticket, parcel: Parcel) -> None:
        delivery = parcel.delivery
        if delivery.then is Then.FORM_ASKED:
            await self._form_asked(ticket, agent_id=delivery.data["agent_id"])
            if parcel.customer and parcel.customer.channel == PHONE:
                self._tell_by_phone(parcel.customer, ticket)
            return
        if delivery.then is Then.ASKED_ABOUT_ANSWER:
            await self._asked_about_answer(ticket, delivery.data["no"])
            return
        if delivery.then is Then.HOLD_EXPLAINED:
            await self._hold_explained(ticket, delivered=True)
            if parcel.customer and parcel.customer.channel == PHONE:
                self._tell_by_phone(parcel.customer, ticket)
            return
        for message in await self.uow.messages.get(delivery.messages):
            if delivery.then is Then.SHOWN:
                self._mark(Recipient.customer(ticket.customer_id), ticket, message)
            elif parcel.customer:
                await self._reached_customer(parcel.customer, ticket, message, delivery)

    async def _reached_customer(
        self, customer: Customer, ticket: Ticket, message: Message, delivery: Delivery
    ) -> None:
        if message.purpose is None:
            # Taken back while it was on its way.
            self.uow.deliver(erase(ticket.customer_id, ticket.id, message.id))
            return
        message.delivered_at = self.clock.now()
        await self.uow.messages.save(message)
        await self.effects.carry_out(ticket, await self._learn(delivery, ticket, message))
        if customer.channel == PHONE:
            self._tell_by_phone(customer, ticket, reply_to=message.source)
        else:
            self._mark(Recipient.of_ticket(ticket.id), ticket, message)

    def _tell_by_phone(self, customer: Customer, ticket: Ticket, *, reply_to: Source | None = None) -> None:
        self.uow.deliver(words_to_desk(ticket.id, "told_by_phone", reply_to=reply_to, customer=customer.name))

    async def _form_asked(self, ticket: Ticket, *, agent_id: int) -> None:
        """The ticket waits for the customer, unless somebody has completed its form meanwhile."""
        if ticket.missing:
            asked = ticket.question_delivered(None, by=Actor.agent(agent_id), at=self.clock.now())
            await self.effects.carry_out(ticket, asked)

    async def _asked_about_answer(self, ticket: Ticket, resolution_no: int) -> None:
        """From here on the customer's silence counts, if it still does."""
        if ticket.silence:
            asked = ticket.asked_about_answer(resolution_no, at=self.clock.now())
            await self.effects.carry_out(ticket, asked)

    async def _hold_explained(self, ticket: Ticket, *, delivered: bool) -> None:
        explained = ticket.hold_explained(delivered=delivered, at=self.clock.now())
        await self.effects.carry_out(ticket, explained)

    def _mark(self, author: Recipient, ticket: Ticket, message: Message) -> None:
        """The author sees that the message arrived; of an album, one mark is enough."""
        slot = f"mark:{message.album}" if message.album else None
        self.uow.deliver(mark(author, message.source, ticket_id=ticket.id, slot=slot))

    async def failed(self, parcel: Parcel, reason: str) -> None:
        """The channel refused for good: the agents are told, and shown the words they cannot see."""
        delivery = parcel.delivery
        if delivery.matter is Matter.COPY and delivery.to.kind is RecipientKind.DESK:
            words = "\n".join(message.says for message in parcel.messages if message.says)
            told = words_to_desk(delivery.to.id, "not_shown", reason=reason, words=words)
            self.uow.deliver(told.at_desk(delivery.to.desk or HOME))
            return
        if delivery.then is Then.REPORTED:
            await self.uow.reports.remove(delivery.data["report"])
        await self._tell_agents(parcel, reason, waits=False)

    async def _tell_agents(self, parcel: Parcel, reason: str, *, waits: bool) -> None:
        delivery = parcel.delivery
        if delivery.then in {None, Then.ASKED_ABOUT_ANSWER} or delivery.ticket_id is None:
            return
        ticket = await self.uow.tickets.get(delivery.ticket_id)
        messages = await self.uow.messages.get(delivery.messages)
        await self.effects.carry_out(ticket, ticket.delivery_failed(reason, at=self.clock.now()))
        if delivery.then is Then.HOLD_EXPLAINED and (not waits or reason == DEACTIVATED):
            await self._hold_explained(ticket, delivered=False)
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "not_delivered",
                reply_to=messages[0].source if messages else None,
                reason=reason,
                waits=waits,
            )
        )

    async def is_outdated(self, parcel: Parcel) -> bool:
        """A refusal tells nothing of a customer who has changed since the delivery was loaded: they may have
        come back while it was on its way."""
        if parcel.customer is None or parcel.delivery.to.kind is not RecipientKind.CUSTOMER:
            return False
        customer = await self.uow.customers.get(parcel.customer.id)
        return customer.version != parcel.customer.version

    async def unreachable(self, parcel: Parcel, reason: str) -> None:
        """The recipient cannot be reached now; what was to be said waits."""
        if parcel.customer and parcel.delivery.to.kind is RecipientKind.CUSTOMER:
            customer = await self.uow.customers.get(parcel.customer.id)
            await People(self.uow, self.clock).left(customer)
            await self._tell_agents(parcel, reason, waits=True)
        elif parcel.delivery.to.kind is RecipientKind.DESK:
            chat_id = parcel.place.group if parcel.place else None
            group = await self.uow.groups.find(chat_id) if chat_id else None
            title = group.title or str(chat_id) if group else ""
            await self.alarms.group_unreachable(self.uow, chat_id, title, reason)

    async def _reached_again(self, parcel: Parcel) -> None:
        """What waited for a group has arrived there."""
        to = parcel.delivery.to
        chat_id = to.id if to.kind is RecipientKind.CHAT else parcel.place and parcel.place.group
        if chat_id and (group := await self.uow.groups.find(chat_id)):
            await self.alarms.group_reached(self.uow, chat_id, group.title or str(chat_id))

    async def _learn(self, delivery: Delivery, ticket: Ticket, message: Message) -> Transition | Ignored:
        at = self.clock.now()
        if ticket.queued_resolution == message.id:
            crossed = await self.uow.messages.customer_wrote_after(ticket.id, message.id)
            return ticket.resolution_delivered(message.id, by=message.author, at=at, crossed=crossed)
        if delivery.then is Then.QUESTION_ASKED:
            options = delivery.data.get("choices", ())
            return ticket.question_delivered(message.id, by=message.author, at=at, options=options)
        return ticket.hear_agent(message.id, by=message.author, at=at)
