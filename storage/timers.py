"""Timers: what each ticket waits for, and what has come due."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, tuple_, update

from bot.domain.timers import Timer, TimerKind
from storage.connection import Connection
from storage.prepared import Prepared
from storage.sql import insert_or_replace
from storage.tables import timers

AT_ONCE = 500
"""Names in a list of a statement; databases have limits."""

_due = select(timers).where(timers.c.incident.is_(None)).order_by(timers.c.due_at, timers.c.name).limit(1)

_of_ticket = Prepared(select(timers).where(timers.c.ticket_id == bindparam("ticket")))
_of_kinds = Prepared(
    select(timers.c.name)
    .where(timers.c.kind.in_(bindparam("kinds", expanding=True)), timers.c.incident.is_(None))
    .limit(1)
)


class TimerRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def replace(self, ticket_id: int, wanted: Collection[Timer]) -> None:
        rows = await self.connection.execute(_of_ticket, {"ticket": ticket_id})
        here = {read_timer(row) for row in rows}
        gone = {each.name for each in here} - {each.name for each in wanted}
        if gone:
            await self.connection.execute(delete(timers).where(timers.c.name.in_(gone)))
        await self.put([each for each in wanted if each not in here])

    async def find(self, name: str) -> Timer | None:
        rows = await self.connection.execute(select(timers).where(timers.c.name == name))
        row = rows.one_or_none()
        return read_timer(row) if row else None

    async def put(self, wanted: Collection[Timer]) -> None:
        if wanted:
            await self.connection.execute(
                insert_or_replace(self.connection, timers),
                [
                    {
                        "name": each.name,
                        "kind": each.kind.value,
                        "ticket_id": each.ticket_id,
                        "key": each.key,
                        "due_at": each.due_at,
                        "attempts": 0,
                        "incident": None,
                    }
                    for each in wanted
                ],
            )

    async def forget(self, unwanted: Collection[Timer]) -> None:
        names = [each.name for each in unwanted]
        for begin in range(0, len(names), AT_ONCE):
            await self.connection.execute(
                delete(timers).where(timers.c.name.in_(names[begin : begin + AT_ONCE]))
            )

    async def claim(self, *, now: datetime, after: Timer | None) -> Timer | None:
        query = _due.where(timers.c.due_at <= now)
        if after:
            query = query.where(tuple_(timers.c.due_at, timers.c.name) > tuple_(after.due_at, after.name))
        rows = await self.connection.execute(query.with_for_update(skip_locked=True))
        row = rows.one_or_none()
        return read_timer(row) if row else None

    async def done(self, timer: Timer) -> None:
        await self.connection.execute(
            delete(timers).where(timers.c.name == timer.name, timers.c.due_at == timer.due_at)
        )

    async def count_attempt(self, timer: Timer) -> int:
        rows = await self.connection.execute(
            update(timers)
            .where(timers.c.name == timer.name)
            .values(attempts=timers.c.attempts + 1)
            .returning(timers.c.attempts)
        )
        return rows.scalar_one_or_none() or 0

    async def bury(self, timer: Timer, incident: str) -> None:
        await self.connection.execute(
            update(timers).where(timers.c.name == timer.name).values(incident=incident)
        )

    async def tickets(self, *, after: int, limit: int) -> list[int]:
        rows = await self.connection.execute(
            select(timers.c.ticket_id)
            .where(timers.c.ticket_id > after)
            .distinct()
            .order_by(timers.c.ticket_id)
            .limit(limit)
        )
        return list(rows.scalars())


async def any_due(connection: Connection, now: datetime) -> bool:
    rows = await connection.execute(_due.where(timers.c.due_at <= now).with_only_columns(timers.c.name))
    return rows.first() is not None


async def any_of(connection: Connection, kinds: Collection[TimerKind]) -> bool:
    """Those put aside do not count: nobody waits for them."""
    rows = await connection.execute(_of_kinds, {"kinds": list(kinds)})
    return rows.first() is not None


def read_timer(row: Row[Any]) -> Timer:
    return Timer(TimerKind(row.kind), row.ticket_id, row.key, row.due_at)
