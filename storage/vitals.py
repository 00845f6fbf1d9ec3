"""Counts what waits, by indexes of what waits: however much is done with, it costs the same."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    null,
    select,
    text,
    union_all,
)

from bot.domain.message import Archive
from bot.domain.states import State
from bot.services.ports import Clock
from bot.services.vitals import Pile, Queue, Queues, Work
from storage.inbox import Status as UpdateStatus
from storage.outbox import Status, urgency
from storage.sql import constant
from storage.tables import drafts, files, inbox, outbox, tickets, timers
from storage.types import UtcDateTime
from storage.unit_of_work import SqlDatabase

LATE = timedelta(minutes=1)
LATE_LANES = 1000

_schema = text("SELECT version_num FROM alembic_version")


def _pile(queue: Queue, *where: ColumnElement[bool], oldest: Any = None) -> Select[Any]:
    return select(
        literal(queue.value).label("queue"),
        func.count().label("number"),
        (cast(null(), UtcDateTime) if oldest is None else func.min(oldest)).label("since"),
        cast(null(), Integer).label("urgency"),
        cast(null(), String).label("to"),
    ).where(*where)


def _deliveries(queue: Queue, status: Status) -> Select[Any]:
    return (
        select(
            literal(queue.value),
            func.count(),
            func.min(outbox.c.queued_at),
            urgency,
            outbox.c.recipient_kind,
        )
        .where(outbox.c.status == constant(status))
        .group_by(urgency, outbox.c.recipient_kind)
    )


def _queues(now: datetime) -> CompoundSelect[Any]:
    rings = timers.c.incident.is_(None)
    return union_all(
        _pile(Queue.UPDATES, inbox.c.status == constant(UpdateStatus.WAITING), oldest=inbox.c.received_at),
        _pile(Queue.DEAD, inbox.c.status == constant(UpdateStatus.DEAD), oldest=inbox.c.received_at),
        _deliveries(Queue.QUEUED, Status.QUEUED),
        _deliveries(Queue.HELD, Status.HELD),
        _pile(Queue.TIMERS, rings, timers.c.due_at <= now, oldest=timers.c.due_at),
        _pile(Queue.LATE, rings, timers.c.due_at < now - LATE, oldest=timers.c.due_at),
        _pile(Queue.BURIED, timers.c.incident.is_not(None), oldest=timers.c.due_at),
        _pile(Queue.FILES, files.c.archive == constant(Archive.PENDING)),
        _pile(Queue.DRAFTS, drafts.c.status == constant("open"), drafts.c.agent_id.is_(None)),
        _pile(Queue.CALLS, drafts.c.status == constant("open"), drafts.c.agent_id.is_not(None)),
    )


def _late(now: datetime) -> Select[Any]:
    since = func.min(inbox.c.received_at).label("since")
    return (
        select(inbox.c.lane, since)
        .where(inbox.c.status == constant(UpdateStatus.WAITING), inbox.c.received_at < now - LATE)
        .group_by(inbox.c.lane)
        .order_by(since)
        .limit(LATE_LANES)
    )


_work = (
    select(
        tickets.c.product_id,
        tickets.c.state,
        func.count().label("number"),
        func.sum(case((tickets.c.breached, 1), else_=0)).label("breached"),
    )
    .where(tickets.c.closed_at.is_(None), tickets.c.merged_into.is_(None))
    .group_by(tickets.c.product_id, tickets.c.state)
)


class SqlVitals:
    def __init__(self, database: SqlDatabase, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    async def queues(self) -> Queues:
        now = self.clock.now()
        async with self.database.read() as connection:
            schema = (await connection.execute(_schema)).scalar_one()
            piles = tuple(_read(row) for row in await connection.execute(_queues(now)) if row.number)
            late = await connection.execute(_late(now))
            return Queues(now, schema, piles, {row.lane: row.since for row in late})

    async def work(self) -> Work:
        async with self.database.read() as connection:
            rows = (await connection.execute(_work)).all()
        breached: dict[str, int] = {}
        for row in rows:
            if row.state != State.RESOLVED:  # it has its solution, late as that was
                breached[row.product_id] = breached.get(row.product_id, 0) + row.breached
        return Work({(row.product_id, row.state): row.number for row in rows}, breached)


def _read(row: Row[Any]) -> Pile:
    return Pile(Queue(row.queue), row.number, row.since, row.urgency, row.to)
