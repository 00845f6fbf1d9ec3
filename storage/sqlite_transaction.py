"""One transaction on SQLite: statements straight to the driver, each with what may be told on its way."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable

from bot.services.ports import StorageUnavailable
from storage.connection import Rows
from storage.one_hop import OneHopConnection
from storage.prepared import Call, Parameters, Plans, Prepared
from storage.transaction import Hearing, Transaction

BEGIN = "BEGIN"
FEW = 32
"""Executions of a short statement that keep the event loop no longer than a thread would."""
UNDONE = "SQLite has undone the transaction"
"""All of it, as it may when the disk is full."""


class SqliteTransaction(Transaction):
    """A `Connection`. What it tells makes the same trip to the thread as the statement after it."""

    def __init__(self, line: OneHopConnection, plans: Plans, hearing: Hearing) -> None:
        super().__init__(plans, hearing)
        self._line = line
        self.has_begun = False
        """A statement has been sent."""

    @property
    def untold(self) -> Sequence[str]:
        return self._ahead

    async def execute(self, statement: Executable | Prepared, parameters: Parameters | None = None) -> Rows:
        plan, call = self._plans.plan(statement, parameters)
        self._hearing.executing(self, call)
        trip = _Trip(self._ahead, call)
        self._ahead, self.has_begun = [], True
        try:
            if isinstance(statement, Prepared) and len(call.parameters) <= FEW and self._line.is_idle:
                described, rows, changed = self._line.at_once(trip)
            else:
                described, rows, changed = await self._line.send(trip)
        except sqlite3.Error as error:
            raise self._hearing.failed(error, call.sql) from error
        return Rows(plan.columns(described or ()), rows, changed)


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
