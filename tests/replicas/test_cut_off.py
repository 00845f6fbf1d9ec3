"""One of two processes loses Redis: a Telegram that keeps to its limits has nothing to refuse."""

from pathlib import Path

import pytest

from bot.sandbox.world import World
from tests.crash.registering import Steadfast, SteadfastAgent
from tests.hurrying import hurrying_world, refused
from tests.redis_proxy import Proxy
from tests.redis_server import OwnRedis
from tests.replicas.fleet import Fleet
from tests.replicas.talking import WORDS, all_is_there, register, write_on

pytestmark = pytest.mark.timeout(600)  # real processes, where the machine is busy

PACE = 30
"""A group's minute is two seconds."""


@pytest.fixture
def world() -> World:
    return hurrying_world(PACE)


async def test_telegram_refused_what_one_that_lost_redis_sent_beside_the_whole_budget_of_the_other(
    fleet: Fleet,
    world: World,
    redis_server: OwnRedis,
    tmp_path: Path,
    customers: list[Steadfast],
    staff: SteadfastAgent,
) -> None:
    async with Proxy(tmp_path / "proxy.sock", redis_server).open() as proxy:
        await fleet.start(pace=PACE)
        await fleet.start(pace=PACE, settings=fleet.settings | {"redis_url": proxy.url})
        await fleet.size(2)
        numbers = await register(customers)
        proxy.cut()
        for words in range(0, 2 * WORDS, WORDS):
            await write_on(customers, words)
        await all_is_there(fleet, customers, staff, numbers, 2 * WORDS)
        proxy.mend()
        await write_on(customers, 2 * WORDS)
        await all_is_there(fleet, customers, staff, numbers, 3 * WORDS)
        await fleet.end()
    assert refused(world) == []
