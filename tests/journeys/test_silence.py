"""A resolved ticket about which its customer says nothing: a reminder, and the closing, at their moments."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.helpers import (
    Ticket,
    catch_up,
    find_ticket,
    press,
    register,
    resolve,
    running_in_world_time,
    sees_state,
    unread,
)
from tests.journeys.silence import a_morning_begins, clock_of, wait_until
from tests.people import AgentPerson, CustomerPerson, body, labels, settled

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
NOTICED = 6.0
"""Seconds of the wall clock within which a passed moment has been noticed, and a little more."""


@pytest.fixture
def morning(world: World) -> None: ...


@pytest.fixture
async def day(world: World) -> date:
    """Of the answer."""
    return await a_morning_begins(world)


@pytest.fixture
async def bot(settings: Settings, world: World, day: date) -> AsyncIterator[App]:
    async with running_in_world_time(settings, world) as bot:
        yield bot


@pytest.fixture
async def resolved(bot: App, customer: CustomerPerson, agent: AgentPerson) -> Ticket:
    ticket = await find_ticket(agent, await register(customer))
    await resolve(agent, customer, ticket)
    await sees_state(agent, ticket, "Completed")
    catch_up(customer)
    catch_up(agent, ticket.thread)
    return ticket


async def test_three_days_of_silence_close_the_ticket_after_one_reminder_and_not_a_second_before(
    world: World, customer: CustomerPerson, agent: AgentPerson, resolved: Ticket, day: date
) -> None:
    last = day + 3 * DAY
    await wait_until(world, clock_of(world, last, "09:00") - 30 * SECOND)
    await settled(1.5)
    assert unread(customer) == []

    await wait_until(world, clock_of(world, last, "09:00"))
    reminder = await customer.reads("EC-1")
    assert customer._("Is the problem solved?") in body(reminder)
    assert "24:00" in body(reminder)
    assert customer._("Confirm") in labels(reminder)

    await wait_until(world, clock_of(world, last + DAY, "00:00") - 30 * SECOND)
    await settled(3)
    assert unread(customer) == []
    await sees_state(agent, resolved, "Completed")

    await wait_until(world, clock_of(world, last + DAY, "00:00"))
    closed = await customer.reads("EC-1")
    assert labels(closed) == [customer._("Reopen"), customer._("New request")]
    await agent.reads(agent._("no objections received"), thread=resolved.thread)
    await press(customer, closed, customer._("Reopen"))
    await sees_state(agent, resolved, "In progress")
