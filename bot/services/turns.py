"""Round robin: a ticket that nobody has goes to whoever of those on duty has waited longest for one."""

from bot.domain.people import Agent
from bot.domain.states import Event
from bot.domain.ticket import Ticket
from bot.services.effects import Effects
from bot.services.ports import Clock, UnitOfWork


class Turns:
    def __init__(self, uow: UnitOfWork, clock: Clock, *, effects: Effects) -> None:
        self.uow = uow
        self.clock = clock
        self.effects = effects

    async def give_out(self, ticket: Ticket, *, is_new: bool = False) -> Agent | None:
        """Where the ticket's group wants it so, and somebody is on duty; else it stays in the queue.

        `is_new`: its card is still to be sent, and names the assignee at no further call.
        """
        at = self.clock.now()
        if ticket.assignee_id is not None or not ticket.allows(Event.GIVEN_IN_TURN, at=at):
            return None
        place = await self.uow.places.get(ticket.id, ticket.works_at)
        group = await self.uow.groups.find(place.group) if place.group is not None else None
        if group is None or not group.round_robin:
            return None
        chosen = await self.uow.members.next_in_turn(group.chat_id, at=at)
        if chosen is None:
            return None
        outcome = ticket.give_in_turn(chosen, at=at)
        if is_new:
            ticket.card_is_old = False
        await self.effects.carry_out(ticket, outcome)
        return await self.uow.agents.get(chosen)
