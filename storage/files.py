"""People's files, and our copies of them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, select, update

from bot.domain.message import Archive, Attachment, FileKind
from storage.connection import Connection
from storage.sql import constant
from storage.tables import files, messages


async def pending_files(
    connection: Connection, *, limit: int, apart_from: Collection[int]
) -> list[Attachment]:
    """Files that are not archived yet, oldest first."""
    rows = await connection.execute(
        select(*(column.label(f"file_{column.name}") for column in files.c))
        .where(files.c.archive == constant(Archive.PENDING), files.c.id.not_in(apart_from))
        .order_by(files.c.id)
        .limit(limit)
    )
    return [read_attachment(row) for row in rows]


class FileRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def settle(
        self, file_id: int, archive: Archive, *, sha256: str | None, path: str | None, size: int | None
    ) -> bool:
        known = {"size": size} if size is not None else {}
        rows = await self.connection.execute(
            update(files)
            .where(files.c.id == file_id, files.c.archive == constant(Archive.PENDING))
            .values(archive=archive.value, sha256=sha256, path=path, **known)
        )
        return rows.rowcount == 1

    async def ticket_of(self, file_id: int) -> int | None:
        rows = await self.connection.execute(
            select(messages.c.ticket_id)
            .join(files, files.c.message_id == messages.c.id)
            .where(files.c.id == file_id)
        )
        ticket_id: int | None = rows.scalar_one()
        return ticket_id


def read_attachment(row: Row[Any]) -> Attachment:
    return Attachment(
        id=row.file_id,
        kind=FileKind(row.file_kind),
        remote_id=row.file_remote_id,
        unique_id=row.file_unique_id,
        name=row.file_name,
        mime=row.file_mime,
        size=row.file_size,
        archive=Archive(row.file_archive),
        sha256=row.file_sha256,
        path=row.file_path,
    )
