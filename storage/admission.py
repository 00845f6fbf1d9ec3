"""Who may work on a database: on SQLite one process at a time, for it keeps what it has to do in memory."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.services.ports import StorageUnavailable

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 10.0
"""For a predecessor that is just stopping."""
ASK_AGAIN = 0.1


class Occupied(Exception):
    """Others work on this database, and not together with us. The message says what to do."""


async def admitted(is_free: Callable[[], Awaitable[bool]], otherwise: str) -> None:
    """Returns once it is; raises `Occupied` with these words where that takes too long."""
    clock = asyncio.get_running_loop().time
    patience_ends = clock() + PATIENCE_SECONDS
    is_told = False
    while not await is_free():
        if clock() > patience_ends:
            raise Occupied(otherwise)
        if not is_told:
            log.warning("Another process works on this database; waiting for it to stop")
            is_told = True
        await asyncio.sleep(ASK_AGAIN)


class FileLock:
    """A lock on a file beside a SQLite database, which the system lifts when the process dies.

    The file is a SQLite database too, for its way of locking works on every system.
    """

    def __init__(self, database: Path | None) -> None:
        """None: a database in memory, which nobody else can reach."""
        self.path = database and database.with_name(f"{database.name}.lock")
        self._held: sqlite3.Connection | None = None

    async def enter(self) -> None:
        """Raises `Occupied` if another process is here and does not go."""
        await admitted(
            self._is_free,
            "Another process works on this database. Stop it; several need PostgreSQL and REDIS_URL.",
        )

    async def _is_free(self) -> bool:
        if self.path is None:
            return True
        try:
            self._held = _locked(self.path)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise StorageUnavailable(str(error)) from error
        return self._held is not None

    async def stay(self) -> None:
        """Nothing to do: a file is not lost."""

    async def close(self) -> None:
        if self._held:
            self._held.close()
            self._held = None


def _locked(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        connection.close()
        raise
    return connection
