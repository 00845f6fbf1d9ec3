"""Builds that wait for the checksum of their file."""

from typing import Any

from sqlalchemy import Select, delete, insert, select

from bot.services.desk_ports import Build
from storage.connection import Connection
from storage.tables import builds, files


class BuildRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def add(self, build: Build) -> None:
        await self.connection.execute(
            insert(builds).values(
                message_id=build.message_id,
                ticket_id=build.ticket_id,
                agent_id=build.agent_id,
                version=build.version,
                checksum=build.checksum,
            )
        )

    async def waiting(self, message_id: int) -> Build | None:
        return await self._one(select(builds).where(builds.c.message_id == message_id))

    async def of_file(self, file_id: int) -> Build | None:
        same_message = files.c.message_id == builds.c.message_id
        return await self._one(select(builds).join(files, same_message).where(files.c.id == file_id))

    async def _one(self, query: Select[Any]) -> Build | None:
        rows = await self.connection.execute(query)
        row = rows.one_or_none()
        if row is None:
            return None
        return Build(row.message_id, row.ticket_id, row.agent_id, row.version, row.checksum)

    async def drop(self, message_id: int) -> None:
        await self.connection.execute(delete(builds).where(builds.c.message_id == message_id))
