"""Two tickets about one problem become one, and may be parted again."""

from datetime import datetime

from bot.domain import errors
from bot.domain.delivery import words_to_desk
from bot.domain.entry import Entry
from bot.domain.message import Audience, Message
from bot.domain.people import Actor, Agent, Topic
from bot.domain.states import Event, State
from bot.domain.ticket import Ticket
from bot.domain.ties import merge, require_mergeable, unmerge
from bot.domain.waiting import on_merging, on_parting, unanswered
from bot.services.effects import Effects
from bot.services.ports import Clock, UnitOfWork
from bot.services.tickets import numbered, up_from

REPEATED = 5
"""How many of the customer's messages are listed when tickets are parted."""


class Merging:
    """For agents. The customer is told, so a look comes before each merging."""

    def __init__(self, uow: UnitOfWork, clock: Clock, *, effects: Effects) -> None:
        self.uow = uow
        self.clock = clock
        self.effects = effects

    async def offer(self, agent: Agent, ticket: Ticket, given: str) -> None:
        """`/merge NUMBER`: what would become one, and what the customer will read."""
        into = await numbered(self.uow, given, beside=ticket)
        require_mergeable(ticket, into, at=self.clock.now())
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "merge_preview",
                slot=f"merge:{ticket.id}",
                ticket=ticket.name,
                subject=ticket.subject,
                other=into.name,
                other_subject=into.subject,
                other_id=into.id,
                agent_id=agent.id,
            )
        )

    async def number_given(self, agent: Agent, ticket: Ticket, message: Message, _key: str) -> None:
        """The number comes with the next message, which is for nobody else."""
        message.audience = Audience.NOTE
        await self.uow.messages.add(message)
        await self.offer(agent, ticket, message.text)

    async def merge(self, agent: Agent, ticket: Ticket, into_id: int) -> None:
        into = await self.uow.tickets.find(into_id)
        if into is None:
            raise errors.OutdatedButton
        at, agenda = self.clock.now(), self.effects.agenda
        theirs = unanswered(ticket, agenda.calendar_of(ticket), at=at)
        recount = on_merging(theirs, agenda.calendar_of(into), at)
        merged, took_in = merge(ticket, into, by=Actor.agent(agent.id), at=at, recount=recount)
        await self.effects.carry_out(ticket, merged)
        await self.effects.carry_out(into, took_in)
        await self._lead_customer(ticket, into)

    async def undo(self, agent: Agent, ticket: Ticket) -> None:
        """The ticket goes on by itself; what was said since the merging stays where it went."""
        if ticket.state is not State.MERGED:
            raise errors.OutdatedButton
        ticket.require_words()
        line = await up_from(self.uow, ticket)
        since = next(each for each in reversed(await self.uow.tickets.log(ticket.id)) if _merged(each))
        parts = {each.name: await self.uow.tickets.merged_into(each.name) for each in line}
        at, log = self.clock.now(), await self.uow.tickets.log(line[0].id)
        recount = on_parting(ticket, line[0], log, self.effects.agenda.calendar_of, at)
        moved = unmerge(ticket, line, parts, by=Actor.agent(agent.id), at=at, recount=recount)
        for each, transition in zip([ticket, *line], moved, strict=True):
            await self.effects.carry_out(each, transition)
        await self._list_what_stays(ticket, line[-1], since.happened_at)

    async def _list_what_stays(self, ticket: Ticket, one: Ticket, since: datetime) -> None:
        written = [
            each
            for each in await self.uow.messages.from_customer(one.id, since=since)
            if each.author == Actor.customer(ticket.customer_id)
        ]
        if written:
            self.uow.deliver(
                words_to_desk(
                    ticket.id,
                    "written_meanwhile",
                    other=one.name,
                    written=[each.says for each in written[-REPEATED:]],
                    number=len(written),
                )
            )

    async def _lead_customer(self, ticket: Ticket, into: Ticket) -> None:
        """Words that were expected for the ticket are for the other now."""
        customer = await self.uow.customers.get(ticket.customer_id)
        if customer.focus and customer.focus.ticket_id == ticket.id:
            if customer.focus.topic is Topic.CHOSEN:
                customer.look_at(Topic.CHOSEN, into.id, at=customer.focus.since)
            else:
                customer.focus = None
            await self.uow.customers.save(customer)


def _merged(entry: Entry) -> bool:
    return entry.event is Event.MERGED
