"""Reports that are to be counted and drawn, and pictures that wait to be sent."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from bot.domain.delivery import Recipient
from bot.domain.message import Source
from bot.domain.report_period import ReportPeriod
from bot.services.report_ports import LEASE, Report, ReportKind
from storage.connection import Connection
from storage.sql import constant, without
from storage.tables import reports

WANTED, DRAWN = "wanted", "drawn"

_wanted = reports.c.status == constant(WANTED)


def _free(now: datetime) -> ColumnElement[bool]:
    """Nobody has it; one that is taken for longer than any is was taken by a clock that went wrong."""
    until = reports.c.taken_until
    return or_(until.is_(None), until <= now, until > now + LEASE)


class ReportRows:
    def __init__(self, connection: Connection) -> None:
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

    async def take_next(self, *, at: datetime) -> Report | None:
        oldest = select(reports.c.id).where(_wanted, _free(at)).order_by(reports.c.id).limit(1)
        first = oldest.with_for_update(skip_locked=True).correlate(None).scalar_subquery()
        rows = await self.connection.execute(
            update(reports)
            .where(reports.c.id == first, _wanted, _free(at))
            .values(attempts=reports.c.attempts + 1, taken_until=at + LEASE)
            .returning(*without(reports, "picture"))
        )
        row = rows.one_or_none()
        if row is None:
            return None
        return Report(
            kind=ReportKind(row.kind),
            to=Recipient.chat(row.chat_id, row.thread),
            period=ReportPeriod.from_json(row.period),
            reply_to=Source(row.chat_id, row.reply_to) if row.reply_to is not None else None,
            id=row.id,
            attempts=row.attempts,
        )

    async def give_back(self, report_id: int) -> None:
        await self.connection.execute(
            update(reports).where(reports.c.id == report_id).values(taken_until=None)
        )

    async def drawn(self, report: Report, picture: bytes) -> bool:
        rows = await self.connection.execute(
            update(reports).where(reports.c.id == report.id, _wanted).values(status=DRAWN, picture=picture)
        )
        return rows.rowcount == 1

    async def remove(self, report_id: int) -> bool:
        rows = await self.connection.execute(delete(reports).where(reports.c.id == report_id))
        return rows.rowcount == 1

    async def picture(self, report_id: int) -> bytes | None:
        rows = await self.connection.execute(select(reports.c.picture).where(reports.c.id == report_id))
        picture: bytes | None = rows.scalar_one_or_none()
        return picture

    async def moved(self, old: int, new: int) -> None:
        """The group has got another id, and topics of its own."""
        await self.connection.execute(
            update(reports).where(reports.c.chat_id == old).values(chat_id=new, thread=None, reply_to=None)
        )


async def any_wanted(connection: Connection, now: datetime) -> bool:
    rows = await connection.execute(select(reports.c.id).where(_wanted, _free(now)).limit(1))
    return rows.first() is not None
