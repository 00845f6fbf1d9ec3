"""Buttons whose words come with an agent's next message."""

from bot.domain.amends import topic_for_a_word
from bot.domain.delivery import words_to_desk
from bot.domain.people import Agent
from bot.domain.states import State
from bot.domain.ticket import Ticket
from bot.services.desk_ports import Intent
from bot.services.ports import UnitOfWork


async def expect_words(uow: UnitOfWork, agent: Agent, ticket: Ticket, intent: Intent) -> None:
    """The agent's next message in the ticket is this, and they are told so."""
    await uow.intents.expect(agent.id, ticket.id, intent)
    if ticket.state is State.CLOSED:
        uow.deliver(topic_for_a_word(ticket.id))
    kind = intent.kind
    uow.deliver(words_to_desk(ticket.id, f"expect_{kind}", agent=agent.name, agent_id=agent.id))
