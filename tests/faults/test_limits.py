"""Telegram says “too many requests”: that chat waits, the others go on, and nothing is lost."""

import time

import pytest

from bot.app import App
from bot.channels.telegram.limits import TELEGRAMS
from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.helpers import (
    Ticket,
    answer,
    find_ticket,
    marked,
    new_customer,
    press,
    reach,
    register,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, settled
from tests.running import running


@pytest.fixture
def language() -> str:
    return "ru"


async def test_a_chat_that_must_wait_holds_up_no_other(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    other = new_customer(world)
    theirs = await find_ticket(agent, await register(other))
    world.faults.add(Fault(chat_id=customer.id, kind="429", retry_after=1))
    written = agent.writes("Первому", thread=taken.thread)
    await world.wait_for(lambda: len(world.faults) == 0)
    began = time.monotonic()
    await answer(agent, other, theirs, "Второму")
    assert time.monotonic() - began < 0.8
    assert unread(customer) == []

    await customer.reads("Первому")
    await marked(agent, written)
    assert time.monotonic() - began > 0.8


async def test_messages_that_waited_keep_their_order(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.faults.add(Fault(chat_id=customer.id, kind="429", retry_after=1))
    for number in range(4):
        agent.writes(f"{number}", thread=taken.thread)

    await agent.until(lambda: len(unread(customer)) == 4)
    assert [body(each) for each in unread(customer)] == ["0", "1", "2", "3"]


async def test_a_group_that_must_wait_does_not_hold_up_the_form(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    world.faults.add(Fault(chat_id=agent.chat_id, kind="429", retry_after=1))
    assert await register(customer) == "EC-1"
    assert world.topics(agent.chat_id) == []

    await find_ticket(agent, "EC-1")


async def test_a_topic_is_made_once_although_telegram_made_us_wait_for_it(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    world.faults.add(Fault("createForumTopic", kind="429", retry_after=1))
    await register(customer)
    await find_ticket(agent, "EC-1")
    await settled()

    assert [topic.name.split()[0] for topic in world.topics(agent.chat_id)] == ["EC-1"]


async def test_telegrams_limits_are_kept_without_being_told(
    settings: Settings, world: World, customer: CustomerPerson
) -> None:
    """The stand-in counts as Telegram does, and has nothing to refuse."""
    world.limits.enabled = True
    async with running(settings, limits=TELEGRAMS):
        for _ in range(5):
            customer.writes("/help")
        await customer.until(lambda: len(unread(customer)) == 5)

    assert [call for call in world.calls if call.status == 429] == []


async def test_a_press_is_answered_although_the_chat_must_wait(
    bot: App, world: World, customer: CustomerPerson
) -> None:
    asked = await reach(customer, 2)
    world.faults.add(Fault("sendMessage", chat_id=customer.id, kind="429", retry_after=1))
    began = time.monotonic()

    await press(customer, asked, "Назад")

    assert time.monotonic() - began < 0.8
    await customer.reads("1 из 4")
