"""Closing without an answer: the reason is one of a list, and the customer learns it, except for spam."""

import pytest
from sqlalchemy import select

from bot.app import App
from storage.tables import tickets
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    press,
    register,
    resolve,
    sees_state,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels

REASONS = {
    "confirmed_by_phone": "confirmed by phone",
    "no_answer": "no answer to our question",
    "unreachable": "nobody could be reached",
    "no_entitlement": "no valid support contract",
    "duplicate": "duplicate",
}


@pytest.mark.parametrize("reason", list(REASONS))
async def test_close_with_a_reason_tells_both_sides(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, reason: str
) -> None:
    agent.writes(f"/close {reason}", thread=ticket.thread)

    told = await customer.reads()
    assert body(told).startswith(
        customer._("{ticket} is closed: {reason}.").format(ticket="EC-1", reason=customer._(REASONS[reason]))
    )
    assert labels(told) == [customer._("New request")]
    words = agent._(REASONS[reason])
    await agent.reads(agent._("Closed: {reason}.").format(reason=words), thread=ticket.thread)
    await sees_state(agent, ticket, "Closed ({reason})", reason=words)
    assert await stored(bot, select(tickets.c.state, tickets.c.closing_reason)) == [("closed", reason)]


async def test_close_without_a_reason_offers_those_there_are(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    _ = agent._
    agent.writes("/close", thread=ticket.thread)
    asked = await agent.reads(
        _("Choose a reason for closing {ticket}.").format(ticket="EC-1"), thread=ticket.thread
    )
    assert labels(asked) == [_(words).capitalize() for words in (*REASONS.values(), "spam")]
    assert unread(customer) == []

    await press(agent, asked, _("duplicate").capitalize())

    await sees_state(agent, ticket, "Closed ({reason})", reason=_("duplicate"))
    assert customer._("duplicate") in body(await customer.reads())


async def test_a_wrong_reason_is_refused_with_the_right_ones(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/close потому что надоело", thread=ticket.thread)

    told = body(await agent.reads(thread=ticket.thread))

    assert "потому что надоело" in told
    for reason, words in (REASONS | {"spam": "spam"}).items():
        assert reason in told
        assert agent._(words) in told
    assert agent._("Registered") in body(agent.card(ticket.thread))
    agent.writes("/close DUPLICATE", thread=ticket.thread)
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("duplicate"))


@pytest.mark.parametrize("way", ["command", "button"])
async def test_closed_for_spam_tells_the_customer_nothing(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, way: str
) -> None:
    if way == "command":
        agent.writes("/close spam", thread=ticket.thread)
    else:
        agent.writes("/close", thread=ticket.thread)
        await press(agent, await agent.reads(thread=ticket.thread), agent._("spam").capitalize())
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("spam"))
    customer.writes("/help")

    assert customer._("/new: a new request") in body(await customer.reads())
    assert unread(customer) == []


async def test_a_second_close_is_refused(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/close", thread=ticket.thread)
    asked = await agent.reads(thread=ticket.thread)
    await press(agent, asked, agent._("duplicate").capitalize())
    late = await press(agent, asked, agent._("spam").capitalize())

    refusal = agent._("This cannot be done now. State: {state}.").format(state=agent._("Closed"))
    assert late.text == refusal
    await agent.reads(agent._("Closed: {reason}.").format(reason=agent._("duplicate")), thread=ticket.thread)
    catch_up(agent, ticket.thread)
    agent.writes("/close", thread=ticket.thread)
    assert body(await agent.reads(thread=ticket.thread)) == refusal


async def test_a_completed_ticket_is_closed_when_the_customer_confirmed_by_phone(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    question = await resolve(agent, customer, ticket)
    agent.writes("/close confirmed_by_phone", thread=ticket.thread)
    assert customer._("confirmed by phone") in body(await customer.reads())

    late = await press(customer, question, customer._("Confirm"))

    assert late.text == customer._("This cannot be done now. State: {state}.").format(
        state=customer._("Closed")
    )


async def test_what_waits_on_the_way_to_the_customer_still_arrives_before_the_closing(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    customer.world.block(customer.id)
    agent.writes("Проверяем.", thread=ticket.thread)
    await agent.reads(agent._("the customer has blocked the bot"), thread=ticket.thread)
    agent.writes("/close unreachable", thread=ticket.thread)
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("nobody could be reached"))
    customer.starts()
    await customer.reads("Проверяем.")
    await customer.reads(customer._("nobody could be reached"))


async def test_closing_one_ticket_leaves_the_other_alone(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    await register(customer, subject="Второй")
    agent.writes("/close duplicate", thread=ticket.thread)
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("duplicate"))
    other = await agent.topic_of("EC-2")

    await answer(agent, customer, Ticket("EC-2", other), "Проверяем второй.")

    assert agent._("In progress") in body(await agent.sees_on_card(other, "Ольга"))
