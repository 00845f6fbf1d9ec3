"""SQLite's connections: one for all who write, and a few for those who look.

The file has one writer at a time anyway, but polls for its lock: the slowest of thirty waited six seconds. So
the writers of this process queue here, first in first out. What takes long about a transaction is that its
commit waits for the disk; therefore those that stand in line commit together. Each is a part of one
transaction of the database, behind a savepoint of its own, and none is told that it is committed before all
of them are on disk.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.services.ports import StorageUnavailable
from storage.at_hand import AtHand
from storage.engine import BUSY_MS
from storage.one_hop import OneHopConnection
from storage.prepared import Plans
from storage.sqlite_transaction import BEGIN, UNDONE, SqliteTransaction
from storage.transaction import Hearing

MOST = 16
"""Parts of one commit: the first of them is waiting."""
LOOKING = 4
"""Connections kept at hand for those who look."""

Commit = Callable[[sqlite3.Connection], None]


def commit(connection: sqlite3.Connection) -> None:
    connection.execute("COMMIT")


class SqliteConnections:
    def __init__(self, engine: AsyncEngine) -> None:
        self.commit: Commit = commit
        """Called in the connection's thread; what it returns from is on disk."""
        self._lines = AtHand(engine, _line, most=LOOKING)
        self._hearing = Hearing(engine)
        self._plans = Plans(engine.dialect)
        self._turn = _Turn()
        self._writer: OneHopConnection | None = None
        self._batch: _Batch | None = None
        """Under way, if anybody writes."""

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqliteTransaction]:
        """One state of the database, whatever is written meanwhile."""
        line = await self._lines.take()
        transaction = self._transaction(line)
        transaction.tell(BEGIN)
        try:
            yield transaction
        finally:
            line.tell(_roll_back)
            await self._lines.give_back(line)

    glance = read
    """To begin costs nothing here."""

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqliteTransaction]:
        """On disk when this is left; nothing of it is when it is left by an exception."""
        await self._turn.come(unwanted=self._go_on)
        try:
            batch = self._batch = self._batch or await self._begin()
            part = self._transaction(batch.line)
            batch.open(part)
            try:
                yield part
            except BaseException:
                batch.undo(part)
                self._hearing.rolled_back(part)
                raise
            batch.complete(part)
        finally:
            self._go_on()
        await self._committed(batch, part)

    async def close(self) -> None:
        await self._lines.close()
        self._writer = None

    def _transaction(self, line: OneHopConnection) -> SqliteTransaction:
        return SqliteTransaction(line, self._plans, self._hearing)

    async def _begin(self) -> "_Batch":
        """With the lock: one that reads first and then writes would lose updates of other processes."""
        line = self._writer = self._writer or await self._lines.take()
        try:
            if not (line.is_idle and line.at_once(_begin_if_free)):
                await line.send(_begin_immediate)
        except sqlite3.Error as error:
            raise self._hearing.failed(error, "BEGIN IMMEDIATE") from error
        except BaseException:
            line.tell(_roll_back)
            raise
        return _Batch(line)

    def _go_on(self) -> None:
        """Whoever had the turn is done: the next in line adds to the batch, or it is committed."""
        batch = self._batch
        if batch is None or (self._turn.is_wanted and 0 < batch.parts < MOST):
            self._turn.pass_on()
            return
        self._batch = None
        if not batch.parts:
            batch.line.tell(_roll_back)
            self._turn.pass_on()
            return
        batch.commit(self.commit).add_done_callback(lambda _: self._turn.pass_on())

    async def _committed(self, batch: "_Batch", part: SqliteTransaction) -> None:
        await batch.over.wait()
        if batch.trouble is None:
            self._hearing.committed(part)
            return
        self._hearing.rolled_back(part)
        if isinstance(batch.trouble, sqlite3.Error):
            raise self._hearing.failed(batch.trouble, "COMMIT") from batch.trouble
        raise StorageUnavailable(str(batch.trouble)) from batch.trouble


class _Batch:
    """Parts of one transaction. What is told to the connection's thread is done there in that order."""

    def __init__(self, line: OneHopConnection) -> None:
        self.line = line
        self.parts = 0
        """Those that are complete."""
        self.over = asyncio.Event()
        """Committed, or undone because of some `trouble`."""
        self.trouble: BaseException | None = None
        self._is_lost = False
        """SQLite has undone all of it. Known in the thread only."""

    def open(self, part: SqliteTransaction) -> None:
        """The first has the transaction to itself."""
        if self.parts:
            part.tell("SAVEPOINT part")

    def undo(self, part: SqliteTransaction) -> None:
        """The others are not touched."""
        if self.parts and part.has_begun:
            self.line.tell(lambda connection: self._do(connection, "ROLLBACK TO part", "RELEASE part"))

    def complete(self, part: SqliteTransaction) -> None:
        last = [*part.untold, *(["RELEASE part"] if self.parts else [])]
        self.line.tell(lambda connection: self._do(connection, *(last if part.has_begun else ())))
        self.parts += 1

    def commit(self, commit: Commit) -> "asyncio.Future[None]":
        def in_thread(connection: sqlite3.Connection) -> None:
            if self._is_lost:
                _roll_back(connection)
                raise StorageUnavailable(UNDONE)
            try:
                commit(connection)
            except BaseException:
                _roll_back(connection)
                raise

        under_way = self.line.send(in_thread)
        under_way.add_done_callback(self._settle)
        return under_way

    def _settle(self, commit: "asyncio.Future[None]") -> None:
        self.trouble = commit.exception()
        self.over.set()

    def _do(self, connection: sqlite3.Connection, *words: str) -> None:
        self._is_lost |= not connection.in_transaction
        try:
            for each in words:
                connection.execute(each)
        except sqlite3.Error:
            self._is_lost = True


class _Turn:
    """To write: taken by one after the other, first in first out."""

    def __init__(self) -> None:
        self._is_taken = False
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def come(self, *, unwanted: Callable[[], None]) -> None:
        """`unwanted` is called when it comes to one that has been cancelled meanwhile."""
        if not self._is_taken:
            self._is_taken = True
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():
                unwanted()
            raise

    @property
    def is_wanted(self) -> bool:
        return any(not place.done() for place in self._waiting)

    def pass_on(self) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                return
        self._is_taken = False


def _line(driver: object) -> OneHopConnection:
    if not isinstance(driver, OneHopConnection):
        raise TypeError(driver)
    return driver


def _begin_if_free(connection: sqlite3.Connection) -> bool:
    """False: another process has the lock."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        _begin_immediate(connection)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return True


def _begin_immediate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")
