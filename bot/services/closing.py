"""A customer says nothing about the answer: they are reminded, and in the end that is consent."""

import logging
from dataclasses import replace
from datetime import datetime

from bot.domain.closing_rule import Period
from bot.domain.delivery import words_to_customer, words_to_desk
from bot.domain.errors import VersionMismatch, describe
from bot.domain.people import PHONE, Actor, Agent, Customer, Topic
from bot.domain.ticket import Ticket
from bot.domain.timers import Timer
from bot.services.effects import Effects
from bot.services.heard import Heard
from bot.services.incoming import lane_of_chat
from bot.services.ports import Catalog, Clock, StorageUnavailable, UnitOfWork
from bot.services.tickets import closing_told
from bot.services.timekeeping import PUT_OFF, Ringing

log = logging.getLogger(__name__)

ASKED_AT_ONCE = 50


async def tell_that_closing_waits(uow: UnitOfWork, customer: Customer, incident: str) -> None:
    """Something that the customer sent could not be handled: it may have been their answer."""
    for ticket in await uow.tickets.of_customer(customer.id):
        if ticket.silence:
            uow.deliver(words_to_desk(ticket.id, "closing_waits", ticket=ticket.name, number=incident))


class Closing:
    """Looks again whenever a timer rings: nothing is closed that somebody has said a word about."""

    def __init__(
        self, uow: UnitOfWork, catalog: Catalog, clock: Clock, *, effects: Effects, heard: Heard
    ) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.effects = effects
        self.heard = heard

    async def remind(self, timer: Timer) -> Ringing:
        """Once in a period, and in time; not while something of the customer's waits to be read."""
        ticket, period = await self._concerned(timer)
        now = self.clock.now()
        if period is None or period.reminds is None or not period.leaves_time(now):
            return Ringing.DONE
        if now < period.reminds:
            await self.effects.agenda.plan(ticket)
            return Ringing.DONE
        customer = await self.uow.customers.get(ticket.customer_id)
        if self._is_excused(customer, period.reminds):
            return await self._put_off(timer)
        if not await self._is_read(customer, period.reminds):
            return Ringing.NOT_YET
        if await self._is_unsettled(ticket, customer):
            return await self._put_off(timer)
        outcome = ticket.remind(ticket.resolution_no, until=period.ends, at=now)
        await self.effects.carry_out(ticket, outcome)
        self._say_reminder(ticket, customer)
        return Ringing.DONE

    async def close(self, timer: Timer) -> Ringing:
        """Once the period is over, and all that the customer sent within it has been dealt with."""
        ticket, period = await self._concerned(timer)
        if period is None or period.ends is None:
            return Ringing.DONE
        now = self.clock.now()
        if now < period.ends:
            await self.effects.agenda.plan(ticket)
            return Ringing.DONE
        customer = await self.uow.customers.get(ticket.customer_id)
        if self._is_excused(customer, period.ends):
            return await self._put_off(timer)
        heard = await self._is_read(customer, period.ends)
        if not heard:
            return Ringing.NOT_YET
        if await self._is_unsettled(ticket, customer):
            return await self._put_off(timer)
        outcome = ticket.close_by_silence(ticket.resolution_no, deadline=period.ends, heard=heard, now=now)
        await self.effects.carry_out(ticket, outcome)
        return Ringing.DONE

    async def take_as_note(self, agent: Agent, ticket: Ticket) -> None:
        """What the customer wrote about the answer needs none: the period runs anew from here."""
        transition = ticket.take_as_note(by=Actor.agent(agent.id), at=self.clock.now())
        await self.effects.carry_out(ticket, transition)
        customer = await self.uow.customers.get(ticket.customer_id)
        asked = customer.focus
        if asked and asked.topic is Topic.REASON and asked.ticket_id == ticket.id:
            customer.focus = None
            await self.uow.customers.save(customer)

    async def ask_again(self, channel: str, *, after: int, lost_before: datetime) -> int | None:
        """Some of the customers whose answers the channel may have forgotten, those of tickets behind the one
        given. Returns the last ticket of these; None: there are no more.

        About a ticket that became silent after `lost_before`, nothing can have been lost.
        """
        tickets = await self.uow.tickets.waiting_for_customers(channel, after=after, limit=ASKED_AT_ONCE)
        for ticket in tickets:
            if ticket.silence and ticket.silence.since < lost_before:
                await self._ask_customer_again(ticket)
        return tickets[-1].id if tickets else None

    async def _ask_customer_again(self, ticket: Ticket) -> None:
        try:
            async with self.uow.savepoint():
                outcome = ticket.answer_may_be_lost(at=self.clock.now())
                await self.effects.carry_out(ticket, outcome)
        except (StorageUnavailable, VersionMismatch):
            raise
        except Exception as bug:
            log.error(
                "the customer of ticket %s was not asked again: %s", ticket.id, describe(bug), exc_info=bug
            )

    async def _concerned(self, timer: Timer) -> tuple[Ticket, Period | None]:
        """The timer's ticket with its period; no period where its customer is not waited for any more."""
        ticket = await self.uow.tickets.get(timer.ticket_id or 0)
        product = self.catalog.find(ticket.product_id)
        return ticket, ticket.closing_period(product.hours.calendar) if product else None

    def _is_excused(self, customer: Customer, moment: datetime) -> bool:
        """The silence of somebody who may not write is no consent: it is looked at again later."""
        return customer.ban is not None and customer.ban.excuses(moment, self.clock.now())

    async def _is_read(self, customer: Customer, until: datetime) -> bool:
        """Whether the customer's own channel holds nothing unread that they sent before the moment.

        Who calls has agents for a channel, and they write down what they hear.
        """
        if customer.channel == PHONE:
            return True
        if not self.heard.covers(customer.channel, until):
            return False
        return not await self.uow.inbox.is_waiting(lane_of_chat(customer.address))

    async def _is_unsettled(self, ticket: Ticket, customer: Customer) -> bool:
        """The customer has said something since, of which nobody knows yet what it means: they have been
        asked for which ticket it is, or it could not be handled."""
        if ticket.silence is None or customer.channel == PHONE:
            return False
        since = ticket.silence.since
        held = await self.uow.messages.held_by(customer.id)
        if any(each.happened_at > since for each in held):
            return True
        return await self.uow.inbox.has_dead(lane_of_chat(customer.address), since=since)

    async def _put_off(self, timer: Timer) -> Ringing:
        """What is waited for comes from people: to look every second would be of no use."""
        await self.uow.timers.put([replace(timer, due_at=self.clock.now() + PUT_OFF)])
        return Ringing.DONE

    def _say_reminder(self, ticket: Ticket, customer: Customer) -> None:
        """To a customer who called, only an agent can say it."""
        closes = closing_told(self.catalog, ticket)
        if customer.channel == PHONE:
            self.uow.deliver(
                words_to_desk(
                    ticket.id,
                    "call_before_closing",
                    ticket=ticket.name,
                    customer=customer.name,
                    closes=closes,
                )
            )
            return
        self.uow.deliver(
            words_to_customer(
                ticket.customer_id,
                "closing_reminder",
                ticket_id=ticket.id,
                slot=f"closing:{ticket.id}",
                ticket=ticket.name,
                no=ticket.resolution_no,
                disagreement=ticket.policy.disagreement.value,
                closes=closes,
            )
        )
