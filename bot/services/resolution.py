"""How a ticket ends, and what the customer has to say to that."""

from dataclasses import replace
from datetime import datetime

from bot.domain.delivery import words_to_customer
from bot.domain.lifecycle import Effect
from bot.domain.message import Message
from bot.domain.people import Customer, Focus, Topic
from bot.domain.states import Event, State
from bot.domain.ticket import Ticket
from bot.services.alarms import Alarms
from bot.services.effects import Effects
from bot.services.ports import Clock, UnitOfWork
from bot.services.reception import Reception
from bot.services.relay import Relay
from bot.services.tickets import own_ticket, ticket_at_work

OFTEN = 2
"""How many times a customer disagrees before somebody above the agent is told, once."""

NOTES = {Event.JUST_A_NOTE, Event.TAKEN_AS_NOTE}


class Resolution:
    """Confirmation, disagreement, withdrawal, reopening, rating."""

    def __init__(
        self,
        uow: UnitOfWork,
        clock: Clock,
        *,
        effects: Effects,
        relay: Relay,
        reception: Reception,
        alarms: Alarms,
    ) -> None:
        self.uow = uow
        self.clock = clock
        self.effects = effects
        self.relay = relay
        self.reception = reception
        self.alarms = alarms

    async def confirm(self, customer: Customer, ticket_id: int, no: int) -> None:
        ticket = await ticket_at_work(self.uow, customer, ticket_id)
        transition = ticket.confirm(no, at=self.clock.now())
        await self._forget(customer)
        await self.effects.carry_out(ticket, transition)

    async def not_resolved(self, customer: Customer, ticket_id: int, no: int) -> None:
        """What the customer wrote since the answer is the reason; else the reason is asked for."""
        ticket = await ticket_at_work(self.uow, customer, ticket_id)
        at = self.clock.now()
        if ticket.resolved_at:
            since = await self._last_note(ticket) or ticket.resolved_at
            said = await self.uow.messages.from_customer(ticket.id, since=since)
            if any(message.explains() for message in said):
                await self._disagree(customer, ticket, said, no=no, at=at)
                return
        transition = ticket.ask_reason(no, at=at)
        customer.look_at(Topic.REASON, ticket.id, at=at, resolution_no=no)
        await self.uow.customers.save(customer)
        await self.effects.carry_out(ticket, transition)

    async def reason_awaited(self, customer: Customer, *, at: datetime) -> Focus | None:
        """While the resolution stands; once it was undone, or the ticket has ended, nobody asks any more."""
        focus = customer.focused_on(Topic.REASON, at=at)
        if focus is None:
            return None
        ticket = await self.uow.tickets.get(focus.ticket_id)
        if ticket.asks_what_is_wrong(focus.resolution_no, at=at):
            return focus
        await self._forget(customer)
        return None

    async def reason_given(self, customer: Customer, focus: Focus, message: Message) -> None:
        """Any file or two words explain; less is asked for once more, and then accepted."""
        ticket = await self.uow.tickets.get(focus.ticket_id)
        message.ticket_id = ticket.id
        await self.uow.messages.add(message)
        if not ticket.is_live:  # silence has closed it meanwhile
            await self._forget(customer)
            await self.relay.customer_said(ticket, message)
            return
        await self.relay.show_to_agents(ticket, message)
        if message.explains() or focus.asked_again:
            at = max(message.happened_at, ticket.resolved_at or message.happened_at)
            await self._disagree(customer, ticket, [message], no=focus.resolution_no, at=at)
            return
        customer.focus = replace(focus, asked_again=True)
        await self.uow.customers.save(customer)
        transition = ticket.ask_reason_again(at=self.clock.now())
        await self.effects.carry_out(ticket, transition)

    async def just_a_note(self, customer: Customer, ticket_id: int, no: int) -> None:
        ticket = await ticket_at_work(self.uow, customer, ticket_id)
        transition = ticket.just_a_note(no, at=self.clock.now())
        await self._forget(customer)
        await self.effects.carry_out(ticket, transition)

    async def new_request(self, customer: Customer, ticket_id: int) -> None:
        """Another problem: one request, one problem."""
        ticket = await own_ticket(self.uow, customer, ticket_id)
        await self._forget(customer)
        await self.reception.follow_up(customer, ticket)

    async def ask_withdrawal(self, customer: Customer, ticket_id: int) -> None:
        ticket = await ticket_at_work(self.uow, customer, ticket_id)
        ticket.require_live()
        self._say(customer, ticket, "withdraw")

    async def withdraw(self, customer: Customer, ticket_id: int) -> None:
        ticket = await ticket_at_work(self.uow, customer, ticket_id)
        transition = ticket.withdraw(at=self.clock.now())
        await self._forget(customer)
        await self.effects.carry_out(ticket, transition)

    async def keep(self, customer: Customer, ticket_id: int) -> None:
        """`Keep it`: the withdrawal was a mistake."""
        ticket = await ticket_at_work(self.uow, customer, ticket_id)
        ticket.require_live()
        self._say(customer, ticket, "kept_ticket")

    async def reopen(self, customer: Customer, ticket_id: int) -> None:
        ticket = await ticket_at_work(self.uow, customer, ticket_id)
        at = self.clock.now()
        transition = ticket.reopen(at=at)
        customer.look_at(Topic.CHOSEN, ticket.id, at=at)
        await self.uow.customers.save(customer)
        await self.effects.carry_out(ticket, transition)

    async def rate(self, customer: Customer, ticket_id: int, stars: int) -> None:
        ticket = await ticket_at_work(self.uow, customer, ticket_id)
        at = self.clock.now()
        transition = ticket.rate(stars, at=at)
        customer.look_at(Topic.RATING, ticket.id, at=at)
        await self.uow.customers.save(customer)
        await self.effects.carry_out(ticket, transition)

    async def comment_rating(self, customer: Customer, focus: Focus, message: Message) -> None:
        """Words after a rating are its comment."""
        ticket = await self.uow.tickets.get(focus.ticket_id)
        ticket.require_words()
        message.ticket_id = ticket.id
        await self.uow.messages.add(message)
        transition = ticket.comment_rating(message.id, at=message.happened_at)
        await self._forget(customer)
        await self.relay.show_to_agents(ticket, message)
        await self.effects.carry_out(ticket, transition)

    async def _last_note(self, ticket: Ticket) -> datetime | None:
        """When the customer, or an agent, last said that what the customer wrote was just a note."""
        log = await self.uow.tickets.log(ticket.id)
        last = next((each for each in reversed(log) if each.event in NOTES), None)
        if last is None or ticket.resolved_at is None or last.happened_at < ticket.resolved_at:
            return None
        return last.happened_at

    async def _disagree(
        self, customer: Customer, ticket: Ticket, reasons: list[Message], *, no: int | None, at: datetime
    ) -> None:
        """`at`: when it was said; of a press, when we got it."""
        transition = ticket.disagree([each.id for each in reasons], button_no=no, at=at)
        if Effect.PREPARE_NEW_REQUEST in transition.effects:
            await self._forget(customer)
            await self.reception.start_anew_from(customer, ticket, reasons)
        else:
            customer.look_at(Topic.CHOSEN, ticket.id, at=self.clock.now())
            await self.uow.customers.save(customer)
        await self.effects.carry_out(ticket, transition)
        log = await self.uow.tickets.log(ticket.id)
        if sum(each.event is Event.DISAGREED and each.to is State.OPEN for each in log) == OFTEN:
            await self.alarms.disagreed_again(self.uow, ticket, "\n".join(each.says for each in reasons))

    async def _forget(self, customer: Customer) -> None:
        if customer.focus:
            customer.focus = None
            await self.uow.customers.save(customer)

    def _say(self, customer: Customer, ticket: Ticket, code: str) -> None:
        self.uow.deliver(words_to_customer(customer.id, code, ticket_id=ticket.id, ticket=ticket.name))
