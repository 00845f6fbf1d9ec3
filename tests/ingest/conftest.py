"""A real database, a poller on the stand-in, and short waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

import pytest

from bot.ingest import bot_api
from bot.ingest import inbox as inbox_module
from bot.ingest.bot_api import BotApi
from bot.ingest.polling import Poller
from bot.ingest.storing import Storing
from bot.receiving import ALLOWED_UPDATES
from bot.services.heard import Heard
from bot.services.incoming import RawUpdate
from bot.services.ports import Database
from bot.services.reading import Reading
from storage.engine import create_engine
from storage.post import SqlDial
from storage.unit_of_work import SqlDatabase
from tests.running import TOKEN
from tests.servers import database_url, postgres, postgres_url, sqlite_template, sqlite_url
from tests.storage.making import StandingClock

__all__ = ["database_url", "postgres", "postgres_url", "sqlite_template", "sqlite_url"]


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


def storing_in(
    database: Database, clock: StandingClock, handed: list[RawUpdate], *, bot_id: int = 42
) -> Storing:
    return Storing(bot_id=bot_id, database=database, clock=clock, hand_over=handed.extend)


Make = Callable[..., Poller]
Polling = Callable[..., AbstractAsyncContextManager[Poller]]


@pytest.fixture(autouse=True)
def short_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_module, "BACK_OFF_SECONDS", 0.02)
    monkeypatch.setattr(inbox_module, "AWAY_SECONDS", 0.02)
    monkeypatch.setattr(bot_api, "LONGEST_BACK_OFF", 0.02)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def database(sqlite_url: str, clock: StandingClock) -> AsyncIterator[SqlDatabase]:
    database = SqlDatabase(create_engine(sqlite_url), clock)
    yield database
    await database.close()


@pytest.fixture
async def postgresql(postgres_url: str, clock: StandingClock) -> AsyncIterator[SqlDatabase]:
    database = SqlDatabase(create_engine(postgres_url), clock)
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
    def make(
        *, stores_in: Database = database, token: str = TOKEN, api_url: str = address, bears: int = 0
    ) -> Poller:
        api = BotApi(api_url, token)
        return Poller(
            api,
            allowed=ALLOWED_UPDATES,
            storing=storing_in(stores_in, clock, handed, bot_id=api.bot_id),
            clock=clock,
            reading=reading_of(database, clock),
            conflicts_borne=bears,
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
