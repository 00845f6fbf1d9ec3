"""For tests that are to hold on SQLite and on PostgreSQL; imported over the folder's own fixture."""

from collections.abc import AsyncIterator

import pytest

from storage.engine import create_engine
from storage.unit_of_work import SqlDatabase
from tests.storage.making import StandingClock


@pytest.fixture
async def database(database_url: str, clock: StandingClock) -> AsyncIterator[SqlDatabase]:
    database = SqlDatabase(create_engine(database_url), clock)
    yield database
    await database.close()
