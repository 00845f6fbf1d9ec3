"""A customer who owes an answer is reminded, and then agents decide."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import timers
from tests.journeys.helpers import (
    Ticket,
    catch_up,
    pass_time,
    press,
    running_in_world_time,
    sees_state,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, settled

DAY = timedelta(days=1)


@pytest.fixture
async def bot(settings: Settings, world: World) -> AsyncIterator[App]:
    """It is noon at e-Comet's, where every day is a working day."""
    now = world.clock.now()
    world.clock.move(now.replace(hour=9, minute=0, second=0) + DAY - now)
    async with running_in_world_time(settings, world) as app:
        yield app


@pytest.fixture
async def question(customer: CustomerPerson, agent: AgentPerson, ticket: Ticket) -> Message:
    """As the customer has it."""
    agent.writes("/ask Какой браузер?", thread=ticket.thread)
    asked = await customer.reads("Какой браузер?")
    await sees_state(agent, ticket, "Waiting for your answer")
    catch_up(agent, ticket.thread)
    return asked


async def test_after_one_three_and_seven_business_days_and_then_agents_decide(
    bot: App,
    world: World,
    customer: CustomerPerson,
    agent: AgentPerson,
    ticket: Ticket,
    question: Message,
) -> None:
    for days in (1, 2, 4):
        assert unread(agent, ticket.thread) == []
        await pass_time(world, days * DAY)
        reminder = await customer.reads("⏳")
        assert "EC-1" in body(reminder)
        assert reminder["reply_to_message"]["message_id"] == question["message_id"]

    task = await agent.reads("@olga", thread=ticket.thread)
    assert "7" in body(task)
    await pass_time(world, 2 * DAY)
    await settled()
    assert unread(customer) == []
    await sees_state(agent, ticket, "Waiting for your answer")

    await press(agent, task, agent._("Close: no answer"))
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("no answer to our question"))


@pytest.mark.parametrize("language", ["ru"])
async def test_the_answer_ends_the_reminders_and_may_reply_to_one(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, question: Message
) -> None:
    await pass_time(world, DAY)
    reminder = await customer.reads("⏳")
    customer.writes("Firefox", reply_to=reminder["message_id"])
    await sees_state(agent, ticket, "In progress")

    assert await stored(bot, select(timers).where(timers.c.kind == "question_reminder")) == []
    await pass_time(world, 2 * DAY)
    await settled()
    assert [each for each in unread(customer) if "⏳" in body(each)] == []
