"""How what people said goes: with its earlier wordings, its files, and all that points to it."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from storage.connection import Connection
from storage.sql import insert_once
from storage.tables import builds, erased_files, files, links, messages, revisions

AT_ONCE = 500
"""Ids in a list of a statement; databases have limits."""


async def forget_messages(connection: Connection, ids: Sequence[int]) -> None:
    for begin in range(0, len(ids), AT_ONCE):
        part = ids[begin : begin + AT_ONCE]
        await forget_copies(connection, part)
        for table, column in (
            (revisions, revisions.c.message_id),
            (files, files.c.message_id),
            (builds, builds.c.message_id),
            (links, links.c.copy_of),
            (messages, messages.c.id),
        ):
            await connection.execute(delete(table).where(column.in_(part)))


async def forget_copies(connection: Connection, message_ids: Sequence[int]) -> None:
    """Our copies of these messages' files are to leave the disk, once this transaction has taken place."""
    rows = await connection.execute(
        select(files.c.path).where(files.c.message_id.in_(message_ids), files.c.path.is_not(None)).distinct()
    )
    doomed = [{"path": path} for path in rows.scalars()]
    if doomed:
        await connection.execute(insert_once(connection, erased_files), doomed)
