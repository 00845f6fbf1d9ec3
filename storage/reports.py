"""Reports that are to be counted and drawn, and pictures that wait to be sent."""

from typing import Any

from sqlalchemy import CursorResult, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Recipient
from bot.domain.message import Source
from bot.domain.report_period import ReportPeriod
from bot.services.report_ports import Report, ReportKind
from storage.sql import constant
from storage.tables import reports

WANTED, DRAWN = "wanted", "drawn"

_wanted = reports.c.status == constant(WANTED)


class ReportRows:
    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.added = False

    async def add(self, report: Report) -> None:
        self.added = True
        await self.connection.execute(
            insert(reports).values(
                kind=report.kind.value,
                chat_id=report.to.id,
                thread=report.to.thread,
                reply_to=report.reply_to and report.reply_to.message_id,
                period=report.period.as_json(),
                attempts=0,
                status=WANTED,
            )
        )

    async def next(self) -> Report | None:
        first = select(reports.c.id).where(_wanted).order_by(reports.c.id).limit(1)
        rows = await self.connection.execute(first.with_for_update(skip_locked=True))
        found = rows.scalar_one_or_none()
        if found is None:
            return None
        changed = await self.connection.execute(
            update(reports)
            .where(reports.c.id == found)
            .values(attempts=reports.c.attempts + 1)
            .returning(*(each for each in reports.c if each.name != "picture"))
        )
        row = changed.one()
        return Report(
            kind=ReportKind(row.kind),
            to=Recipient.chat(row.chat_id, row.thread),
            period=ReportPeriod.from_json(row.period),
            reply_to=Source(row.chat_id, row.reply_to) if row.reply_to is not None else None,
            id=row.id,
            attempts=row.attempts,
        )

    async def drawn(self, report: Report, picture: bytes) -> bool:
        return _happened(
            await self.connection.execute(
                update(reports)
                .where(reports.c.id == report.id, _wanted)
                .values(status=DRAWN, picture=picture)
            )
        )

    async def remove(self, report_id: int) -> bool:
        return _happened(await self.connection.execute(delete(reports).where(reports.c.id == report_id)))

    async def picture(self, report_id: int) -> bytes | None:
        rows = await self.connection.execute(select(reports.c.picture).where(reports.c.id == report_id))
        picture: bytes | None = rows.scalar_one_or_none()
        return picture

    async def moved(self, old: int, new: int) -> None:
        """The group has got another id, and topics of its own."""
        await self.connection.execute(
            update(reports).where(reports.c.chat_id == old).values(chat_id=new, thread=None, reply_to=None)
        )


async def any_wanted(connection: AsyncConnection) -> bool:
    rows = await connection.execute(select(reports.c.id).where(_wanted).limit(1))
    return rows.first() is not None


def _happened(result: CursorResult[Any]) -> bool:
    return result.rowcount == 1
