"""Tells a database that is away, full or overloaded, which is waited for, from a fault of ours."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import ExceptionContext, event
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.errors import SupportError
from bot.services.meter import Meter, Mishap
from bot.services.ports import StorageFull, StorageUnavailable

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

_POSTGRESQL_FULL = "53100"


@asynccontextmanager
async def available() -> AsyncIterator[None]:
    """Raise `StorageUnavailable` where trying again later may help; faults of ours stay what they are."""
    try:
        yield
    except TimeoutError as error:
        raise StorageUnavailable("the database does not answer") from error
    except (PoolTimeout, OSError) as error:
        raise StorageUnavailable(str(error)) from error
    except DBAPIError as error:
        cause = next((each for each in _history(error) if each.connection_invalidated or _passes(each)), None)
        if cause is None:
            raise
        kind = StorageFull if _is_full(cause) else StorageUnavailable
        raise kind(str(cause.orig).partition("\n")[0]) from error


def _history(error: DBAPIError) -> Iterator[DBAPIError]:
    """What went wrong, and what had gone wrong before it: SQLite that finds no room may undo the whole
    transaction, and then knows nothing of the savepoint to go back to."""
    earlier: BaseException | None = error
    while earlier is not None:
        if isinstance(earlier, DBAPIError):
            yield earlier
        earlier = earlier.__context__


def _is_full(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    is_full = code is not None and code & _PRIMARY == sqlite3.SQLITE_FULL
    return is_full or getattr(error.orig, "sqlstate", None) == _POSTGRESQL_FULL


def count_errors(engine: AsyncEngine, meter: Meter) -> None:
    """Statements that fail."""

    def count(context: ExceptionContext) -> None:
        meter.statement_failed(_why(context))

    event.listen(engine.sync_engine, "handle_error", count)


def _why(context: ExceptionContext) -> Mishap:
    error = context.sqlalchemy_exception
    if isinstance(error, IntegrityError):
        return Mishap.CONFLICT
    away = context.is_disconnect or (isinstance(error, DBAPIError) and _passes(error))
    return Mishap.AWAY if away else Mishap.FAULT


@contextmanager
def counted(meter: Meter) -> Iterator[None]:
    """Transactions that do not come to their commit."""
    try:
        yield
    except StorageUnavailable as away:
        meter.rolled_back(Mishap.AWAY)
        meter.unwritten(full=isinstance(away, StorageFull))
        raise
    except SupportError:
        meter.rolled_back(Mishap.CONFLICT)
        raise
    except Exception:
        meter.rolled_back(Mishap.FAULT)
        raise
    else:
        meter.written()


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
