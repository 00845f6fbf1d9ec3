"""A right to support ends soon: customers under it and the department are told, once per warning."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import timers
from tests.journeys.helpers import catch_up, find_ticket, pass_time, running_in_world_time, stored, unread
from tests.journeys.rights import HOLDER, SERIAL, asks_pix, imported, row
from tests.people import AgentPerson, CustomerPerson, body, settled

ENDS = "📅"
GENERAL = 1


@pytest.fixture
async def bot(settings: Settings, world: World) -> AsyncIterator[App]:
    async with running_in_world_time(settings, world) as app:
        yield app


async def rings(bot: App) -> list[str]:
    found = await stored(bot, select(timers.c.key).where(timers.c.kind == "entitlement_ends"))
    return sorted(key.partition(":")[2] for (key,) in found)


async def test_both_sides_are_told_before_the_end_each_time_once(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    agent.writes("Доброе утро")
    await imported(bot, row("pix-task-mining", SERIAL, until=9), row("pix-task-mining", "ZZ-1", until=400))
    assert await rings(bot) == ["30", "7", "7"]
    await find_ticket(agent, await asks_pix(customer))
    catch_up(customer)
    await pass_time(world, timedelta(days=1))
    await settled()
    assert not [each for each in customer.from_bot() if ENDS in body(each)]

    await pass_time(world, timedelta(days=2))

    told = body(await customer.reads(ENDS))
    assert SERIAL in told
    assert "help@pix.ru" in told
    assert customer._("To renew it, please contact us:") in told
    called = body(await agent.reads(ENDS, thread=GENERAL))
    assert HOLDER in called
    await pass_time(world, timedelta(days=8))
    await settled()
    assert unread(customer) == []
    assert await rings(bot) == ["30", "7"]


@pytest.mark.parametrize("language", ["ru"])
async def test_a_record_that_comes_late_is_warned_of_at_once_and_once(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    agent.writes("Доброе утро")
    await imported(bot, row("pix-task-mining", SERIAL, until=3))

    await agent.reads(ENDS, thread=GENERAL)

    await imported(bot, row("pix-task-mining", SERIAL, until=3, shared="yes"))
    await settled(1.5)
    assert [each for each in unread(agent, GENERAL) if ENDS in body(each)] == []


@pytest.mark.parametrize("language", ["ru"])
async def test_a_prolonged_record_is_warned_of_by_its_new_day(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await imported(bot, row("pix-task-mining", SERIAL, until=9))
    assert await rings(bot) == ["7"]

    await imported(bot, row("pix-task-mining", SERIAL, until=200))

    assert await rings(bot) == ["30", "7"]
    soon = datetime.now(UTC) + timedelta(days=100)
    early = select(timers.c.name).where(timers.c.due_at < soon, timers.c.name.like("entitlement%"))
    assert await stored(bot, early) == []
