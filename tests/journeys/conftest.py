"""What most journeys begin with: a ticket that an agent has found."""

from datetime import date

import pytest

from bot.app import App
from bot.sandbox.world import World
from tests.journeys.helpers import Ticket, catch_up, find_ticket, register
from tests.journeys.silence import a_morning_begins
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


@pytest.fixture
def day(world: World) -> date:
    """On which the story begins; it is morning."""
    return a_morning_begins(world)


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it does not matter within how many seconds a moment is noticed."""
    monkeypatch.setattr("bot.services.clock_watch.LOOK_SECONDS", 0.1)
    monkeypatch.setattr("bot.services.reading.SHORT_POLL", 1)
