"""Writes a backup while the bot works: all tables as they are at one moment, and the files they name."""

import hashlib
import zipfile
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from sqlalchemy import ColumnElement, Row, Select, Table, func, literal, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.availability import available
from storage.backup.layout import CHUNK, MANIFEST, Kind, Manifest, Member, Part, kind_of, written
from storage.engine import looking
from storage.migrate import newest, revision_of
from storage.tables import files, metadata
from storage.unit_of_work import SqlDatabase

PAGE = 500
"""Rows read at once."""


class Progress(Protocol):
    def begin(self, what: str, length: int) -> None: ...

    def done(self, steps: int) -> None: ...


class NotCurrent(Exception):
    """The database is of another schema than this program; the revision, None where it is empty."""

    def __init__(self, revision: str | None) -> None:
        super().__init__(revision)
        self.revision = revision


async def write_backup(
    database: SqlDatabase, folder: Path, target: BinaryIO, *, at: datetime, version: str, progress: Progress
) -> Manifest:
    """Everything, as of the moment of the first read: writers go on, and are not in it.

    `folder`: of people's files. What stands there never changes, so that it can be copied afterwards.
    """
    with zipfile.ZipFile(target, "w") as packed:
        archive = _Archive(packed)
        async with available(), looking(database.engine).connect() as connection:
            revision = await connection.run_sync(revision_of)
            if revision != newest():
                raise NotCurrent(revision)
            counts = [await _count(connection, each) for each in metadata.sorted_tables]
            progress.begin("Tables", sum(counts))
            tables = [await _write(connection, each, archive, progress) for each in metadata.sorted_tables]
            sequences = await _sequences(connection)
            kept = await _kept_files(connection)
        progress.begin("Files", len(kept))
        missing = [path for path in kept if not archive.copies(folder / path, f"files/{path}", progress)]
        manifest = Manifest(
            version=version,
            schema=revision,
            database=database.engine.dialect.name,
            made_at=at,
            tables=tables,
            members=archive.members,
            sequences=sequences,
            missing=missing,
        )
        archive.put(MANIFEST, [manifest.as_json().encode()])
        return manifest


class _Archive:
    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self.members: dict[str, Member] = {}

    @contextmanager
    def open(self, name: str, *, compress: bool = True) -> Iterator["_Hashed"]:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info.external_attr = 0o100600 << 16
        with self._packed.open(info, "w", force_zip64=True) as member:
            hashed = _Hashed(member)
            yield hashed
        self.members[name] = Member(hashed.size, hashed.digest.hexdigest())

    def put(self, name: str, chunks: Iterable[bytes], *, compress: bool = True) -> None:
        with self.open(name, compress=compress) as member:
            for chunk in chunks:
                member.write(chunk)

    def copies(self, path: Path, name: str, progress: Progress) -> bool:
        """False: it is not there. Photos and archives, what people mostly send, get no smaller."""
        with suppress(FileNotFoundError), path.open("rb") as file:
            self.put(name, iter(lambda: file.read(CHUNK), b""), compress=False)
            progress.done(1)
            return True
        return False


class _Hashed:
    def __init__(self, target: Any) -> None:
        self._target = target
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        self._target.write(chunk)
        self.digest.update(chunk)
        self.size += len(chunk)


async def _count(connection: AsyncConnection, table: Table) -> int:
    rows = await connection.execute(select(func.count()).select_from(table))
    return int(rows.scalar_one())


async def _write(connection: AsyncConnection, table: Table, archive: _Archive, progress: Progress) -> Part:
    columns = {column.name: kind_of(column) for column in table.c}
    kinds = tuple(columns.values())
    count = 0
    with archive.open(f"tables/{table.name}.jsonl") as member:
        async for page in _pages(connection, table):
            member.write(b"".join(written(kinds, row) for row in page))
            count += len(page)
            progress.done(len(page))
    return Part(table.name, columns, count)


async def _pages(connection: AsyncConnection, table: Table) -> AsyncIterator[Sequence[Row[Any]]]:
    """In the order of the key: a page goes on behind the last row of the one before."""
    keys = list(table.primary_key)
    query: Select[Any] = select(*_columns(connection, table)).order_by(*keys).limit(PAGE)
    page = (await connection.execute(query)).all()
    while page:
        yield page
        last = [literal(getattr(page[-1], key.name), key.type) for key in keys]
        page = (await connection.execute(query.where(tuple_(*keys) > tuple_(*last)))).all()


def _columns(connection: AsyncConnection, table: Table) -> list[ColumnElement[Any]]:
    if connection.dialect.name != "postgresql":
        return list(table.c)
    return [
        func.array_to_string(func.tsvector_to_array(column), " ").label(column.name)
        if kind_of(column) is Kind.STEMS
        else column
        for column in table.c
    ]


async def _sequences(connection: AsyncConnection) -> dict[str, int]:
    """Also of rows that are gone, where the database keeps count of them: on SQLite, of some tables."""
    found: dict[str, int] = {}
    if connection.dialect.name == "sqlite":
        rows = await connection.execute(text("SELECT name, seq FROM sqlite_sequence"))
        return {row.name: row.seq for row in rows if row.name in metadata.tables}
    last_value = text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, 'id')::regclass)")
    for table in metadata.sorted_tables:
        if "id" not in table.c:
            continue
        last = (await connection.execute(last_value, {"name": table.name})).scalar_one()
        if last is not None:
            found[table.name] = last
    return found


async def _kept_files(connection: AsyncConnection) -> list[str]:
    rows = await connection.execute(
        select(files.c.path).where(files.c.path.is_not(None)).distinct().order_by(files.c.path)
    )
    return list(rows.scalars())
