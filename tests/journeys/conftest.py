"""What most journeys begin with: a ticket that an agent has found."""

import pytest

from bot.app import App
from tests.journeys.helpers import Ticket, catch_up, find_ticket, register
from tests.people import AgentPerson, CustomerPerson


@pytest.fixture
async def ticket(bot: App, customer: CustomerPerson, agent: AgentPerson) -> Ticket:
    """The customer's, new; both have read everything so far."""
    return await find_ticket(agent, await register(customer))


@pytest.fixture
def colleague(colleague: AgentPerson, ticket: Ticket) -> AgentPerson:
    """Another agent, who has read the ticket too."""
    catch_up(colleague, ticket.thread)
    return colleague


@pytest.fixture
async def taken(ticket: Ticket, agent: AgentPerson) -> Ticket:
    """The ticket, with the agent as its assignee."""
    await agent.presses(agent._("Take"), thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, "Ольга")
    return ticket
