"""Who works on a ticket."""

from bot.domain import errors
from bot.domain.delivery import words_to_desk
from bot.domain.group import StaffGroup
from bot.domain.people import Actor, Agent
from bot.domain.ticket import Ticket
from bot.services.effects import Effects
from bot.services.ports import Clock, UnitOfWork

OFFERED = 20
"""How many colleagues are offered to assign a ticket to."""


class Assignment:
    """Taking, handing over, returning."""

    def __init__(self, uow: UnitOfWork, clock: Clock, *, effects: Effects) -> None:
        self.uow = uow
        self.clock = clock
        self.effects = effects

    async def take(self, agent: Agent, ticket: Ticket) -> None:
        """Exactly one of two wins, and the other learns who it was."""
        if ticket.assignee_id not in {None, agent.id}:
            winner = await self.uow.agents.get(ticket.assignee_id or 0)
            raise errors.AlreadyTaken(agent=winner.name, ticket=ticket.name)
        if ticket.assignee_id == agent.id:
            raise errors.AlreadyYours(ticket=ticket.name)
        await self.effects.carry_out(ticket, ticket.take(agent.id, at=self.clock.now()))
        if not ticket.blocker:
            await self._name_waiting_blocker(ticket)

    async def _name_waiting_blocker(self, ticket: Ticket) -> None:
        """Who took something else may have overlooked it."""
        place = await self.uow.places.get(ticket.id)
        if place.group is None:
            return
        waiting = await self.uow.tickets.queue(place.group, limit=1, unclaimed_blockers=True)
        if waiting:
            (blocker,) = waiting
            self.uow.deliver(
                words_to_desk(ticket.id, "blocker_waits", number=blocker.name, subject=blocker.subject)
            )

    async def release(self, agent: Agent, ticket: Ticket) -> None:
        transition = ticket.release(by=Actor.agent(agent.id), at=self.clock.now())
        await self.effects.carry_out(ticket, transition)

    async def assign(self, agent: Agent, ticket: Ticket, colleague: Agent) -> None:
        """To a colleague, who is called by name, or to oneself."""
        if ticket.assignee_id == colleague.id:
            raise errors.AlreadyTaken(agent=colleague.name, ticket=ticket.name)
        transition = ticket.assign(colleague.id, by=Actor.agent(agent.id), at=self.clock.now())
        await self.effects.carry_out(ticket, transition)
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "assigned",
                ticket=ticket.name,
                agent=agent.name,
                agent_id=agent.id,
                to=colleague.as_json(),
            )
        )

    async def assign_to(self, agent: Agent, ticket: Ticket, name: str, group: StaffGroup) -> None:
        """By @username or by name; the name may be a part of it, where only one of the group has it."""
        found = await self.uow.agents.named(name, chat_id=group.chat_id)
        if len(found) != 1:
            raise errors.UnknownAgent(given=name)
        await self.assign(agent, ticket, found[0])

    async def assign_by_button(
        self, agent: Agent, ticket: Ticket, colleague_id: int, group: StaffGroup, *, seen_assignee: int
    ) -> None:
        """Of two who choose at once one wins, and the other is told who has the ticket."""
        if seen_assignee != (ticket.assignee_id or 0):
            if ticket.assignee_id is None:
                raise errors.OutdatedButton
            winner = await self.uow.agents.get(ticket.assignee_id)
            raise errors.AlreadyTaken(agent=winner.name, ticket=ticket.name)
        members = await self.uow.agents.all(chat_id=group.chat_id, limit=OFFERED)
        colleagues = {each.id: each for each in members}
        if colleague_id not in colleagues:
            raise errors.OutdatedButton
        await self.assign(agent, ticket, colleagues[colleague_id])

    async def offer(self, ticket: Ticket, group: StaffGroup) -> None:
        """`Assign`: to whom?"""
        ticket.require_active()
        agents = await self.uow.agents.all(chat_id=group.chat_id, limit=OFFERED)
        self.uow.deliver(
            words_to_desk(
                ticket.id,
                "assign_to_whom",
                ticket=ticket.name,
                agents=[each.as_json() for each in agents if each.id != ticket.assignee_id],
                seen=ticket.assignee_id or 0,
            )
        )
