"""On SQLite short statements need no thread, and what may take long never keeps the event loop."""

import asyncio
import sqlite3
import threading
import time
from typing import Any

import pytest
from sqlalchemy import bindparam, event, func, select, text

from storage.prepared import Prepared
from storage.sqlite_transaction import FEW
from storage.unit_of_work import SqlDatabase
from tests.storage.making import customer

NAMED = Prepared(select(func.in_thread(0.0), bindparam("name", "")))
LONG = select(func.in_thread(0.2))


@pytest.fixture
def threads(sqlite: SqlDatabase) -> list[int]:
    """In which thread each statement with `in_thread` was executed."""
    seen: list[int] = []

    def here(seconds: float) -> int:
        time.sleep(seconds)
        seen.append(threading.get_ident())
        return 0

    def connected(connection: Any, _: object) -> None:
        connection.run_async(lambda line: line.create_function("in_thread", 1, here))

    event.listen(sqlite.engine.sync_engine, "connect", connected)
    return seen


async def test_a_short_statement_is_executed_where_it_is_asked_for(
    sqlite: SqlDatabase, threads: list[int]
) -> None:
    async with sqlite.read() as connection:
        await connection.execute(NAMED, {"name": "one"})
        await connection.execute(LONG)
        await connection.execute(NAMED, {"name": "two"})
    async with sqlite.connections.write() as connection:
        await connection.execute(NAMED, {"name": "three"})

    here = threading.get_ident()
    assert [each == here for each in threads] == [True, False, True, True]


async def test_many_executions_are_the_threads(sqlite: SqlDatabase, threads: list[int]) -> None:
    async with sqlite.read() as connection:
        await connection.execute(NAMED, [{"name": str(number)} for number in range(FEW + 1)])

    assert threading.get_ident() not in threads


async def test_what_the_thread_has_begun_comes_first(sqlite: SqlDatabase, threads: list[int]) -> None:
    """Also when nobody waits for it any more."""
    async with sqlite.read() as connection:
        async with asyncio.TaskGroup() as tasks:
            long = tasks.create_task(connection.execute(LONG))
            await asyncio.sleep(0)
            long.cancel()
        await connection.execute(NAMED, {"name": "after it"})

    assert len(threads) == 2
    assert threading.get_ident() not in threads


async def test_what_others_ask_of_the_connection_comes_first_too(
    sqlite: SqlDatabase, threads: list[int]
) -> None:
    async with sqlite.engine.connect() as borrowed:
        line: Any = (await borrowed.get_raw_connection()).driver_connection
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(line.execute("SELECT in_thread(0.2)"))
            await asyncio.sleep(0)
            assert not line.is_idle
        assert line.is_idle
    assert threading.get_ident() not in threads


async def test_a_cursor_that_nobody_reads_keeps_no_connection_in_the_past(sqlite: SqlDatabase) -> None:
    async with sqlite.engine.connect() as borrowed:
        line: Any = (await borrowed.get_raw_connection()).driver_connection
        await line.execute("SELECT address FROM customers UNION ALL SELECT 'nobody'")
        async with sqlite.begin() as uow:
            await uow.customers.add(customer(address="new"))
        found = line.at_once(lambda it: it.execute("SELECT address FROM customers").fetchall())

    assert found == [("new",)]


async def test_the_loop_goes_on_while_another_process_has_the_lock(sqlite: SqlDatabase) -> None:
    path = sqlite.engine.url.database
    assert path
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with sqlite.begin() as uow:
            await uow.customers.add(customer(address="waited"))

    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(write())
        clock = asyncio.get_running_loop().time
        began = clock()
        for _ in range(10):
            await asyncio.sleep(0.02)
        assert not writing.done()
        assert clock() - began < 5.0, "it would have waited for the lock itself"
        other.execute("ROLLBACK")
        other.close()
    async with sqlite.read() as connection:
        found = await connection.execute(text("SELECT 1 FROM customers WHERE address = 'waited'"))
        assert found.one_or_none()
