"""Raising a priority is free; lowering it takes a reason, which the customer reads."""

import pytest
from sqlalchemy import select

from bot.app import App
from storage.tables import tickets
from tests.journeys.helpers import Ticket, catch_up, press, stored, unread
from tests.people import AgentPerson, CustomerPerson, body, labels, settled

REASON = "Есть обходной путь: отчёт в PDF"


def line(agent: AgentPerson, priority: str) -> str:
    """Of the card."""
    return (
        agent._("Type: {type} · Priority: {priority}").partition(" · ")[2].format(priority=agent._(priority))
    )


async def test_lowering_by_command_needs_a_reason_that_the_customer_reads(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    catch_up(customer)
    agent.writes("/priority low", thread=ticket.thread)
    await agent.reads("/priority", thread=ticket.thread)
    assert await stored(bot, select(tickets.c.priority)) == [("normal",)]

    agent.writes(f"/priority LOW {REASON}", thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, line(agent, "low"))
    told = await customer.reads("EC-1")
    assert agent._("low") in body(told)
    assert REASON in body(told)
    await agent.reads(REASON, thread=ticket.thread)


async def test_lowering_by_button_asks_for_the_reason(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    catch_up(customer)
    await press(agent, agent.card(ticket.thread), agent._("More"))
    await agent.presses(agent._("Priority"), thread=ticket.thread)
    asked = await agent.reads(
        agent._("{ticket}: which priority? Now: {priority}.").format(
            ticket="EC-1", priority=agent._("normal")
        ),
        thread=ticket.thread,
    )
    assert labels(asked) == [agent._(each).capitalize() for each in ("critical", "high", "low")]
    await press(agent, asked, agent._("low").capitalize())
    await agent.reads("Ольга", thread=ticket.thread)
    agent.writes(REASON, thread=ticket.thread)

    await agent.sees_on_card(ticket.thread, line(agent, "low"))
    assert REASON in body(await customer.reads("EC-1"))
    agent.writes("/history", thread=ticket.thread)
    changed = agent._("{who} changed the priority to {priority}").format(who="Ольга", priority=agent._("low"))
    await agent.reads(changed, thread=ticket.thread)


@pytest.mark.parametrize("language", ["ru"])
async def test_critical_makes_a_blocker_and_raising_says_nothing_to_the_customer(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    catch_up(customer)
    agent.writes("/priority critical", thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, "🔴")
    agent.writes("/priority high Разобрались", thread=ticket.thread)
    await agent.until(lambda: "🔴" not in body(agent.card(ticket.thread)))

    await customer.reads("Разобрались")
    await settled()
    assert unread(customer) == []


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_priority_that_there_is_not_is_answered_with_those_that_there_are(
    bot: App, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/priority срочно", thread=ticket.thread)
    await agent.reads("low, normal, high, critical", thread=ticket.thread)
    agent.writes("/priority normal", thread=ticket.thread)
    await agent.reads(agent._("The ticket has this priority already."), thread=ticket.thread)
    assert await stored(bot, select(tickets.c.priority)) == [("normal",)]
