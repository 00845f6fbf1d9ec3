"""Tells a database that is away, full or overloaded, which is waited for, from a fault of ours."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.services.ports import StorageUnavailable

_SQLITE_TROUBLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
_PRIMARY = 0xFF
"""SQLite's extended codes keep the primary one in their lowest byte (sqlite.org/rescode.html)."""

_POSTGRESQL_TROUBLE = ("08", "28", "3D", "40", "53", "55", "57", "58")
"""Classes of SQLSTATE: connection, authorization, no such database, rollback (deadlocks), resources,
object not in its state, operator's intervention, system (PostgreSQL's appendix A)."""


@asynccontextmanager
async def available() -> AsyncIterator[None]:
    """Raise `StorageUnavailable` where trying again later may help; faults of ours stay what they are."""
    try:
        yield
    except (PoolTimeout, OSError) as error:
        raise StorageUnavailable(str(error)) from error
    except DBAPIError as error:
        if error.connection_invalidated or _passes(error):
            raise StorageUnavailable(str(error.orig).partition("\n")[0]) from error
        raise


def _passes(error: DBAPIError) -> bool:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        return code is not None and code & _PRIMARY in _SQLITE_TROUBLE
    state = getattr(cause, "sqlstate", None)
    if state:
        return bool(str(state).startswith(_POSTGRESQL_TROUBLE))
    # Without a state: asyncpg itself, which calls a closed connection and an unfit value by one name.
    unfit = isinstance(cause and cause.__cause__, ValueError)
    return isinstance(error, InterfaceError) and not unfit
