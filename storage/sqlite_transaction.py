"""One transaction on SQLite: statements straight to the driver, each with what may be told on its way."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.services.ports import StorageUnavailable
from storage.connection import Rows
from storage.one_hop import OneHopConnection
from storage.prepared import Call, Parameters, Plans, Prepared

BEGIN = "BEGIN"
FEW = 32
"""Executions of a short statement that keep the event loop no longer than a thread would."""
UNDONE = "SQLite has undone the transaction"
"""All of it, as it may when the disk is full."""


class Hearing:
    """Whoever listens to the engine's events hears of our statements, too."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._of_engine = engine.sync_engine.dispatch
        self._of_dialect = engine.dialect.dispatch
        self.dialect: Dialect = engine.dialect

    def executing(self, transaction: "SqliteTransaction", call: Call) -> None:
        if self._of_engine.before_cursor_execute:
            several = len(call.parameters) > 1
            self._of_engine.before_cursor_execute(transaction, None, call.sql, call.parameters, None, several)

    def committed(self, transaction: "SqliteTransaction") -> None:
        self._of_engine.commit(transaction)

    def rolled_back(self, transaction: "SqliteTransaction") -> None:
        self._of_engine.rollback(transaction)

    def failed(self, error: sqlite3.Error, sql: str) -> DBAPIError:
        """As SQLAlchemy would raise it; nobody's words are in it."""
        wrap: Callable[..., Any] = DBAPIError.instance
        raised: DBAPIError = wrap(sql, None, error, sqlite3.Error, hide_parameters=True, dialect=self.dialect)
        if self._of_dialect.handle_error:
            self._of_dialect.handle_error(Failure(raised))
        return raised


@dataclass(frozen=True, slots=True)
class Failure:
    """What a listener to `handle_error` reads of its context."""

    sqlalchemy_exception: DBAPIError
    is_disconnect: bool = False


class SqliteTransaction:
    """A `Connection`. What frames statements waits for the next one, and makes the trip with it."""

    def __init__(self, line: OneHopConnection, plans: Plans, hearing: Hearing) -> None:
        self.dialect = hearing.dialect
        self._line = line
        self._plans = plans
        self._hearing = hearing
        self._ahead: list[str] = []
        """Words to be told before the next statement."""
        self._savepoints = 0
        self.has_begun = False
        """A statement has been sent."""

    async def execute(self, statement: Executable | Prepared, parameters: Parameters | None = None) -> Rows:
        executions = parameters if isinstance(parameters, Sequence) else [parameters or {}]
        plan, call = self._plans.plan(statement, executions)
        self._hearing.executing(self, call)
        trip = _Trip(self._ahead, call)
        self._ahead, self.has_begun = [], True
        try:
            if isinstance(statement, Prepared) and len(executions) <= FEW and self._line.is_idle:
                described, rows, changed = self._line.at_once(trip)
            else:
                described, rows, changed = await self._line.send(trip)
        except sqlite3.Error as error:
            raise self._hearing.failed(error, call.sql) from error
        return Rows(plan.columns(described or ()), rows, changed)

    def tell(self, *words: str) -> None:
        """Before the next statement; nobody waits for it."""
        self._ahead.extend(words)

    @property
    def untold(self) -> Sequence[str]:
        return self._ahead

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        self._savepoints += 1
        name = f"effects_{self._savepoints}"
        begin = f"SAVEPOINT {name}"
        self.tell(begin)
        try:
            yield
        except BaseException:
            if begin in self._ahead:  # nothing has happened since
                del self._ahead[self._ahead.index(begin) :]
            else:
                self._ahead = [f"ROLLBACK TO {name}", f"RELEASE {name}"]
            raise
        if begin in self._ahead:
            del self._ahead[self._ahead.index(begin) :]
        else:
            self.tell(f"RELEASE {name}")


class _Trip:
    """What is done in one go, to the connection's thread and back or where it is asked for."""

    def __init__(self, ahead: Sequence[str], call: Call) -> None:
        self._ahead = ahead
        self._call = call

    def __call__(self, connection: sqlite3.Connection) -> tuple[Any, list[Any], int]:
        if not connection.in_transaction and BEGIN not in self._ahead:
            raise StorageUnavailable(UNDONE)  # what came now would be committed at once
        for words in self._ahead:
            connection.execute(words)
        call = self._call
        if len(call.parameters) > 1 and not call.returns_rows:
            cursor = connection.executemany(call.sql, call.parameters)
            return None, [], cursor.rowcount
        rows: list[Any] = []
        changed = 0
        for parameters in call.parameters:
            cursor = connection.execute(call.sql, parameters)
            rows += cursor.fetchall()
            changed += cursor.rowcount
        return cursor.description, rows, changed
