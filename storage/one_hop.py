"""aiosqlite with one trip to the connection's thread for all that may go together, or none at all.

SQLAlchemy opens a cursor, executes, fetches and closes, and aiosqlite sends each of these to its thread. We
never read a result piece by piece, so all four go together; and with them whatever nobody has to wait for.

A trip takes many times longer than a short statement: two threads that wake each other quarrel about the
interpreter. What is known to be short is therefore done where it is asked for, while the thread is idle.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
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
    def __init__(self, connector: Callable[[], sqlite3.Connection], iter_chunk_size: int) -> None:
        super().__init__(connector, iter_chunk_size)
        self._given = 0
        self._done = 0
        """Jobs of the thread. It alone counts those it has done, and touches nothing after that."""

    def cursor(self) -> Any:
        return _Cursor(self)

    @property
    def is_idle(self) -> bool:
        """The thread has nothing to do, nor will it before it is given something."""
        return self._given == self._done

    def at_once(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Here and now, while it is idle: for what is short, and waits for nobody."""
        return job(self._conn)

    def send(self, job: Callable[[sqlite3.Connection], T]) -> "asyncio.Future[T]":
        """To the connection's thread, where jobs are done in the order in which they come."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(future, job)
        return future

    def tell(self, job: Callable[[sqlite3.Connection], None]) -> None:
        """The same, for a short job that nobody waits for; what SQLite objects to, nobody hears."""
        if self.is_idle:
            with suppress(sqlite3.Error):
                self.at_once(job)
        else:
            self._put(None, job)

    def _put(self, future: "asyncio.Future[Any] | None", job: Callable[[sqlite3.Connection], Any]) -> None:
        self._tx.put_nowait((future, self._counted(lambda: job(self._conn))))

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What others ask of an aiosqlite connection goes to the thread as well.

        The thread does not get to see what comes of it: it would remember a cursor until its next job, and a
        cursor that nobody has read to its end keeps the connection in the past.
        """
        found: list[Any] = []

        def job() -> None:
            found.append(fn(*args, **kwargs))

        await super()._execute(self._counted(job))  # type: ignore[no-untyped-call]
        return found.pop()

    def _counted(self, job: Callable[[], T]) -> Callable[[], T]:
        def in_thread() -> T:
            try:
                return job()
            finally:
                self._done += 1

        self._given += 1
        return in_thread


async def connect(path: str) -> aiosqlite.Connection:
    """A connection in autocommit mode: transactions begin when we say so."""
    connection = OneHopConnection(
        lambda: sqlite3.connect(path, isolation_level=None, check_same_thread=False), _CHUNK
    )
    connection._thread.daemon = True
    return await connection
