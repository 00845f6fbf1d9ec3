"""What happened to a ticket: everything for agents, their own side for customers."""

import pytest

from bot.app import App
from tests.journeys.helpers import (
    Ticket,
    answer,
    confirm,
    find_ticket,
    press,
    register,
    resolve,
    sees_state,
)
from tests.people import AgentPerson, CustomerPerson, body


@pytest.fixture
async def worked(bot: App, customer: CustomerPerson, agent: AgentPerson) -> Ticket:
    """A ticket with a whole life."""
    ticket = await find_ticket(agent, await register(customer))
    await answer(agent, customer, ticket, "Проверяем.")
    customer.writes("Жду")
    await agent.reads("Жду", thread=ticket.thread)
    customer.writes("Очень жду")
    await agent.reads("Очень жду", thread=ticket.thread)
    rating = await confirm(customer, await resolve(agent, customer, ticket))
    await press(customer, rating, "5")
    await customer.reads()
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("confirmed"))
    return ticket


@pytest.mark.parametrize("language", ["ru"])
async def test_agents_read_everything_with_names(agent: AgentPerson, worked: Ticket) -> None:
    agent.writes("/history", thread=worked.thread)
    told = await agent.reads("EC-1: история", thread=worked.thread)

    assert [line.partition(" · ")[2] for line in body(told).splitlines()[1:]] == [
        "клиент зарегистрировал запрос",
        "Ольга: запрос взят в работу",
        "Ольга: ответ клиенту",
        "сообщение клиента (×2)",
        "Ольга: итоговый ответ",
        "клиент подтвердил решение",
        "оценка клиента: 5 из 5",
    ]


async def test_customers_read_their_own_side(customer: CustomerPerson, worked: Ticket) -> None:
    customer.writes("/ticket EC-1")
    await press(customer, await customer.reads("EC-1"), customer._("History"))
    told = await customer.reads(customer._("{ticket}: history").format(ticket="EC-1"))

    assert [line.partition(" · ")[2] for line in body(told).splitlines()[1:]] == [
        customer._("request registered"),
        customer._("work began"),
        customer._("we answered"),
        customer._("you wrote") + " (×2)",
        customer._("we sent the final answer"),
        customer._("you confirmed the solution"),
        customer._("you rated the answer: {stars} of 5").format(stars=5),
    ]
    assert "Ольга" not in body(told)
