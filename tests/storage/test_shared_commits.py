"""SQLite's writers that stand in line commit together, and yet each is all or nothing by itself."""

import asyncio
import sqlite3
from collections.abc import Callable

import pytest
from sqlalchemy import text

from bot.services.ports import StorageUnavailable
from storage.sqlite_connections import MOST, SqliteConnections
from storage.unit_of_work import SqlDatabase
from tests.storage.making import customer


class Commits:
    """Counts them; a `fault` comes in place of the next."""

    def __init__(self, database: SqlDatabase) -> None:
        connections = database.connections
        assert isinstance(connections, SqliteConnections)
        self.made = 0
        self.fault: Callable[[], Exception] | None = None
        self._commit = connections.commit
        connections.commit = self

    def __call__(self, connection: sqlite3.Connection) -> None:
        if self.fault:
            fault, self.fault = self.fault, None
            raise fault()
        self._commit(connection)
        self.made += 1


@pytest.fixture
def commits(sqlite: SqlDatabase) -> Commits:
    return Commits(sqlite)


async def write(database: SqlDatabase, name: str) -> None:
    async with database.begin() as uow:
        await uow.customers.add(customer(address=name))


async def are_there(database: SqlDatabase, *names: str) -> list[bool]:
    async with database.begin() as uow:
        return [await uow.customers.find("telegram", each) is not None for each in names]


async def test_writers_in_line_share_commits_and_each_is_on_disk_when_it_is_told(
    sqlite: SqlDatabase, commits: Commits
) -> None:
    names = [f"{number}" for number in range(3 * MOST)]

    async def write_and_look(name: str) -> None:
        await write(sqlite, name)
        async with sqlite.read() as connection:
            found = await connection.execute(
                text("SELECT 1 FROM customers WHERE address = :name"), {"name": name}
            )
            assert found.one_or_none()

    await asyncio.gather(*map(write_and_look, names))
    assert all(await are_there(sqlite, *names))
    assert commits.made <= len(names) / MOST + 2


async def test_who_fails_is_undone_alone(sqlite: SqlDatabase, commits: Commits) -> None:
    async def write_in_vain() -> None:
        async with sqlite.begin() as uow:
            await uow.customers.add(customer(address="lost"))
            async with uow.savepoint():
                await uow.customers.add(customer(address="lost, too"))
            raise LookupError

    outcomes = await asyncio.gather(
        write(sqlite, "first"),
        write_in_vain(),
        write(sqlite, "second"),
        write_in_vain(),
        return_exceptions=True,
    )
    assert [type(each) for each in outcomes] == [type(None), LookupError, type(None), LookupError]
    assert await are_there(sqlite, "first", "lost", "lost, too", "second") == [True, False, False, True]


async def test_a_commit_that_fails_fails_for_all_and_the_next_succeeds(
    sqlite: SqlDatabase, commits: Commits
) -> None:
    commits.fault = lambda: sqlite3.OperationalError("the disk is odd")
    outcomes = await asyncio.gather(write(sqlite, "a"), write(sqlite, "b"), return_exceptions=True)
    assert ["the disk is odd" in str(each) for each in outcomes] == [True, True]
    assert await are_there(sqlite, "a", "b") == [False, False]
    await write(sqlite, "a")
    assert await are_there(sqlite, "a") == [True]


async def test_when_sqlite_undoes_it_all_everybody_is_told_to_try_again(
    sqlite: SqlDatabase, commits: Commits
) -> None:
    """As it does when the disk is full."""

    async def lose_all() -> None:
        async with sqlite.begin() as uow:
            await uow.customers.connection.execute(text("ROLLBACK"))
            await uow.customers.add(customer(address="lost"))

    outcomes = await asyncio.gather(
        write(sqlite, "first"), lose_all(), write(sqlite, "last"), return_exceptions=True
    )
    assert [type(each) for each in outcomes] == [StorageUnavailable] * 3
    assert await are_there(sqlite, "first", "lost", "last") == [False, False, False]
