"""A PostgreSQL that falls silent on connections that nobody closes is asked again on new ones."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import asyncpg
import pytest
from sqlalchemy import text

from bot.services.meter import Mishap, Uncounted
from bot.services.ports import StorageUnavailable
from storage import silence
from storage.availability import count_errors
from storage.engine import create_engine
from storage.postgres_session import Session
from storage.unit_of_work import SqlDatabase
from tests.patience import PATIENCE
from tests.storage.making import StandingClock, customer
from tests.storage.silencing import Way

SOON = 0.3


@pytest.fixture
async def way(postgres_url: str) -> AsyncIterator[Way]:
    async with Way(postgres_url).open() as way:
        yield way


@pytest.fixture
async def database(way: Way, clock: StandingClock) -> AsyncIterator[SqlDatabase]:
    database = SqlDatabase(create_engine(way.url, answers_within=SOON), clock)
    yield database
    await database.close()


async def look(database: SqlDatabase) -> int:
    async with asyncio.timeout(PATIENCE), database.read() as connection:
        return int((await connection.execute(text("SELECT 7"))).scalar_one())


async def test_connections_that_fell_silent_while_nobody_used_them_are_replaced_unnoticed(
    database: SqlDatabase, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncExitStack() as several:
        for _ in range(3):
            await several.enter_async_context(database.read())
    assert way.served == 3
    monkeypatch.setattr(silence, "PING_SECONDS", 0.05)
    monkeypatch.setattr(silence, "CLOSE_SECONDS", 0.05)
    way.falls_silent()

    assert await look(database) == 7
    assert await look(database) == 7
    async with database.begin() as uow:
        await uow.customers.add(customer(address="1"))


async def test_a_connection_that_broke_in_the_middle_of_something_ended_the_bot(
    database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL was stopped, and asyncpg still waited for an answer when the connection was asked."""
    assert await look(database) == 7
    say = Session.say

    async def breaks(*_: object, **__: object) -> str:
        monkeypatch.setattr(Session, "say", say)
        raise asyncpg.InternalClientError("another operation (2) is in progress")

    monkeypatch.setattr(Session, "say", breaks)
    assert await look(database) == 7


async def test_silence_in_the_middle_of_a_transaction_hung_it_for_ever(
    database: SqlDatabase, way: Way
) -> None:
    """Whoever works tries again later: it is no fault of ours."""
    meter = Missed()
    count_errors(database.engine, meter)

    async def write() -> None:
        async with asyncio.timeout(PATIENCE), database.begin() as uow:
            await uow.customers.add(customer(address="1"))
            way.falls_silent()
            await uow.customers.find("telegram", "1")

    with pytest.raises(StorageUnavailable, match="does not answer"):
        await write()
    assert meter.missed == [Mishap.AWAY]
    async with database.begin() as uow:
        assert await uow.customers.find("telegram", "1") is None


async def test_a_commit_that_is_not_answered_is_given_up(database: SqlDatabase, way: Way) -> None:
    async def write() -> None:
        async with asyncio.timeout(PATIENCE), database.begin() as uow:
            await uow.customers.add(customer(address="1"))
            way.falls_silent()

    with pytest.raises(StorageUnavailable, match="does not answer"):
        await write()
    assert await look(database) == 7


async def test_this_machine_notices_when_the_servers_acknowledges_nothing(database: SqlDatabase) -> None:
    async with database.engine.connect() as connection:
        theirs = (await connection.get_raw_connection()).driver_connection
        assert theirs is not None
        ours = theirs._transport.get_extra_info("socket")
        assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 2
        assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 5_000


class Missed(Uncounted):
    def __init__(self) -> None:
        self.missed: list[Mishap] = []

    def statement_failed(self, why: Mishap) -> None:
        self.missed.append(why)
