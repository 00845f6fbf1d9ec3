"""The database engine: SQLite as it must be set to be safe, or PostgreSQL."""

import asyncio
import importlib
import sqlite3
from types import ModuleType
from typing import Any

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.one_hop import connect

BUSY_MS = 10_000
_ASK_AGAIN = 0.02  # seconds
POOL_SIZE = 8
APPLICATION = "support-bot"
"""What PostgreSQL calls our connections, for whoever looks who is there."""

_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)


def create_engine(url: str, *, name: str = APPLICATION, answers_within: float | None = None) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`; there, `name` tells its sessions,
    and each statement is to be answered within so many seconds; None: however long it takes, as migrations
    do, and commands that go through all there is."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_async_engine(
            url,
            pool_size=POOL_SIZE,
            max_overflow=POOL_SIZE,
            hide_parameters=True,
            connect_args=connecting(name) | {"command_timeout": answers_within},
        )
        _silence().notice_silence(engine)
        return engine
    engine = create_async_engine(
        url,
        async_creator=lambda: _open(parsed.database or ""),
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def looking(engine: AsyncEngine) -> AsyncEngine:
    """The same, for consistent looks that keep no writer waiting."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(read_only=True)
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def connecting(name: str) -> dict[str, Any]:
    """How we connect to PostgreSQL."""
    silence = _silence()
    return {
        "server_settings": session_settings(name),
        "connection_class": silence.Attentive,
        "timeout": silence.CONNECT_SECONDS,
    }


def session_settings(name: str) -> dict[str, str]:
    """Of PostgreSQL: what a machine that is gone had locked is free a few seconds later."""
    return {
        "application_name": name,
        "jit": "off",  # its compiler would take seconds for a search that then takes a tenth of one
        "tcp_keepalives_idle": "2",
        "tcp_keepalives_interval": "1",
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": "5000",
    }


def _silence() -> ModuleType:
    """Imported where it is needed: asyncpg is not installed for SQLite alone."""
    return importlib.import_module("storage.silence")


async def _open(path: str) -> aiosqlite.Connection:
    connection = await connect(path)
    try:
        for pragma in _PRAGMAS:
            await connection.execute(pragma)
        await _write_ahead(connection)
    except BaseException:
        await connection.close()
        raise
    return connection


async def _write_ahead(connection: aiosqlite.Connection) -> None:
    """Has the database keep a write-ahead log, which it then remembers.

    Of several that open a new database together, SQLite refuses all but one at once, whatever
    `busy_timeout` says (two that wait for each other's read lock would wait for ever): they ask again.
    """
    clock = asyncio.get_running_loop().time
    patience_ends = clock() + BUSY_MS / 1000
    while True:
        try:
            await connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or clock() > patience_ends:
                raise
        else:
            return
        await asyncio.sleep(_ASK_AGAIN)


def _begin(connection: Connection) -> None:
    """A writer takes the write lock at once: one that reads first and then writes loses updates of others.

    SQLAlchemy's default lets Python's sqlite3 begin late; of 320 concurrent increments 277 were lost.
    """
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
