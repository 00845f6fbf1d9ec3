"""A PostgreSQL, a Redis, a world, and processes that can be forked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.model import Chat
from bot.sandbox.world import World
from tests.crash.bots import zygote
from tests.crash.registering import Steadfast, SteadfastAgent
from tests.redis_server import OwnRedis, redis_server
from tests.replicas.fleet import Fleet, shared
from tests.servers import postgres, postgres_url

__all__ = ["postgres", "postgres_url", "redis_server"]

CUSTOMERS = 6


@pytest.fixture
def language() -> str:
    """In which language people are served changes nothing here."""
    return "ru"


@pytest.fixture
async def fleet(
    address: str, world: World, staff_group: Chat, tmp_path: Path, postgres_url: str, redis_server: OwnRedis
) -> AsyncIterator[Fleet]:
    settings = shared(
        world.token, address, tmp_path, staff_group.id, database=postgres_url, redis=redis_server.url
    )
    async with zygote() as herd:
        fleet = Fleet(herd, settings)
        yield fleet
        await fleet.end()


@pytest.fixture
def customers(world: World) -> list[Steadfast]:
    return [Steadfast(world, f"Customer {number}", str(100_000 + number)) for number in range(CUSTOMERS)]


@pytest.fixture
def staff(world: World, staff_group: Chat) -> SteadfastAgent:
    user = world.create_user("Olga", side="staff")
    world.join(staff_group.id, user.id, status="member")
    return SteadfastAgent(world, user.id, staff_group.id, "ru")
