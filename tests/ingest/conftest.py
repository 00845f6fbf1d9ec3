"""A real database, a poller on the stand-in, and short waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

import pytest

from bot.app import ALLOWED_UPDATES
from bot.ingest import inbox as inbox_module
from bot.ingest import polling
from bot.ingest.polling import Poller
from bot.services.heard import Heard
from bot.services.incoming import RawUpdate
from bot.services.ports import Database
from bot.services.reading import Reading
from storage.engine import create_engine
from storage.post import SqlDial
from storage.unit_of_work import SqlDatabase
from tests.running import TOKEN
from tests.servers import sqlite_template, sqlite_url
from tests.storage.making import StandingClock

__all__ = ["sqlite_template", "sqlite_url"]


class NobodyToAsk:
    """No ticket waits for its customer."""

    async def ask_again(self, channel: str, *, after: int, lost_before: datetime) -> None: ...


def reading_of(database: SqlDatabase, clock: StandingClock) -> Reading:
    return Reading(
        "telegram",
        Heard(),
        database=database,
        dial=SqlDial(database),
        clock=clock,
        outage=lambda _uow: NobodyToAsk(),
    )


Make = Callable[..., Poller]
Polling = Callable[..., AbstractAsyncContextManager[Poller]]


@pytest.fixture(autouse=True)
def short_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_module, "BACK_OFF_SECONDS", 0.02)
    monkeypatch.setattr(inbox_module, "AWAY_SECONDS", 0.02)
    monkeypatch.setattr(polling, "LONGEST_BACK_OFF", 0.02)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def database(sqlite_url: str, clock: StandingClock) -> AsyncIterator[SqlDatabase]:
    database = SqlDatabase(create_engine(sqlite_url), clock)
    yield database
    await database.close()


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
def handed() -> list[RawUpdate]:
    """What was handed over as new."""
    return []


@pytest.fixture
def make(address: str, database: SqlDatabase, clock: StandingClock, handed: list[RawUpdate]) -> Make:
    def make(*, stores_in: Database = database, token: str = TOKEN, api_url: str = address) -> Poller:
        return Poller(
            api_url=api_url,
            token=token,
            allowed=ALLOWED_UPDATES,
            database=stores_in,
            clock=clock,
            hand_over=handed.extend,
            reading=reading_of(database, clock),
        )

    return make


@pytest.fixture
def polling_on(make: Make) -> Polling:
    @asynccontextmanager
    async def polling_on(poller: Poller | None = None) -> AsyncIterator[Poller]:
        poller = poller or make()
        async with asyncio.TaskGroup() as tasks:
            run = tasks.create_task(poller.run())
            yield poller
            run.cancel()

    return polling_on
