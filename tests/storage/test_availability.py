"""A database that is away, busy or full is one thing; a fault of ours is another."""

import asyncio
import socket
import threading
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import QueuePool

from bot.domain.message import Source
from bot.domain.people import Actor
from bot.services.ports import StorageUnavailable
from storage.engine import create_engine
from storage.unit_of_work import SqlDatabase
from tests.servers import OwnServer, Postgres
from tests.storage.making import StandingClock, customer, message


async def look(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.customers.find("telegram", "1")


@pytest.fixture
def server(postgres: Postgres) -> OwnServer:
    if postgres.server is None:
        pytest.skip("TEST_POSTGRES_URL names a server that is not ours to stop")
    return postgres.server


# On both.


async def test_a_fault_of_ours_stays_what_it_is(database: SqlDatabase) -> None:
    with pytest.raises(DBAPIError, match="nowhere"):
        async with database.begin() as uow:
            await uow.customers.connection.execute(text("SELECT 1 FROM nowhere"))
    with pytest.raises(DBAPIError, match="nowhere"):
        async with database.read() as connection:
            await connection.execute(text("SELECT 1 FROM nowhere"))
    with pytest.raises(IntegrityError):
        async with database.begin() as uow:
            await uow.messages.add(message(Actor.agent(1), 7, ticket_id=12345))
    with pytest.raises(LookupError):
        async with database.begin():
            raise LookupError
    await look(database)


async def test_a_column_that_is_missing_is_a_fault_of_ours(database: SqlDatabase) -> None:
    with pytest.raises(DBAPIError, match="blocked_at"):
        async with database.read() as connection:
            await connection.execute(text("SELECT blocked_at FROM tickets"))


async def test_an_overloaded_pool_is_a_matter_of_time(database: SqlDatabase) -> None:
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    pool._timeout = 0.02
    async with AsyncExitStack() as busy:
        for _ in range(16):
            await busy.enter_async_context(database.read())
        with pytest.raises(StorageUnavailable):
            await look(database)
    await look(database)


# PostgreSQL.


@pytest.mark.parametrize(
    "value",
    [
        {"album": "x" * 41},
        {"text": "a\0b"},
        {"text": "half of \ud83d"},
        {"source": Source(2**70, 1)},
        {"reply_to": Source(7, "one")},  # type: ignore[arg-type]
    ],
    ids=["too long", "no text", "half a character", "too large", "no number"],
)
async def test_a_value_that_does_not_fit_is_a_fault_of_ours(
    postgresql: SqlDatabase, value: dict[str, Any]
) -> None:
    """Waiting would not mend it, and its lane would wait for ever."""

    async def write() -> None:
        async with postgresql.begin() as uow:
            await uow.messages.add(message(Actor.agent(1), 7, **value))

    with pytest.raises(Exception, match=r".") as caught:
        await write()
    assert not isinstance(caught.value, StorageUnavailable)
    await look(postgresql)


async def test_a_server_that_is_stopped_is_waited_for(postgresql: SqlDatabase, server: OwnServer) -> None:
    async def write_meanwhile() -> None:
        async with postgresql.begin() as uow:
            await uow.customers.add(customer(address="1"))
            await asyncio.to_thread(server.stop)
            await uow.customers.add(customer(address="2"))

    try:
        with pytest.raises(StorageUnavailable):
            await write_meanwhile()
        with pytest.raises(StorageUnavailable):
            await look(postgresql)
        with pytest.raises(StorageUnavailable):
            async with postgresql.read() as connection:
                await connection.execute(text("SELECT 1"))
    finally:
        await asyncio.to_thread(server.start)
    async with postgresql.begin() as uow:
        assert await uow.customers.find("telegram", "1") is None


async def test_a_connection_cut_before_the_commit_is_no_commit(
    postgresql: SqlDatabase, postgres: Postgres
) -> None:
    async def write() -> None:
        async with postgresql.begin() as uow:
            await uow.customers.add(customer(address="1"))
            await _cut_off(postgres, postgresql)

    with pytest.raises(StorageUnavailable):
        await write()
    async with postgresql.begin() as uow:
        assert await uow.customers.find("telegram", "1") is None


async def test_connections_cut_while_nobody_used_them_are_replaced_unnoticed(
    postgresql: SqlDatabase, postgres: Postgres
) -> None:
    async with AsyncExitStack() as several:
        for _ in range(3):
            await several.enter_async_context(postgresql.read())
    await _cut_off(postgres, postgresql)
    for _ in range(3):
        await look(postgresql)


async def _cut_off(postgres: Postgres, database: SqlDatabase) -> None:
    name = database.engine.url.database
    await postgres.execute(
        f"SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE datname = '{name}'"
    )


async def test_a_server_with_no_connection_left_is_waited_for(
    postgres: Postgres, postgres_url: str, clock: StandingClock
) -> None:
    url = make_url(postgres_url)
    role = f"limited_{url.database}"
    await postgres.execute(f"CREATE ROLE {role} LOGIN CONNECTION LIMIT 0")
    full = SqlDatabase(create_engine(url.set(username=role).render_as_string(hide_password=False)), clock)
    try:
        with pytest.raises(StorageUnavailable):
            await look(full)
    finally:
        await full.close()
        await postgres.execute(f"DROP ROLE {role}")


@pytest.mark.parametrize(
    "trouble",
    [
        asyncpg.CannotConnectNowError("the database system is starting up"),
        ConnectionRefusedError(111, "Connect call failed"),
        socket.gaierror(-2, "Name or service not known"),
        OSError(113, "No route to host"),
        TimeoutError(),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
async def test_a_server_that_cannot_be_reached_is_waited_for(
    postgresql: SqlDatabase, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    async def connect(*_args: Any, **_by_name: Any) -> None:
        raise trouble

    with monkeypatch.context() as patch:
        patch.setattr(asyncpg, "connect", connect)
        with pytest.raises(StorageUnavailable):
            await look(postgresql)
        with pytest.raises(StorageUnavailable):
            async with postgresql.read():
                pass
    await look(postgresql)


async def test_the_loser_of_a_deadlock_tries_again_later(postgresql: SqlDatabase) -> None:
    """An update and a delivery's settling may lock the same two rows in different order."""
    async with postgresql.begin() as uow:
        one, two = await uow.customers.add(customer()), await uow.customers.add(customer())
    first_locked = asyncio.Barrier(2)

    async def change(*ids: int) -> None:
        async with postgresql.begin() as uow:
            await uow.customers.connection.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
            for customer_id in ids:
                person = await uow.customers.get(customer_id)
                await uow.customers.save(person)
                if customer_id == ids[0]:
                    await first_locked.wait()

    outcomes = await asyncio.gather(change(one.id, two.id), change(two.id, one.id), return_exceptions=True)
    assert [type(each) for each in outcomes if each] == [StorageUnavailable]


# SQLite.


@pytest.mark.parametrize(
    ("pragma", "words"),
    [("query_only = ON", "readonly"), ("max_page_count = 1", "full")],
    ids=["read only", "disk full"],
)
async def test_a_file_that_cannot_be_written_is_waited_for(
    sqlite: SqlDatabase, pragma: str, words: str
) -> None:
    async def write() -> None:
        async with sqlite.begin() as uow:
            await uow.customers.connection.execute(text(f"PRAGMA {pragma}"))
            for _ in range(100):
                await uow.customers.add(customer(name="Анна" * 100))

    with pytest.raises(StorageUnavailable, match=words):
        await write()


async def test_a_folder_that_is_missing_is_waited_for(tmp_path: Path, clock: StandingClock) -> None:
    unmounted = tmp_path / "volume"
    database = SqlDatabase(create_engine(f"sqlite+aiosqlite:///{unmounted / 'support.sqlite3'}"), clock)
    before = set(threading.enumerate())
    with pytest.raises(StorageUnavailable):
        await look(database)
    # aiosqlite ends the thread of a connection that failed by a message to this loop.
    for thread in set(threading.enumerate()) - before:
        await asyncio.to_thread(thread.join)

    unmounted.mkdir()
    async with database.read() as connection:
        await connection.execute(text("SELECT 1"))
    await database.close()
