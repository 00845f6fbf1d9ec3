"""Redis or PostgreSQL goes away in the middle and comes back: nothing is lost, and nobody is needed."""

import asyncio

import pytest

from tests.crash.registering import Steadfast, SteadfastAgent
from tests.redis_server import OwnRedis
from tests.replicas.fleet import Fleet
from tests.replicas.talking import WORDS, all_is_there, register, write_on
from tests.servers import Postgres

pytestmark = pytest.mark.timeout(600)  # real processes, where the machine is busy


async def test_without_redis_everything_goes_on_through_the_database(
    fleet: Fleet, redis_server: OwnRedis, customers: list[Steadfast], staff: SteadfastAgent
) -> None:
    for _ in range(2):
        await fleet.start()
    await fleet.size(2)
    numbers = await register(customers)
    redis_server.stop()
    await write_on(customers)
    await all_is_there(fleet, customers, staff, numbers, WORDS)
    redis_server.start()
    await write_on(customers, WORDS)
    await all_is_there(fleet, customers, staff, numbers, 2 * WORDS)


async def test_replicas_start_without_redis(
    fleet: Fleet, redis_server: OwnRedis, customers: list[Steadfast], staff: SteadfastAgent
) -> None:
    redis_server.stop()
    for _ in range(2):
        await fleet.start()
    await fleet.size(2)
    numbers = await register(customers[:2])
    await all_is_there(fleet, customers[:2], staff, numbers, 0)


async def test_a_restart_of_postgresql_is_waited_for(
    fleet: Fleet, postgres: Postgres, customers: list[Steadfast], staff: SteadfastAgent
) -> None:
    if postgres.server is None:
        pytest.skip("TEST_POSTGRES_URL names somebody else's server, which is not to be stopped")
    for _ in range(2):
        await fleet.start()
    await fleet.size(2)
    numbers = await register(customers)
    writing = asyncio.gather(write_on(customers, pause=0.3))
    await asyncio.to_thread(postgres.server.stop)
    await asyncio.to_thread(postgres.server.start)
    await writing
    await all_is_there(fleet, customers, staff, numbers, WORDS)
    assert await fleet.value("SELECT count(*) FROM replicas") == 2, "nobody was taken for dead"
