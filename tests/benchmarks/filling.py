"""Fills a migrated database with a generated history, fast: nothing of it need survive a power cut."""

import io
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import insert, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalog.products import Catalog
from storage import tables
from storage.engine import create_engine
from storage.migrate import migrate
from storage.tables.search import forget_stems, index_stems
from tests.benchmarks.history import COLUMNS, History, Rows, Value, agents, pieces

PIECE = 2_000
NUMBERED = ("customers", "tickets", "drafts", "messages", "events", "agents")
"""Tables that PostgreSQL numbers from a sequence, which must know what is there."""

Progress = Callable[[int], None]


async def fill(url: str, catalog: Catalog, history: History, tickets: int, tell: Progress) -> None:
    """An empty database, which is migrated first."""
    engine = create_engine(url)
    try:
        await migrate(engine)
        await _begin(engine, catalog, history)
        if engine.dialect.name == "sqlite":
            async with engine.begin() as connection:
                await connection.run_sync(forget_stems)
            _fill_sqlite(Path(make_url(url).database or ""), history, tickets, tell)
            async with engine.begin() as connection:
                await connection.run_sync(index_stems)
        else:
            await _fill_postgres(url, history, tickets, tell)
        if engine.dialect.name == "postgresql":  # it does so by itself, but later; SQLite never does
            async with engine.begin() as connection:
                await connection.execute(text("ANALYZE"))
    finally:
        await engine.dispose()


async def _begin(engine: AsyncEngine, catalog: Catalog, history: History) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(tables.agents), agents())
        policies = [
            {"product_id": each.id, "version": each.policy_version, "body": each.policy.as_json()}
            for each in catalog.all()
        ]
        await connection.execute(insert(tables.policies), policies)
        numbers = [{"product_id": each, "last": last} for each, last in history.last_numbers().items()]
        await connection.execute(insert(tables.numbers), numbers)


def _fill_sqlite(path: Path, history: History, tickets: int, tell: Progress) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("synchronous = OFF", "cache_size = -1000000", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        for first, last in pieces(1, tickets, PIECE):
            connection.execute("BEGIN IMMEDIATE")
            for table, rows in history.rows(first, last).items():
                columns = COLUMNS[table]
                names = ", ".join(f'"{each}"' for each in columns)
                places = ", ".join("?" * len(columns))
                connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
            connection.execute("COMMIT")
            tell(last)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


async def _fill_postgres(url: str, history: History, tickets: int, tell: Progress) -> None:
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(dsn, server_settings={"timezone": "UTC", "synchronous_commit": "off"})
    try:
        for first, last in pieces(1, tickets, PIECE):
            await _copy(connection, history.rows(first, last))
            tell(last)
        for table in NUMBERED:
            await connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
    finally:
        await connection.close()


async def _copy(connection: Any, found: Rows) -> None:
    for table, rows in found.items():
        if rows:
            source = io.BytesIO("".join(map(_line, rows)).encode())
            await connection.copy_to_table(table, source=source, columns=COLUMNS[table])


def _line(row: Iterable[Value]) -> str:
    """As PostgreSQL copies text in; what is generated has neither tabs nor new lines in it."""
    cells = ("\\N" if each is None else str(each).replace("\\", r"\\") for each in row)
    return "\t".join(cells) + "\n"
