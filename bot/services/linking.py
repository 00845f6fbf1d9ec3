"""Incidents of one problem: linked to it, and told what becomes of it."""

from collections.abc import Sequence
from typing import Any

from bot.domain import errors
from bot.domain.amends import edit_copy, erase
from bot.domain.delivery import Then, copy_to_customer, words_to_desk
from bot.domain.message import Audience, Message, Purpose
from bot.domain.people import Actor, Agent
from bot.domain.promises import promise_mark, waits_for_update
from bot.domain.states import Event, State
from bot.domain.ticket import Ticket
from bot.domain.ties import link, unlink
from bot.services.effects import Effects
from bot.services.outcomes import Outcome, outcome_of, words_of
from bot.services.ports import Clock, UnitOfWork
from bot.services.tickets import numbered, resolving_message

LISTED = 30
"""Incidents that one message names."""

ASKED_WITH = (
    *("confirm", "meaning", "closing_reminder", "answer_may_be_lost", "reverted"),
    *("build", "back_up"),
)
"""What we say of a resolution ourselves: it is taken back with it."""


class Linking:
    """Each incident keeps its own customer, its own resolution and its own end."""

    def __init__(self, uow: UnitOfWork, clock: Clock, *, effects: Effects) -> None:
        self.uow = uow
        self.clock = clock
        self.effects = effects

    async def link(self, agent: Agent, ticket: Ticket, given: str) -> None:
        """`/link NUMBER`: this is an incident of that problem."""
        problem = await numbered(self.uow, given, beside=ticket)
        linked, got = link(ticket, problem, by=Actor.agent(agent.id), at=self.clock.now())
        await self.effects.carry_out(ticket, linked)
        await self.effects.carry_out(problem, got)

    async def number_given(self, agent: Agent, ticket: Ticket, message: Message, _key: str) -> None:
        """The number comes with the next message, which is for nobody else."""
        message.audience = Audience.NOTE
        await self.uow.messages.add(message)
        await self.link(agent, ticket, message.text)

    async def unlink(self, agent: Agent, ticket: Ticket) -> None:
        problem = await self.uow.tickets.named(ticket.ties.incident_of or "")
        if problem is None:
            raise errors.OutdatedButton
        unlinked, lost = unlink(ticket, problem, by=Actor.agent(agent.id), at=self.clock.now())
        await self.effects.carry_out(ticket, unlinked)
        await self.effects.carry_out(problem, lost)

    async def show(self, ticket: Ticket) -> bool:
        """`/link` alone, where there is a link already: to what, or the incidents. False: there is none."""
        if ticket.ties.incident_of:
            self.uow.deliver(words_to_desk(ticket.id, "linked_to", other=ticket.ties.incident_of))
            return True
        if not ticket.ties.incidents:
            return False
        incidents = await self.uow.tickets.incidents_of(ticket.name)
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "incidents_listed",
                ticket=ticket.name,
                incidents=[
                    {"name": each.name, "subject": each.subject, "state": each.state.value}
                    for each in incidents[:LISTED]
                ],
                left_out=max(0, len(incidents) - LISTED),
            )
        )
        return True

    # What is said to the customer of a problem is said to those of its incidents.

    async def offer(self, ticket: Ticket, message: Message) -> None:
        """After an answer in a problem: the same to the other customers? What quotes its own customer's
        words is for nobody else."""
        if not ticket.ties.incidents or message.quote:
            return
        waiting = await self._to_be_told(ticket, message)
        if waiting:
            self.uow.deliver(
                words_to_desk(
                    ticket.id,
                    "pass_on",
                    slot=f"pass_on:{ticket.id}",
                    album=message.album,
                    message_id=message.id,
                    words=message.says,
                    others=[each.name for each in waiting],
                    resolves=message.purpose is Purpose.RESOLUTION,
                    about=await self._preview(ticket, message, waiting[0]),
                )
            )

    async def _preview(self, ticket: Ticket, message: Message, first: Ticket) -> dict[str, Any] | None:
        """What is more than the message's words, as the first of the customers will read it."""
        outcome = await outcome_of(self.uow, ticket, message)
        told = words_of(outcome, first, message)
        if told is None:
            return None
        customer = await self.uow.customers.get(first.customer_id)
        return {**told.data, "code": told.code, "language": customer.language}

    async def pass_on(self, ticket: Ticket, message_id: int) -> None:
        """Once: who has it already, and whose ticket has ended, are left out."""
        message = next(iter(await self.uow.messages.get([message_id])), None)
        if message is None or message.ticket_id != ticket.id or message.purpose in {None, Purpose.QUESTION}:
            raise errors.OutdatedButton
        waiting = await self._to_be_told(ticket, message)
        if not waiting:
            raise errors.AlreadyAnswered
        parts = (
            await self.uow.messages.of_album(message.author, message.album) if message.album else [message]
        )
        outcome = await outcome_of(self.uow, ticket, message)
        told, left = [], []
        for incident in waiting:
            try:
                await self._tell(incident, parts, outcome)
            except errors.Refusal:
                left.append(incident.name)
            else:
                told.append(incident.name)
                self.uow.deliver(
                    words_to_desk(
                        incident.id,
                        "told_as_incident",
                        other=ticket.name,
                        words=message.says,
                        about=await self._preview(ticket, message, incident),
                    )
                )
        self.uow.deliver(words_to_desk(ticket.id, "passed_on", others=told, left=left))

    async def offer_promise(self, ticket: Ticket) -> None:
        """After a promise: the same to the customers of the incidents? As the first of them will read it."""
        waiting = await self._to_be_promised(ticket)
        if waiting:
            first = waiting[0]
            customer = await self.uow.customers.get(first.customer_id)
            self.uow.deliver(
                words_to_desk(
                    ticket.id,
                    "pass_on_promise",
                    slot=f"pass_on_promise:{ticket.id}",
                    others=[each.name for each in waiting],
                    mark=promise_mark(ticket),
                    ticket=first.name,
                    eta=ticket.eta and ticket.eta.isoformat(),
                    release=ticket.awaited,
                    before=first.eta and first.eta.isoformat(),
                    language=customer.language,
                )
            )

    async def pass_on_promise(self, agent: Agent, ticket: Ticket, mark: str) -> None:
        """Once: who knows it already, and whose ticket has ended, are left out."""
        if ticket.eta is None or not waits_for_update(ticket) or mark != promise_mark(ticket):
            raise errors.OutdatedButton
        waiting, by, at = await self._to_be_promised(ticket), Actor.agent(agent.id), self.clock.now()
        if not waiting:
            raise errors.AlreadyAnswered
        for incident in waiting:
            told = incident.set_eta(ticket.eta, ticket.awaited, warned=ticket.eta_warned, by=by, at=at)
            await self.effects.carry_out(incident, told)
        self.uow.deliver(
            words_to_desk(ticket.id, "passed_on", others=[each.name for each in waiting], left=[])
        )

    async def _to_be_promised(self, ticket: Ticket) -> list[Ticket]:
        if not ticket.ties.incidents:
            return []
        active = [each for each in await self.uow.tickets.incidents_of(ticket.name) if each.is_active]
        return [each for each in active if (each.eta, each.awaited) != (ticket.eta, ticket.awaited)]

    async def edited(self, message: Message) -> None:
        """An agent has corrected an answer: everywhere it went."""
        for ticket_id in sorted({message.ticket_id or 0, *await self.uow.outbox.recipients_of(message.id)}):
            ticket = await self.uow.tickets.get(ticket_id)
            self.uow.deliver(edit_copy(ticket.customer_id, ticket.id, message.id))

    async def take_back(self, ticket: Ticket, message: Message) -> None:
        """An agent unsends an answer: from those whom it was passed on to as well."""
        for ticket_id in sorted(await self.uow.outbox.recipients_of(message.id) - {ticket.id}):
            incident = await self.uow.tickets.get(ticket_id)
            stands = await resolving_message(self.uow, incident) == message.id
            if stands and incident.state is State.RESOLVED:
                undone = incident.undo_resolution(message.id, by=message.author, at=self.clock.now())
                await self.effects.carry_out(incident, undone)
            asked = ASKED_WITH if stands else ()
            self.uow.deliver(erase(incident.customer_id, incident.id, message.id, codes=asked))

    async def _to_be_told(self, ticket: Ticket, message: Message) -> list[Ticket]:
        """Of several tickets of one customer each is resolved, but an answer is read once."""
        active = [each for each in await self.uow.tickets.incidents_of(ticket.name) if each.is_active]
        if message.purpose is Purpose.RESOLUTION:
            return [each for each in active if each.queued_resolution != message.id]
        reached = await self.uow.outbox.recipients_of(message.id)
        known = {ticket.customer_id, *(each.customer_id for each in active if each.id in reached)}
        first = {each.customer_id: each for each in reversed(active)}
        return [each for each in active if each.customer_id not in known and first[each.customer_id] is each]

    async def _tell(self, incident: Ticket, parts: Sequence[Message], outcome: Outcome) -> None:
        """What the customer has been sent before, as an answer, resolves without being sent again."""
        last, at = parts[-1], self.clock.now()
        resolves = last.purpose is Purpose.RESOLUTION
        if resolves:
            incident.require_ready_to_resolve(at=at)
        if incident.id not in await self.uow.outbox.recipients_of(last.id):
            await self._send(incident, parts, outcome)
        elif resolves and any(
            each.ticket_id == incident.id for each in await self.uow.links.to_message(last.id)
        ):
            resolved = incident.resolution_delivered(last.id, by=last.author, at=at)
            await self.effects.carry_out(incident, resolved)
            return
        if resolves:
            queued = incident.queue_resolution(last.id, by=last.author, at=at, **outcome)
            await self.effects.carry_out(incident, queued)

    async def _send(self, incident: Ticket, parts: Sequence[Message], outcome: Outcome) -> None:
        """What people wrote as it is, and what an outcome has beside it in words of our own."""
        told, release = words_of(outcome, incident, parts[-1]), outcome.get("release")
        if release and incident.shipped is None and incident.allows(Event.SHIPPED, at=self.clock.now()):
            prepared = incident.ship(release, by=parts[-1].author, at=self.clock.now())
            await self.effects.carry_out(incident, prepared)
        if told is None or not told.messages:
            self.uow.deliver(
                *(
                    copy_to_customer(
                        incident.customer_id, incident.id, each.id, then=Then.ANSWERED, album=each.album
                    )
                    for each in parts
                )
            )
        if told:
            self.uow.deliver(told)
