"""A process that dies at one of its commits, by their number, on either database."""

import asyncio
import os
import signal
import struct
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from storage.sqlite_connections import SqliteConnections
from storage.unit_of_work import SqlDatabase

Commit = Callable[[Any], None]

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
        if isinstance(database.connections, SqliteConnections):
            database.connections.commit = self._watched(database.connections.commit)
            return
        dialect = database.engine.dialect
        uncounted, counted = dialect.do_commit, self._watched(dialect.do_commit)

        def commit(dbapi_connection: Any) -> None:
            task = asyncio.current_task()
            is_by_the_clock = task is not None and task.get_name() in BY_THE_CLOCK
            (uncounted if is_by_the_clock else counted)(dbapi_connection)

        dialect.do_commit = commit  # type: ignore[method-assign]

    def _watched(self, commit: Commit) -> Commit:
        def counted(connection: Any) -> None:
            self.made += 1
            if self._is_due(When.BEFORE):
                die()
            if self._is_due(When.DURING):
                tell(connection)
                die()
            commit(connection)
            if self._counted:
                fresh = self._counted.with_suffix(".new")
                fresh.write_text(str(self.made), encoding="ascii")
                fresh.replace(self._counted)
            if self._is_due(When.AFTER):
                die()

        return counted

    def _is_due(self, when: When) -> bool:
        return (self.made, self._when) == (self._die_at, when)


def tell(connection: Any) -> None:
    """PostgreSQL to commit; its answer comes to nobody."""
    words = b"COMMIT\0"
    connection.driver_connection._transport.write(b"Q" + struct.pack("!i", 4 + len(words)) + words)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
