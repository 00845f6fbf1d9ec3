"""A customer withdraws a ticket, at any time, after a second thought."""

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.faults import Fault
from storage.tables import tickets
from tests.journeys.helpers import (
    Ticket,
    catch_up,
    press,
    presses_at_once,
    register,
    resolve,
    sees_state,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled


@pytest.fixture
async def question(customer: CustomerPerson, ticket: Ticket) -> Message:
    """Whether the ticket is really to be withdrawn."""
    registered = customer.from_bot()[-1]
    await press(customer, registered, customer._("Withdraw"))
    return await customer.reads()


async def withdrawn(customer: CustomerPerson, agent: AgentPerson, ticket: Ticket) -> None:
    told = await customer.reads()
    assert body(told) == customer._("{ticket} is withdrawn and closed.").format(ticket="EC-1")
    assert labels(told) == [customer._("New request")]
    await agent.reads(agent._("The customer withdrew the ticket."), thread=ticket.thread)
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("withdrawn"))


async def test_withdraw_asks_first(
    bot: App, customer: CustomerPerson, ticket: Ticket, question: Message
) -> None:
    _ = customer._
    assert body(question).startswith(_("Withdraw {ticket}?").format(ticket="EC-1"))
    assert labels(question) == [_("Yes, withdraw"), _("Keep it")]
    assert await stored(bot, select(tickets.c.state)) == [("new",)]


async def test_yes_withdraws_and_tells_both_sides(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, question: Message
) -> None:
    await press(customer, question, customer._("Yes, withdraw"))

    await withdrawn(customer, agent, ticket)


async def test_keep_leaves_everything_as_it_was(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, question: Message
) -> None:
    await press(customer, question, customer._("Keep it"))

    assert body(await customer.reads()) == customer._("OK, we will keep working on {ticket}.").format(
        ticket="EC-1"
    )
    assert await stored(bot, select(tickets.c.state)) == [("new",)]
    assert unread(agent, ticket.thread) == []


async def test_a_double_press_withdraws_once(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, question: Message
) -> None:
    presses_at_once(customer, question, customer._("Yes, withdraw"))
    late = await press(customer, question, customer._("Yes, withdraw"))

    assert late.text == customer._("This cannot be done now. State: {state}.").format(
        state=customer._("Closed")
    )
    await withdrawn(customer, agent, ticket)
    await settled()
    assert unread(customer) == []


async def test_withdraw_from_the_tickets_window_and_of_a_taken_ticket(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    customer.writes("/ticket EC-1")
    await press(customer, await customer.reads(), customer._("Withdraw"))
    await press(customer, await customer.reads(), customer._("Yes, withdraw"))

    await withdrawn(customer, agent, taken)


async def test_a_closed_ticket_is_not_withdrawn(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, question: Message
) -> None:
    registered = next(each for each in customer.from_bot() if customer._("Copy the number") in labels(each))
    agent.writes("/close duplicate", thread=ticket.thread)
    await customer.reads(customer._("duplicate"))

    for message, label in ((registered, "Withdraw"), (question, "Yes, withdraw")):
        late = await press(customer, message, customer._(label))
        assert late.text == customer._("This cannot be done now. State: {state}.").format(
            state=customer._("Closed")
        )
    assert unread(customer) == []


async def test_a_completed_ticket_can_still_be_withdrawn(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    registered = customer.from_bot()[-1]
    await resolve(agent, customer, taken)
    await press(customer, registered, customer._("Withdraw"))
    await press(customer, await customer.reads(), customer._("Yes, withdraw"))

    await withdrawn(customer, agent, taken)


async def test_an_answer_that_waits_is_cancelled_by_a_withdrawal(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, question: Message
) -> None:
    """The message before it keeps the lane busy while the customer presses."""
    slow = Fault("copyMessage", chat_id=customer.id, kind="slow", seconds=0.6)
    agent.world.faults.add(slow)
    agent.writes("Проверяем.", thread=ticket.thread)
    await agent.until(lambda: agent.world.updates_pending() == 0)
    await settled(0.1)
    agent.writes("/resolve Обновите страницу.", thread=ticket.thread)
    await agent.until(lambda: agent.world.updates_pending() == 0)
    await settled(0.1)
    await press(customer, question, customer._("Yes, withdraw"))

    await customer.reads(customer._("{ticket} is withdrawn and closed.").format(ticket="EC-1"))
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("withdrawn"))
    await settled()
    said = [body(each) for each in customer.from_bot()]
    assert "Обновите страницу." not in said
    assert not any(customer._("Confirm") in labels(each) for each in customer.from_bot())


async def test_a_resolution_that_arrives_after_the_withdrawal_changes_nothing(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, question: Message
) -> None:
    slow = Fault("sendMessage", chat_id=customer.id, kind="slow", seconds=0.5)
    agent.world.faults.add(slow)
    agent.writes("/resolve Обновите страницу.", thread=ticket.thread)
    await agent.until(lambda: agent.world.updates_pending() == 0)
    await settled(0.1)
    await press(customer, question, customer._("Yes, withdraw"))
    await customer.reads(customer._("{ticket} is withdrawn and closed.").format(ticket="EC-1"))
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("withdrawn"))
    await settled()

    assert not any(customer._("Confirm") in labels(each) for each in customer.from_bot())


async def test_withdrawing_one_ticket_leaves_the_other_alone(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, question: Message
) -> None:
    await register(customer, subject="Второй")
    catch_up(customer)
    await press(customer, question, customer._("Yes, withdraw"))
    await withdrawn(customer, agent, ticket)

    assert await stored(bot, select(tickets.c.state).order_by(tickets.c.id)) == [("closed",), ("new",)]
