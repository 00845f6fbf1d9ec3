"""SQLite as it must be set to be safe: nothing is lost, and nobody waits without need."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.services.ports import StorageUnavailable
from storage.engine import create_engine
from storage.unit_of_work import SqlDatabase
from tests.patience import PATIENCE
from tests.storage.making import StandingClock, customer

WRITERS, EACH = 4, 80


@pytest.fixture
def stranger(sqlite_url: str) -> Iterator[sqlite3.Connection]:
    """Another program that has the file open, and never waits."""
    path = make_url(sqlite_url).database
    assert path
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        yield connection


async def test_every_connection_is_durable_and_keeps_references_whole(sqlite: SqlDatabase) -> None:
    async with AsyncExitStack() as several:
        for _ in range(4):
            connection = await several.enter_async_context(sqlite.read())
            settings = {
                name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
            assert settings == {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "busy_timeout": 10_000,
            }


async def test_a_new_database_that_somebody_else_is_making_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError), closing(sqlite3.connect(path)) as hasty:
            hasty.execute("PRAGMA journal_mode = WAL")
        engine = create_engine(f"sqlite+aiosqlite:///{path}")
        async with asyncio.TaskGroup() as tasks:
            opening = tasks.create_task(journal_mode(engine))
            await asyncio.sleep(0.2)
            assert not opening.done()
            stranger.execute("ROLLBACK")
    assert opening.result() == "wal"
    await engine.dispose()


async def journal_mode(engine: AsyncEngine) -> Any:
    async with engine.connect() as connection:
        return (await connection.execute(text("PRAGMA journal_mode"))).scalar_one()


async def test_a_writer_has_the_lock_before_its_first_statement(
    sqlite: SqlDatabase, stranger: sqlite3.Connection
) -> None:
    async with sqlite.begin():
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            stranger.execute("BEGIN IMMEDIATE")
    stranger.execute("BEGIN IMMEDIATE")


async def test_a_reader_takes_no_lock(sqlite: SqlDatabase, stranger: sqlite3.Connection) -> None:
    async with sqlite.read() as connection:
        await connection.execute(text("SELECT count(*) FROM customers"))
        stranger.execute("BEGIN IMMEDIATE")
        stranger.execute("ROLLBACK")


async def test_of_320_concurrent_increments_none_is_lost(sqlite_url: str, clock: StandingClock) -> None:
    """By several writers that do not queue on one lock, as several processes would."""
    databases = [SqlDatabase(create_engine(sqlite_url), clock) for _ in range(WRITERS)]
    async with databases[0].begin() as uow:
        await uow.customers.add(customer(name="0", address="1"))

    async def increment(database: SqlDatabase) -> None:
        async with database.begin() as uow:
            person = await uow.customers.find("telegram", "1")
            assert person
            person.name = str(int(person.name) + 1)
            await uow.customers.save(person)

    await asyncio.gather(*(increment(database) for _ in range(EACH) for database in databases))

    async with databases[0].begin() as uow:
        person = await uow.customers.find("telegram", "1")
    for database in databases:
        await database.close()
    assert person
    assert (person.name, person.version) == (str(WRITERS * EACH), WRITERS * EACH + 1)


async def test_writers_are_served_in_the_order_they_came(sqlite: SqlDatabase) -> None:
    served: list[int] = []

    async def write(number: int) -> None:
        async with sqlite.begin() as uow:
            served.append(number)
            await uow.customers.add(customer())

    async with asyncio.TaskGroup() as tasks, sqlite.begin():
        for number in range(30):
            tasks.create_task(write(number))
        await asyncio.sleep(0)
        assert served == []
    assert served == list(range(30))


async def test_a_writer_that_is_cancelled_holds_nobody_up(sqlite: SqlDatabase) -> None:
    begun, forever = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with sqlite.begin() as uow:
            await uow.customers.add(customer(address="1"))
            begun.set()
            await forever.wait()

    async def wait_in_line() -> None:
        async with sqlite.begin():
            raise AssertionError

    async with asyncio.TaskGroup() as tasks:
        writer, waiter = tasks.create_task(write()), tasks.create_task(wait_in_line())
        await begun.wait()
        waiter.cancel()
        writer.cancel()
    async with asyncio.timeout(PATIENCE), sqlite.begin() as uow:
        assert await uow.customers.find("telegram", "1") is None
        await uow.customers.add(customer(address="1"))


async def test_a_file_locked_for_too_long_is_waited_for(
    sqlite: SqlDatabase, stranger: sqlite3.Connection
) -> None:
    def be_impatient(connection: sqlite3.Connection, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 20")
        cursor.close()

    event.listen(sqlite.engine.sync_engine, "connect", be_impatient)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable, match="locked"):
        async with sqlite.begin():
            raise AssertionError
    async with sqlite.read() as connection:
        await connection.execute(text("SELECT count(*) FROM customers"))
    stranger.execute("COMMIT")
    async with sqlite.begin() as uow:
        await uow.customers.add(customer())


async def test_a_short_lock_of_a_stranger_is_waited_out(
    sqlite: SqlDatabase, stranger: sqlite3.Connection
) -> None:
    async def write() -> None:
        async with sqlite.begin() as uow:
            await uow.customers.add(customer())

    stranger.execute("BEGIN IMMEDIATE")
    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(write())
        await asyncio.wait({writing}, timeout=0.1)
        assert not writing.done()
        stranger.execute("COMMIT")
