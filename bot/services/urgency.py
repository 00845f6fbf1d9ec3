"""How urgent a ticket is: agents change it, and customers read why it is less urgent than they thought."""

from bot.domain import errors
from bot.domain.delivery import words_to_desk
from bot.domain.message import Audience, Message
from bot.domain.people import Actor, Agent
from bot.domain.priorities import Priority
from bot.domain.ticket import Ticket
from bot.services.desk_ports import Intent, IntentKind
from bot.services.effects import Effects
from bot.services.entitlements import Entitlements
from bot.services.ports import Clock, UnitOfWork


class Urgency:
    def __init__(
        self, uow: UnitOfWork, clock: Clock, *, effects: Effects, entitlements: Entitlements
    ) -> None:
        self.uow = uow
        self.clock = clock
        self.effects = effects
        self.entitlements = entitlements

    async def reason_given(self, agent: Agent, ticket: Ticket, message: Message, key: str) -> None:
        """Why it becomes less urgent comes with the next message; `key` is the priority."""
        message.audience = Audience.NOTE
        await self.uow.messages.add(message)
        await self.change(agent, ticket, key, message.text)

    async def change(self, agent: Agent, ticket: Ticket, given: str, because: str) -> None:
        """To the priority of this name. Raising is free, lowering needs a reason."""
        priority = _priority(given)
        at = self.clock.now()
        called = ticket.is_called_out
        transition = ticket.change_priority(
            priority,
            by=Actor.agent(agent.id),
            at=at,
            because=because.strip(),
            used=self.effects.agenda.used(ticket, at=at),
        )
        await self.effects.carry_out(ticket, transition)
        await self.entitlements.call_out(ticket, called=called)

    async def press(self, agent: Agent, ticket: Ticket, given: str) -> None:
        """One of the buttons: where a reason is needed, the agent's next message gives it."""
        if _priority(given).rank >= ticket.priority.rank:
            await self.change(agent, ticket, given, "")
            return
        ticket.require_live()
        await self.uow.intents.expect(
            agent.id, ticket.id, Intent(IntentKind.LOWERING, self.clock.now(), key=given)
        )
        self.uow.deliver(words_to_desk(ticket.id, "expect_lowering", agent=agent.name, agent_id=agent.id))

    async def offer(self, ticket: Ticket) -> None:
        """`Priority`: which?"""
        ticket.require_live()
        self.uow.deliver(
            words_to_desk(ticket.id, "which_priority", ticket=ticket.name, priority=ticket.priority.value)
        )


def _priority(given: str) -> Priority:
    try:
        return Priority(given.lower())
    except ValueError:
        raise errors.UnknownPriority(given=given, known=[each.value for each in Priority]) from None
