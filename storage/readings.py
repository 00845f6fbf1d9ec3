"""Until when channels have been read."""

from sqlalchemy import select

from bot.services.reading_ports import ReadMark
from storage.connection import Connection
from storage.sql import insert_or_replace
from storage.tables import readings


class ReadingRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def of(self, channel: str) -> ReadMark | None:
        rows = await self.connection.execute(select(readings).where(readings.c.channel == channel))
        row = rows.one_or_none()
        return ReadMark(row.read_until, row.asked_up_to) if row else None

    async def put(self, channel: str, mark: ReadMark) -> None:
        await self.connection.execute(
            insert_or_replace(self.connection, readings),
            [{"channel": channel, "read_until": mark.read_until, "asked_up_to": mark.asked_up_to}],
        )
