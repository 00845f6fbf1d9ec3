"""aiosqlite with one trip to the connection's thread for all that may go together.

SQLAlchemy opens a cursor, executes, fetches and closes, and aiosqlite sends each of these to its thread. We
never read a result piece by piece, so all four go together; and with them whatever nobody has to wait for.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar

import aiosqlite

_CHUNK = 64

T = TypeVar("T")


class _Cursor:
    """What SQLAlchemy asks of an aiosqlite cursor."""

    def __init__(self, connection: "OneHopConnection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> "_Cursor":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "_Cursor":
        await self._connection.send(partial(self._run, sqlite3.Cursor.execute, statement, parameters))
        return self

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> "_Cursor":
        await self._connection.send(partial(self._run, sqlite3.Cursor.executemany, statement, parameters))
        return self

    def _run(self, execute: Any, statement: str, parameters: Any, connection: sqlite3.Connection) -> None:
        cursor = connection.cursor()
        try:
            execute(cursor, statement, parameters)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []


class OneHopConnection(aiosqlite.Connection):
    def cursor(self) -> Any:
        return _Cursor(self)

    def send(self, job: Callable[[sqlite3.Connection], T]) -> "asyncio.Future[T]":
        """To the connection's thread, where jobs are done in the order in which they come."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((future, partial(job, self._conn)))
        return future

    def tell(self, job: Callable[[sqlite3.Connection], None]) -> None:
        """The same, for a job that nobody waits for; what it raises, nobody hears."""
        self._tx.put_nowait((None, partial(job, self._conn)))


async def connect(path: str) -> aiosqlite.Connection:
    """A connection in autocommit mode: transactions begin when we say so."""
    connection = OneHopConnection(lambda: sqlite3.connect(path, isolation_level=None), _CHUNK)
    connection._thread.daemon = True
    return await connection
