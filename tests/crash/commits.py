"""A process that dies at one of its commits, by their number, on either database."""

import asyncio
import os
import signal
import sqlite3
import struct
from enum import StrEnum
from pathlib import Path
from typing import Any

from storage import postgres_connections, sqlite_connections
from storage.postgres_connections import PostgresConnections, PostgresTransaction
from storage.sqlite_connections import SqliteConnections
from storage.unit_of_work import SqlDatabase

BY_THE_CLOCK = frozenset({"replicas", "inbox watch"})
"""Tasks of a replica that commit each moment: of how many commits a story has they tell nothing."""


class When(StrEnum):
    BEFORE = "before"
    DURING = "during"
    """The database was told, and the process does not hear of it. PostgreSQL's alone: SQLite is in the
    process."""
    AFTER = "after"


class Commits:
    """Counts them, in a file for who asks; the process dies at number `die_at`."""

    def __init__(self, die_at: int | None, when: When, counted: Path | None) -> None:
        self.made = 0
        self._die_at = die_at
        self._when = when
        self._counted = counted

    def watch(self, database: SqlDatabase) -> None:
        """All that this process commits, in the one place of either database where it does."""
        connections = database.connections
        if isinstance(connections, SqliteConnections):
            connections.commit = self._on_sqlite(connections.commit)
        elif isinstance(connections, PostgresConnections):
            connections.commit = self._on_postgresql(connections.commit)
        else:
            raise TypeError(connections)

    def _on_sqlite(self, commit: sqlite_connections.Commit) -> sqlite_connections.Commit:
        def counted(connection: sqlite3.Connection) -> None:
            number = self._begin()
            commit(connection)
            self._end(number)

        return counted

    def _on_postgresql(self, commit: postgres_connections.Commit) -> postgres_connections.Commit:
        async def counted(transaction: PostgresTransaction) -> None:
            task = asyncio.current_task()
            if task is not None and task.get_name() in BY_THE_CLOCK:
                await commit(transaction)
                return
            number = self._begin()
            if self._is_due(number, When.DURING):
                tell_to_commit(transaction)
                die()
            await commit(transaction)
            self._end(number)

        return counted

    def _begin(self) -> int:
        """The commit's number: on PostgreSQL several may be under way."""
        self.made += 1
        if self._is_due(self.made, When.BEFORE):
            die()
        return self.made

    def _end(self, number: int) -> None:
        if self._counted:
            fresh = self._counted.with_suffix(".new")
            fresh.write_text(str(self.made), encoding="ascii")
            fresh.replace(self._counted)
        if self._is_due(number, When.AFTER):
            die()

    def _is_due(self, number: int, when: When) -> bool:
        return (number, when) == (self._die_at, self._when)


def tell_to_commit(transaction: PostgresTransaction) -> None:
    """PostgreSQL, whose answer comes to nobody."""
    words = b"COMMIT\0"
    driver: Any = transaction._session.driver
    driver._transport.write(b"Q" + struct.pack("!i", 4 + len(words)) + words)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
