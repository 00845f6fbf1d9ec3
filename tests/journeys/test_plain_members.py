"""Agents who are plain members of the group, with no right that others have not."""

import pytest

from bot.app import App
from bot.sandbox.model import Chat, Topic
from bot.sandbox.world import World
from tests.journeys.desk import joins
from tests.journeys.helpers import Ticket, answer, catch_up, confirm, find_ticket, press, resolve, sees_state
from tests.people import AgentPerson, CustomerPerson, body


@pytest.fixture
def agent(world: World, staff_group: Chat, language: str) -> AgentPerson:
    return joins(world, staff_group, "Ольга", language)


@pytest.fixture
def colleague(world: World, staff_group: Chat, language: str) -> AgentPerson:
    return joins(world, staff_group, "Максим", language)


def topic(agent: AgentPerson, ticket: Ticket) -> Topic:
    return next(each for each in agent.world.topics(agent.chat_id) if each.message_thread_id == ticket.thread)


async def test_a_tickets_whole_life_needs_no_rights_in_the_group(
    bot: App, customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson
) -> None:
    ticket = await find_ticket(agent, await customer.registers())
    catch_up(colleague, ticket.thread)
    await agent.presses(agent._("Take"), thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, "Ольга")
    await answer(agent, customer, ticket, "Смотрим, спасибо.")
    written = colleague.writes("Может быть, старый тариф?", thread=ticket.thread)
    asked = await colleague.reads("Ольга", thread=ticket.thread)
    assert asked["reply_to_message"]["message_id"] == written["message_id"]
    await press(colleague, asked, colleague._("Note"))
    await confirm(customer, await resolve(agent, customer, ticket, "Исправили."))
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("confirmed"))

    await agent.until(lambda: topic(agent, ticket).closed)
    with pytest.raises(ValueError, match="closed"):
        colleague.writes("Да, старый тариф.", thread=ticket.thread)
    catch_up(colleague, ticket.thread)
    await press(colleague, colleague.card(ticket.thread), colleague._("More"))
    await press(colleague, await colleague.reads("EC-1", thread=ticket.thread), colleague._("Note"))
    await colleague.until(lambda: not topic(agent, ticket).closed)
    colleague.writes("Да, старый тариф.", thread=ticket.thread)
    await agent.until(lambda: topic(agent, ticket).closed)
    catch_up(agent, ticket.thread)
    await press(agent, agent.card(ticket.thread), agent._("More"))
    await press(agent, await agent.reads("EC-1", thread=ticket.thread), agent._("History"))
    history = body(
        await agent.reads(agent._("{ticket}: history").format(ticket="EC-1"), thread=ticket.thread)
    )
    assert agent._("the customer confirmed the solution") in history
    assert not any("тариф" in body(each) for each in customer.from_bot())
