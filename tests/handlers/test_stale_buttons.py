"""Every kind of button, pressed when its ticket has ended: nothing changes, and who decides is told why."""

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.channels.telegram.callbacks import DeskDo, DeskPress, TicketDo, TicketPress
from storage.tables import events, tickets
from tests.journeys.helpers import (
    Ticket,
    answered,
    find_ticket,
    press,
    press_data,
    register,
    sees_state,
    stored,
)
from tests.people import AgentPerson, CustomerPerson

LOOKS = {TicketDo.SHOW, TicketDo.HISTORY, TicketDo.WRITE, TicketDo.NEW}
"""Change nothing in the ticket at any time."""

DESK_LOOKS = {DeskDo.MORE, DeskDo.HISTORY, DeskDo.DUE_TIMES, DeskDo.NOTE, DeskDo.SPLIT, DeskDo.CANNED_DROP}
ARGUMENTS = {DeskDo.CLOSE_FOR: "spam", DeskDo.SPLIT_OFF: "99-99", DeskDo.ASSIGN_TO: "1-0"}


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
async def closed(bot: App, customer: CustomerPerson, agent: AgentPerson) -> Ticket:
    ticket = await find_ticket(agent, await register(customer))
    agent.writes("/close duplicate", thread=ticket.thread)
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("duplicate"))
    return ticket


async def as_stored(bot: App) -> object:
    """The tickets, and how long their logs are."""
    return await stored(bot, select(tickets)), await stored(bot, select(func.count(events.c.id)))


async def presses_each(bot: App, customer: CustomerPerson) -> None:
    message, before = customer.from_bot()[-1], await as_stored(bot)
    for do in TicketDo:
        data = TicketPress(ticket=1, do=do, no=1).pack()
        made = await answered(customer, press_data(customer, message, data))
        assert bool(made.text) == (do not in LOOKS), do
        assert await as_stored(bot) == before, do


async def test_a_customers_buttons_of_a_closed_ticket(
    bot: App, customer: CustomerPerson, closed: Ticket
) -> None:
    await presses_each(bot, customer)


async def test_a_customers_buttons_of_a_merged_ticket(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    merged = await find_ticket(agent, await register(customer))
    await find_ticket(agent, await register(customer, "service", subject="Второй"))
    agent.writes("/merge EC-2", thread=merged.thread)
    await press(agent, await agent.reads("→", thread=merged.thread), agent._("Merge"))
    await sees_state(agent, merged, "Merged into {other}", other="EC-2")

    await presses_each(bot, customer)


async def test_an_agents_buttons_of_a_closed_ticket(bot: App, agent: AgentPerson, closed: Ticket) -> None:
    message, before = agent.card(closed.thread), await as_stored(bot)
    for do in DeskDo:
        data = DeskPress(ticket=1, do=do, arg=ARGUMENTS.get(do, "99")).pack()
        made = await answered(agent, press_data(agent, message, data))
        assert bool(made.text) == (do not in DESK_LOOKS), do
        assert await as_stored(bot) == before, do
