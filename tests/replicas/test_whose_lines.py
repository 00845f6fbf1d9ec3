"""The lines of several replicas go to one log: each says whose it is."""

import asyncio
from io import StringIO

from bot.settings import Settings
from tests.logged import lines, logging_to
from tests.patience import PATIENCE
from tests.redis_server import OwnRedis
from tests.running import running


async def ready(written: StringIO, number: int) -> list[str | None]:
    """By whom it was said, as soon as so many have."""
    async with asyncio.timeout(PATIENCE):
        while True:
            said = [each for each in lines(written) if each["event"].startswith("Ready")]
            if len(said) == number:
                return [each.get("replica") for each in said]
            await asyncio.sleep(0.01)


async def test_each_replica_has_its_name_in_the_log_and_who_is_alone_needs_none(
    settings: Settings, postgres_url: str, redis_server: OwnRedis
) -> None:
    """It could not be told which of them a line was about."""
    shared = settings.model_copy(update={"database_url": postgres_url, "redis_url": redis_server.url})
    together, alone = StringIO(), StringIO()
    with logging_to(together, "INFO", "json"):
        async with running(shared), running(shared):
            names = await ready(together, 2)
    with logging_to(alone, "INFO", "json"):
        async with running(settings):
            assert await ready(alone, 1) == [None]
    assert all(names)
    assert len(set(names)) == 2
