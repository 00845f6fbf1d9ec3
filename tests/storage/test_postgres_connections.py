"""How transactions come to PostgreSQL's sessions, and what becomes of those."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.services.ports import StorageUnavailable
from storage.people import CustomerRows
from storage.postgres_connections import GLANCE, MOST
from storage.postgres_session import Session
from storage.unit_of_work import SqlDatabase
from tests.storage.making import customer

NUMBER = text("SELECT count(*) FROM customers")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was told besides statements."""
    heard: list[str] = []
    say = Session.say

    async def note(session: Session, *words: str, within: float | None = None) -> str:
        heard.append("; ".join(words))
        return await say(session, *words, within=within)

    monkeypatch.setattr(Session, "say", note)
    return heard


async def write(database: SqlDatabase, name: str) -> None:
    async with database.begin() as uow:
        await uow.customers.add(customer(address=name))


async def number(database: SqlDatabase) -> int:
    async with database.read() as connection:
        return int((await connection.execute(NUMBER)).scalar_one())


async def test_what_may_go_together_does(postgresql: SqlDatabase, said: list[str]) -> None:
    async with postgresql.begin() as uow:
        async with uow.savepoint():
            await uow.customers.add(customer(address="1"))
        await uow.customers.add(customer(address="2"))
        async with uow.savepoint():
            await uow.customers.add(customer(address="3"))

    assert said == [
        "BEGIN",
        "SAVEPOINT effects_1",
        "RELEASE effects_1; SAVEPOINT effects_2",
        "RELEASE effects_2; COMMIT",
    ]


async def test_a_savepoint_that_fails_takes_nothing_else_with_it(postgresql: SqlDatabase) -> None:
    async with postgresql.begin() as uow:
        async with uow.savepoint():
            await uow.customers.add(customer(address="1"))
        await uow.customers.add(customer(address="2"))
        with suppress(DBAPIError):
            async with uow.savepoint():
                await uow.customers.add(customer(address="3"))
                await uow.customers.add(customer(address="1"))
        await uow.customers.add(customer(address="4"))

    assert await number(postgresql) == 3


async def test_what_postgresql_has_undone_is_not_taken_for_committed(postgresql: SqlDatabase) -> None:
    """It answers a commit after a failure kindly, and undoes everything."""

    async def overlook_a_failure() -> None:
        async with postgresql.begin() as uow:
            await uow.customers.add(customer(address="1"))
            with suppress(DBAPIError):
                await uow.customers.add(customer(address="1"))

    with pytest.raises(StorageUnavailable, match="undone"):
        await overlook_a_failure()
    assert await number(postgresql) == 0


async def test_a_read_sees_one_state_and_a_glance_the_newest(postgresql: SqlDatabase) -> None:
    async with postgresql.read() as still, postgresql.glance() as glance:
        for connection in (still, glance):
            assert (await connection.execute(NUMBER)).scalar_one() == 0
        await write(postgresql, "1")
        assert (await still.execute(NUMBER)).scalar_one() == 0
        assert (await glance.execute(NUMBER)).scalar_one() == 1


async def test_a_glance_asks_whether_the_session_is_there_when_it_has_rested(
    postgresql: SqlDatabase, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await number(postgresql)
    said.clear()
    async with postgresql.glance() as connection:
        await connection.execute(NUMBER)
    assert said == []
    monkeypatch.setattr("storage.postgres_connections.SURE_SECONDS", 0.0)
    async with postgresql.glance() as connection:
        await connection.execute(NUMBER)
    assert said == [GLANCE]


async def test_those_that_find_no_room_wait_for_it(postgresql: SqlDatabase) -> None:
    await asyncio.gather(*(write(postgresql, str(each)) for each in range(3 * MOST)))
    assert await number(postgresql) == 3 * MOST


async def test_what_is_broken_off_keeps_no_room_and_locks_nothing(postgresql: SqlDatabase) -> None:
    begun = asyncio.Semaphore(0)

    async def hang() -> None:
        async with postgresql.connections.write() as connection:
            await CustomerRows(connection).add(customer(address="1"))
            begun.release()
            await connection.execute(text("SELECT pg_sleep(60)"))

    for _ in range(MOST + 1):
        async with asyncio.TaskGroup() as tasks:
            hanging = tasks.create_task(hang())
            await begun.acquire()
            hanging.cancel()
    await write(postgresql, "1")
    assert await number(postgresql) == 1
