"""What replicas tell each other through a real Redis."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from redis.asyncio import Redis

from bot.services.signals import Kind
from bot.signals import redis as module
from bot.signals.redis import RedisSignals
from tests.patience import PATIENCE
from tests.redis_server import OwnRedis, redis_server

__all__ = ["redis_server"]

Lanes = Mapping[str, int]


class Replica:
    """Hears, and remembers what."""

    def __init__(self, url: str, name: str) -> None:
        self.heard: list[tuple[Kind, Lanes]] = []
        hears: dict[Kind, Callable[[Lanes], None]] = {each: self._hear(each) for each in Kind}
        self.signals = RedisSignals(url, bot_id=42, name=name, hears=hears)

    def _hear(self, kind: Kind) -> Callable[[Lanes], None]:
        return lambda lanes: self.heard.append((kind, lanes))

    async def hears(self, kind: Kind, lane: str, teller: "Replica") -> None:
        """Told until it is heard: who has just come may miss what was said before."""
        async with asyncio.timeout(PATIENCE):
            while not any(what is kind and lane in lanes for what, lanes in self.heard):
                teller.signals.tell(kind, {lane: 3})
                await asyncio.sleep(0.02)


@pytest.fixture(autouse=True)
def short_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AGAIN_SECONDS", 0.02)


Connected = Callable[[], AbstractAsyncContextManager[tuple[Replica, Replica]]]


@pytest.fixture
def connected(redis_server: OwnRedis) -> Connected:
    @asynccontextmanager
    async def connected() -> AsyncIterator[tuple[Replica, Replica]]:
        both = Replica(redis_server.url, "one"), Replica(redis_server.url, "other")
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(each.signals.run()) for each in both]
            yield both
            for task in running:
                task.cancel()
        for each in both:
            await each.signals.close()

    return connected


async def test_others_hear_what_is_told_and_who_tells_does_not(connected: Connected) -> None:
    async with connected() as (one, other):
        await other.hears(Kind.UPDATES, "chat:7", one)
        await one.hears(Kind.DELIVERIES, "customer:5", other)
        one.signals.tell(Kind.FILES)
        async with asyncio.timeout(PATIENCE):
            while (Kind.FILES, {}) not in other.heard:  # noqa: ASYNC110 - a real server in between
                await asyncio.sleep(0.01)
    assert {kind for kind, _ in one.heard} == {Kind.DELIVERIES}
    assert one.heard[0][1] == {"customer:5": 3}, "as urgent as it was told"


async def test_redis_may_go_away_and_come_back_and_each_is_said_once(
    connected: Connected, redis_server: OwnRedis, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)

    def times(words: str) -> int:
        return sum(words in each for each in caplog.messages)

    async def said(words: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while times(words) < 2:
                one.signals.tell(Kind.UPDATES, {"chat:1": 0})
                await asyncio.sleep(0.01)

    async with connected() as (one, other):
        await other.hears(Kind.UPDATES, "chat:7", one)
        await asyncio.to_thread(redis_server.stop)
        await said("Redis is away")
        await asyncio.sleep(0.2)
        await asyncio.to_thread(redis_server.start)
        await said("Redis is back")
        await other.hears(Kind.UPDATES, "chat:8", one)
    assert (times("Redis is away"), times("Redis is back")) == (2, 2), "by each of the two"


@pytest.mark.parametrize(
    "said",
    ["", "[]", "{}", '"x"', '{"by": "x", "what": {"of next year": {}}}', '{"by": "x", "what": []}', "\xff"],
)
async def test_what_cannot_be_understood_is_passed_over(
    connected: Connected, redis_server: OwnRedis, said: str
) -> None:
    async with connected() as (one, other):
        await other.hears(Kind.UPDATES, "chat:7", one)
        async with Redis.from_url(redis_server.url) as stranger:
            assert await stranger.publish("support-bot:42:signals", said.encode("latin-1")) == 2
        await other.hears(Kind.UPDATES, "chat:8", one)
