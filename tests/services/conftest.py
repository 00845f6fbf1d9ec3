"""A courier over a real database and a channel that does what it is told; all its waiting is short."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from bot.catalog.products import Catalog
from bot.services import courier as courier_module
from bot.services import settling as settling_module
from bot.services.alarms import Alarms
from bot.services.arrival import Arrival
from bot.services.courier import Courier
from bot.services.ports import Database, UnitOfWork
from bot.services.sending import Post
from bot.services.use_cases import arrival
from storage.engine import create_engine
from storage.post import SqlPost
from storage.unit_of_work import SqlDatabase
from tests.patience import PATIENCE
from tests.servers import sqlite_template, sqlite_url
from tests.services.channel import FakeChannel
from tests.storage.making import StandingClock

__all__ = ["sqlite_template", "sqlite_url"]

NEVER = 3600.0
SHORTLY = 0.02

Running = Callable[..., AbstractAsyncContextManager[Courier]]


@pytest.fixture(autouse=True)
def short_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back-offs are short; the poll never comes, unless a test is about it."""
    monkeypatch.setattr(courier_module, "POLL_SECONDS", NEVER)
    monkeypatch.setattr(courier_module, "LONGEST_BACK_OFF", SHORTLY)
    monkeypatch.setattr(courier_module, "ALBUM_SECONDS", SHORTLY)
    monkeypatch.setattr(settling_module, "AWAY_SECONDS", SHORTLY)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def database(sqlite_url: str, clock: StandingClock) -> AsyncIterator[SqlDatabase]:
    database = SqlDatabase(create_engine(sqlite_url), clock)
    yield database
    await database.close()


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def running(database: SqlDatabase, channel: FakeChannel, clock: StandingClock) -> Running:
    """A courier at work inside the block, and stopped in order after it."""

    @asynccontextmanager
    async def running(
        *,
        settles_in: Database = database,
        post: Post | None = None,
        learns: Callable[[UnitOfWork], Arrival] = lambda uow: arrival(uow, Catalog([]), clock, Alarms(())),
        is_woken: bool = True,
    ) -> AsyncIterator[Courier]:
        courier = Courier(
            database=settles_in,
            post=post or SqlPost(database, clock),
            channel=channel,
            arrival=learns,
        )
        if is_woken:
            database.after_commit.append(lambda news: courier.wake(news.lanes))
        async with asyncio.TaskGroup() as tasks:
            run = tasks.create_task(courier.run())
            yield courier
            courier.stop()
            async with asyncio.timeout(PATIENCE):
                await run

    return running
