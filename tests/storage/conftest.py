"""A database of each engine, with the tables and without, and a clock that stands."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import create_engine
from storage.unit_of_work import SqlDatabase
from tests.servers import database_url, empty_url, postgres, postgres_url, sqlite_template, sqlite_url
from tests.storage.making import StandingClock

__all__ = ["database_url", "empty_url", "postgres", "postgres_url", "sqlite_template", "sqlite_url"]


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def database(database_url: str, clock: StandingClock) -> AsyncIterator[SqlDatabase]:
    """On SQLite and on PostgreSQL."""
    database = SqlDatabase(create_engine(database_url), clock)
    yield database
    await database.close()


@pytest.fixture
async def sqlite(sqlite_url: str, clock: StandingClock) -> AsyncIterator[SqlDatabase]:
    database = SqlDatabase(create_engine(sqlite_url), clock)
    yield database
    await database.close()


@pytest.fixture
async def postgresql(postgres_url: str, clock: StandingClock) -> AsyncIterator[SqlDatabase]:
    database = SqlDatabase(create_engine(postgres_url), clock)
    yield database
    await database.close()


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(empty_url)
    yield engine
    await engine.dispose()
