"""aiosqlite with one trip to the connection's thread for a statement, instead of four.

SQLAlchemy opens a cursor, executes, fetches and closes, and aiosqlite sends each of these to its thread.
We never read a result piece by piece, so all four go together: an update costs a third of the trips.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import aiosqlite

_CHUNK = 64


class _Cursor:
    """What SQLAlchemy asks of an aiosqlite cursor."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
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
        await self._connection._execute(self._run, sqlite3.Cursor.execute, statement, parameters)  # type: ignore[no-untyped-call]
        return self

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> "_Cursor":
        await self._connection._execute(self._run, sqlite3.Cursor.executemany, statement, parameters)  # type: ignore[no-untyped-call]
        return self

    def _run(self, execute: Any, statement: str, parameters: Any) -> None:
        cursor = self._connection._conn.cursor()
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


class _Connection(aiosqlite.Connection):
    def cursor(self) -> Any:
        return _Cursor(self)


async def connect(path: str) -> aiosqlite.Connection:
    """A connection in autocommit mode: transactions begin when we say so."""
    connection = _Connection(lambda: sqlite3.connect(path, isolation_level=None), _CHUNK)
    connection._thread.daemon = True
    return await connection
