"""The whole bot on a stand-in that refuses what goes beyond Telegram's limits: it has nothing to refuse."""

import asyncio
import time

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer

from bot.channels.telegram.limits import TELEGRAMS
from bot.channels.telegram.session import Session
from bot.redis.limits import SharedLimiter
from bot.sandbox.world import World
from bot.services.replicas import Listed
from bot.services.sending import Wait
from bot.settings import Settings
from tests.hurrying import at_pace, hurrying_world, refused
from tests.journeys.helpers import find_ticket, new_customer, register
from tests.patience import PATIENCE
from tests.people import AgentPerson, CustomerPerson
from tests.redis_server import OwnRedis, redis_server
from tests.running import TOKEN, running

__all__ = ["redis_server"]

PACE = 10
CROWD = 150
FULL = TELEGRAMS.per_group.calls
FEW = 3
LIMITS = at_pace(PACE)


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
def world() -> World:
    return hurrying_world(PACE)


@pytest.fixture
def crowd(world: World) -> list[CustomerPerson]:
    return [new_customer(world, f"Клиент {number}") for number in range(CROWD)]


async def all_answered(world: World, crowd: list[CustomerPerson]) -> None:
    async with asyncio.timeout(PATIENCE * 4):
        await world.wait_for(lambda: all(each.from_bot() for each in crowd), timeout=PATIENCE * 4)


async def test_many_who_write_at_once_are_all_answered(
    settings: Settings, world: World, crowd: list[CustomerPerson]
) -> None:
    async with running(settings, LIMITS):
        for each in crowd:
            each.writes("/help")
        await all_answered(world, crowd)

    assert refused(world) == []


async def test_a_full_group_and_many_customers_keep_to_their_limits_at_once(
    settings: Settings, world: World, agent: AgentPerson, crowd: list[CustomerPerson]
) -> None:
    async with running(settings, LIMITS):
        tickets = [await register(each) for each in crowd[:10]]
        for each in crowd:
            each.writes("/help")
        await all_answered(world, crowd)
        for number in tickets:
            await find_ticket(agent, number)

    assert refused(world) == []


async def test_a_bot_that_follows_another_knows_what_that_one_has_sent(
    settings: Settings, world: World, agent: AgentPerson
) -> None:
    for asked in (FULL, FULL + FEW):
        async with running(settings, LIMITS):
            while len(agent.from_bot()) < asked:
                agent.writes("/help")
                await agent.reads("/queue")

    assert refused(world) == []


async def test_two_processes_that_share_a_redis_keep_to_one_bots_limits(
    address: str,
    world: World,
    crowd: list[CustomerPerson],
    redis_server: OwnRedis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "bot.redis.limits.ANSWER_SECONDS", PATIENCE
    )  # a slow machine is no Redis that is away
    for each in crowd:
        each.starts()
    await asyncio.gather(
        _sends(address, redis_server.url, 1, [each.id for each in crowd[::2]]),
        _sends(address, redis_server.url, 2, [each.id for each in crowd[1::2]]),
    )

    assert all(each.from_bot() for each in crowd)
    assert refused(world) == []


async def _sends(address: str, redis_url: str, mine: int, chats: list[int]) -> None:
    """Twice to each, as fast as it may, with calls side by side."""

    def listed() -> Listed:
        return Listed(mine, frozenset({1, 2}), time.monotonic())

    limiter = SharedLimiter(redis_url, "42", time.monotonic, LIMITS, listed=listed)
    bot = Bot(TOKEN, session=Session(TelegramAPIServer.from_base(address), limiter))
    waiting = asyncio.Semaphore(10)

    async def send(chat_id: int) -> None:
        async with waiting:
            found = await limiter.reserve(chat_id)
            while isinstance(found, Wait):
                await asyncio.sleep(found.seconds)
                found = await limiter.reserve(chat_id)
            await bot.send_message(chat_id, "…")
            await limiter.settle(found)

    try:
        async with asyncio.TaskGroup() as tasks:
            looking = tasks.create_task(limiter.run())
            async with asyncio.TaskGroup() as sending:
                for chat_id in chats * 2:
                    sending.create_task(send(chat_id))
            looking.cancel()
    finally:
        await bot.session.close()
        await limiter.close()
