"""The database is away for a whole minute by the clock on the wall, everybody waits as long as they would,
and customers write meanwhile."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from io import StringIO
from pathlib import Path

import pytest

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from tests.conftest import DATABASE_FILE
from tests.faults.test_database_away import Talk, locked, says
from tests.journeys.helpers import eventually, new_customer
from tests.logged import lines, logging_to
from tests.people import AgentPerson
from tests.running import running
from tests.servers import OwnServer, Postgres, postgres, postgres_url
from tests.web.watched import get

__all__ = ["postgres", "postgres_url"]

AWAY_SECONDS = 60.0
EVERY_SECONDS = 2.0
"""So often everybody writes, and somebody asks whether the bot is ready."""
BEFORE = 2
"""Words that each side says before the database goes."""
OFTEN = 3
"""The same complaint is made once in half a minute, at the beginning and after it."""


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
def told() -> Iterator[StringIO]:
    written = StringIO()
    with logging_to(written, "INFO", "json"):
        yield written


async def test_postgresql_is_away_for_a_minute(
    settings: Settings,
    world: World,
    agent: AgentPerson,
    told: StringIO,
    *,
    postgres: Postgres,
    postgres_url: str,
) -> None:
    server = postgres.server
    if server is None:
        pytest.skip("TEST_POSTGRES_URL names somebody else's server, which is not to be stopped")
    async with running(settings.model_copy(update={"database_url": postgres_url})) as bot:
        await _all_is_said(bot, world, agent, stopped(server), "The database does not answer.")
    _not_flooded(told)


async def test_sqlite_is_locked_for_a_minute(
    settings: Settings, world: World, agent: AgentPerson, tmp_path: Path, told: StringIO
) -> None:
    async with running(settings) as bot:
        held = locked(tmp_path / DATABASE_FILE)
        await _all_is_said(bot, world, agent, held, "The database takes nothing new")
    _not_flooded(told)


@asynccontextmanager
async def stopped(server: OwnServer) -> AsyncIterator[None]:
    await asyncio.to_thread(server.stop)
    try:
        yield
    finally:
        await asyncio.to_thread(server.start)


async def _all_is_said(
    bot: App, world: World, agent: AgentPerson, away: AbstractAsyncContextManager[None], trouble: str
) -> None:
    """In order and once, also what was said meanwhile; and whoever asks is told of the trouble, as long as it
    lasts."""
    talk = Talk(bot, agent, [new_customer(world, name) for name in ("Анна", "Борис")])
    await talk.begins()
    talk.goes_on(range(BEFORE))
    said = BEFORE
    ends = asyncio.get_running_loop().time() + AWAY_SECONDS
    async with away:
        talk.goes_on(range(said, said + 1))  # what was said before may have been written down in time
        said += 1
        await eventually(lambda: says(bot, trouble))
        while asyncio.get_running_loop().time() < ends:
            status, page = await get(f"{bot.web.address}/readyz")
            assert (status, trouble in page) == (503, True)
            alive, _ = await get(f"{bot.web.address}/healthz")
            assert alive == 200
            talk.goes_on(range(said, said + 1))
            said += 1
            await asyncio.sleep(EVERY_SECONDS)
    await talk.was_heard(range(said))
    await eventually(lambda: says(bot, "ready"))
    assert said > BEFORE


def _not_flooded(told: StringIO) -> None:
    """One who waits for the database says so now and then; there are a few who do."""
    complaints = Counter(
        (line["logger"], line["event"]) for line in lines(told) if line["level"] not in {"debug", "info"}
    )
    assert complaints
    assert max(complaints.values()) <= OFTEN, complaints.most_common(5)
    assert complaints.total() <= 60, complaints.most_common(20)
