"""A release is out: what waits for it gets an answer, which an agent looks at before it is sent."""

from bot.domain import errors
from bot.domain.delivery import words_to_desk
from bot.domain.message import Message, Purpose, Source
from bot.domain.people import Actor, Agent
from bot.domain.promises import read_release, release_like, release_mark, same_release, waits_for_update
from bot.domain.states import Event
from bot.domain.ticket import Ticket
from bot.services.effects import Effects
from bot.services.linking import Linking
from bot.services.outcomes import release_told
from bot.services.ports import Clock, UnitOfWork
from bot.services.relay import Relay


class Shipping:
    """Once for each ticket and release, however often it is said."""

    def __init__(
        self, uow: UnitOfWork, clock: Clock, *, effects: Effects, relay: Relay, linking: Linking
    ) -> None:
        self.uow = uow
        self.clock = clock
        self.effects = effects
        self.relay = relay
        self.linking = linking

    async def ship(self, agent: Agent, ticket: Ticket, given: str) -> None:
        """`/ship RELEASE`, for all tickets of the product that wait for it, and for the one where it is said
        if that waits for no other; and for the incidents of them all."""
        waiting = await self.uow.tickets.awaiting_release(ticket.product_id)
        release = read_release(given)
        known = sorted({each.awaited for each in waiting if each.awaited and each.shipped is None})
        if release is None:
            raise errors.ReleaseWanted(known=known)
        theirs = [
            each
            for each in waiting
            if _waits_for(release, each) and each.allows(Event.SHIPPED, at=self.clock.now())
        ]
        if ticket.awaited is None and waits_for_update(ticket):
            theirs.append(ticket)
        known_already = {each.id for each in theirs}
        theirs += [
            incident
            for problem in theirs
            if problem.ties.incidents
            for incident in await self.uow.tickets.incidents_of(problem.name)
            if incident.id not in known_already and self._is_answered_by(release, incident)
        ]
        if not theirs:
            raise errors.NobodyWaits(given=release, meant=release_like(release, known))
        fresh = [each for each in theirs if each.shipped is None or not same_release(each.shipped, release)]
        for each in fresh:
            await self._prepare(agent, each, release)
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "shipped_told",
                release=release,
                prepared=[each.name for each in fresh],
                before=[each.name for each in theirs if each not in fresh],
            )
        )

    async def send(self, agent: Agent, ticket: Ticket, mark: str, preview: Source) -> None:
        """`Send` under the preview: the answer goes to the customer, and resolves the ticket."""
        release = ticket.shipped
        if release is None or mark != release_mark(release) or await self.uow.messages.at(preview):
            raise errors.OutdatedButton
        at, by = self.clock.now(), Actor.agent(agent.id)
        ticket.require_ready_to_resolve(at=at)
        answer = Message(by, preview, at, text=release, as_is=False, purpose=Purpose.RESOLUTION)
        answer.ticket_id = ticket.id
        await self.uow.messages.add(answer)
        if ticket.assignee_id is None:
            await self.effects.carry_out(ticket, ticket.take(agent.id, at=at))
        self.uow.deliver(release_told(ticket, answer.id, release))
        await self.relay.queue_resolution(ticket, answer, at=at, release=release)
        await self.linking.offer(ticket, answer)

    def _is_answered_by(self, release: str, incident: Ticket) -> bool:
        """What is itself with specialists may wait for another one."""
        waits = incident.awaited is None or _waits_for(release, incident)
        return waits and incident.allows(Event.SHIPPED, at=self.clock.now())

    async def _prepare(self, agent: Agent, ticket: Ticket, release: str) -> None:
        outcome = ticket.ship(release, by=Actor.agent(agent.id), at=self.clock.now())
        await self.effects.carry_out(ticket, outcome)
        customer = await self.uow.customers.get(ticket.customer_id)
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "ship_preview",
                ticket=ticket.name,
                product=ticket.product_id,
                release=release,
                mark=release_mark(release),
                language=customer.language,
            )
        )


def _waits_for(release: str, ticket: Ticket) -> bool:
    return ticket.awaited is not None and same_release(ticket.awaited, release)
