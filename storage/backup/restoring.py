"""Puts a backup into a database in one transaction: all of it is there afterwards, or what was before."""

import sqlite3
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, column, insert, inspect, select, table, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.services.ports import StorageUnavailable
from storage.backup.layout import FILE, TYPES, Part
from storage.backup.numbering import Given, given, go_on, lifted
from storage.backup.reading import Backup, has_room, room_needed
from storage.backup.writing import Progress
from storage.engine import APPLICATION
from storage.migrate import ADVISORY_LOCK, VERSIONS, move, newest, revision_of
from storage.tables import files, metadata
from storage.tables.search import is_index

AT_ONCE = 500
"""Rows written at once."""


class NotEmpty(Exception):
    """There are rows already; how many in each table that has any."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        super().__init__(rows)
        self.rows = rows


class InUse(Exception):
    """Somebody else has the database open."""


class NewerDatabase(Exception):
    """A later version of the program has been at work there."""


class NoRoom(Exception):
    """The disk has less room than the files need."""


async def rows_there(engine: AsyncEngine, *, replace: bool) -> Mapping[str, int]:
    """What a restore would replace; raises `InUse`, `NewerDatabase`, or `NotEmpty` where it may not."""
    if engine.dialect.name == "sqlite":
        _require_alone(Path(engine.url.database or ""))
    async with engine.execution_options(read_only=True).connect() as connection:
        if engine.dialect.name == "postgresql":
            others = await connection.execute(_OTHERS, {"name": APPLICATION})
            if others.scalar_one():
                raise InUse
        if (await connection.run_sync(revision_of) or "") > newest():
            raise NewerDatabase
        there = await connection.run_sync(_rows)
    if there and not replace:
        raise NotEmpty(there)
    return there


_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name LIKE :name || '%' AND pid <> pg_backend_pid()"
)


def _require_alone(path: Path) -> None:
    """Leaving the write-ahead log needs the file for itself; whoever opens it next takes it up again."""
    if not path.exists():
        return
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise InUse from error
            raise StorageUnavailable(str(error)) from error


def put_files(backup: Backup, folder: Path, progress: Progress) -> None:
    """People's files; those that are there already are what they are called by. Raises `NoRoom`."""
    if not has_room(folder, room_needed(backup)):
        raise NoRoom
    names = backup.manifest.files
    progress.begin("Files", len(names))
    for name in names:
        target = folder / name.removeprefix("files/")
        member = backup.manifest.members[name]
        if not (target.is_file() and target.stat().st_size == member.size):
            incoming = folder / ".incoming" / uuid.uuid4().hex
            backup.unpack(name, incoming)
            target.parent.mkdir(parents=True, exist_ok=True)
            incoming.replace(target)
        progress.done(1)


async def put_tables(
    engine: AsyncEngine,
    backup: Backup,
    *,
    replace: bool,
    progress: Progress,
    ahead: Collection[str] | None = None,
    folder: Path | None = None,
) -> Mapping[str, int]:
    """Returns the last numbers of tickets, by product. Raises `NotEmpty` where there are rows and they are
    not to be replaced.

    `ahead`: all products; their tickets, and all rows, get numbers that nothing can have got since the
    backup. None: nothing happened since then, and numbers go on. `folder`: of people's files; those
    that replaced rows had named are left to housekeeping.
    """
    async with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        replaced = await connection.run_sync(_restore, backup, replace, progress)
        last = await connection.run_sync(_last_given, backup)
        if ahead is not None:
            last = lifted(last, replaced, ahead)
        await connection.run_sync(go_on, last)
        if folder is not None:
            await connection.run_sync(_leave_to_housekeeping, folder)
    return last.tickets


def _restore(connection: Connection, backup: Backup, replace: bool, progress: Progress) -> Given:
    """What numbers the replaced rows had."""
    rows = _rows(connection)
    if rows and not replace:
        raise NotEmpty(rows)
    replaced = given(connection, _tables(connection).sorted_tables)
    _empty(connection)
    if revision_of(connection) != backup.manifest.schema:
        move(connection, backup.manifest.schema)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    progress.begin("Tables", backup.manifest.rows)
    for part in backup.manifest.tables:
        _fill(connection, part, backup.rows(part), progress)
    if backup.manifest.schema != newest():
        move(connection, newest())
    return replaced


def _last_given(connection: Connection, backup: Backup) -> Given:
    """Also to rows that were gone before the backup."""
    found, last = given(connection, metadata.sorted_tables), backup.manifest.sequences
    ids = {name: max(largest, last.get(name, 0)) for name, largest in found.ids.items()}
    return Given(ids, found.tickets)


def _leave_to_housekeeping(connection: Connection, folder: Path) -> None:
    """Files that no row names any more."""
    on_disk = (path.relative_to(folder).as_posix() for path in folder.glob("[0-9a-f][0-9a-f]/*"))
    named = set(connection.execute(select(files.c.path).where(files.c.path.is_not(None))).scalars())
    doomed = (path for path in on_disk if FILE.fullmatch(f"files/{path}") and path not in named)
    put = text("INSERT INTO erased_files (path) VALUES (:path) ON CONFLICT DO NOTHING")
    while batch := [{"path": path} for path in islice(doomed, AT_ONCE)]:
        connection.execute(put, batch)


def _tables(connection: Connection) -> MetaData:
    """As they are there."""
    found = MetaData()
    names = [
        name for name in inspect(connection).get_table_names() if name != VERSIONS and not is_index(name)
    ]
    found.reflect(connection, only=names)
    return found


def _rows(connection: Connection) -> dict[str, int]:
    counted = {
        each.name: connection.execute(text(f'SELECT count(*) FROM "{each.name}"')).scalar_one()  # noqa: S608
        for each in _tables(connection).sorted_tables
    }
    return {name: count for name, count in counted.items() if count}


def _empty(connection: Connection) -> None:
    tables = [each.name for each in reversed(_tables(connection).sorted_tables)]
    if connection.dialect.name == "postgresql":
        if tables:
            connection.exec_driver_sql(
                "TRUNCATE " + ", ".join(f'"{name}"' for name in tables) + " RESTART IDENTITY"
            )
        return
    for name in tables:
        connection.exec_driver_sql(f'DELETE FROM "{name}"')  # noqa: S608 - a name that the database gave
    if inspect(connection).has_table("sqlite_sequence"):
        connection.exec_driver_sql("DELETE FROM sqlite_sequence")


def _fill(connection: Connection, part: Part, rows: Iterator[list[Any]], progress: Progress) -> None:
    names = list(part.columns)
    into = table(part.name, *(column(name, TYPES[kind]) for name, kind in part.columns.items()))
    if connection.dialect.name == "postgresql":
        rows = map(_without_nul, rows)
    while batch := [dict(zip(names, row, strict=True)) for row in islice(rows, AT_ONCE)]:
        connection.execute(insert(into), batch)
        progress.done(len(batch))


def _without_nul(row: list[Any]) -> list[Any]:
    """SQLite keeps the one character that PostgreSQL's texts cannot have."""
    return [value.replace("\0", "") if isinstance(value, str) else value for value in row]
