"""The log as statistics read it: by its moments, in pieces, and no more of each entry than counts."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Row, Text, cast, select, tuple_

from bot.domain.clocks import BREACH, clocks_from_json
from bot.domain.entry import Entry
from bot.domain.people import Actor
from bot.domain.priorities import Priority
from bot.domain.report_period import ReportPeriod
from bot.domain.states import Event, State
from bot.domain.tally import AIMS, ANSWERS, COUNTED, MEASURED, Case, Heard, Turn
from bot.domain.targets import ClockKind, Targets
from bot.domain.ticket import Ticket
from storage.connection import Connection
from storage.tables import agents, events, policies, tickets
from storage.ticket_columns import SELECT_TICKETS, read_entry, read_ticket
from storage.unit_of_work import SqlDatabase

PIECE = 2000
"""Rows taken at once: a few milliseconds of the loop's time."""

AGENT = Actor.agent(0).kind
NOTHING: frozenset[ClockKind] = frozenset()
_EVENTS = {each.value: each for each in Event}
_STATES = {each.value: each for each in State}
TURNS = AIMS | {Event.RESOLUTION_DELIVERED}

_heard = (
    select(
        *(events.c.id, events.c.ticket_id, events.c.event, events.c.to),
        *(events.c.actor_kind, events.c.actor_id, events.c.happened_at),
        cast(events.c.data, Text).label("data"),
    )
    .where(events.c.event.in_(sorted(COUNTED)), events.c.transition != "")
    .order_by(events.c.happened_at, events.c.id)
    .limit(PIECE)
)
_cases = select(
    *(tickets.c.id, tickets.c.product_id, tickets.c.policy_version, tickets.c.priority, tickets.c.level),
    cast(tickets.c.clocks, Text).label("clocks"),
)
_turns = (
    select(events.c.id, events.c.ticket_id, events.c.event, events.c.actor_kind, events.c.actor_id)
    .where(events.c.event.in_(sorted(TURNS)), events.c.transition != "")
    .order_by(events.c.ticket_id, events.c.id)
)


class SqlStatistics:
    def __init__(self, database: SqlDatabase) -> None:
        self.database = database

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["SqlReading"]:
        async with self.database.read() as connection:
            yield SqlReading(connection)


class SqlReading:
    """What takes time is done beside the loop: rows come as text, and are read in a thread."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._targets: dict[tuple[str, str], Targets] | None = None

    async def heard(self, period: ReportPeriod) -> AsyncIterator[Sequence[Heard]]:
        within = _heard.where(events.c.happened_at >= period.since, events.c.happened_at < period.until)
        query = within
        while rows := (await self.connection.execute(query)).all():
            yield await asyncio.to_thread(_read_heard, rows)
            last = rows[-1]
            if len(rows) < PIECE:
                return
            query = within.where(
                tuple_(events.c.happened_at, events.c.id) > tuple_(last.happened_at, last.id)
            )

    async def cases(self, tickets_: Sequence[int]) -> Sequence[Case]:
        targets = await self._all_targets()
        rows = (await self.connection.execute(_cases.where(tickets.c.id.in_(tickets_)))).all()
        return await asyncio.to_thread(_read_cases, rows, targets)

    async def turns(self, tickets_: Sequence[int]) -> Sequence[Turn]:
        rows = await self.connection.execute(_turns.where(events.c.ticket_id.in_(tickets_)))
        return [
            Turn(id_, ticket_id, _EVENTS[event], actor_id if actor_kind == AGENT else None)
            for id_, ticket_id, event, actor_kind, actor_id in rows
        ]

    async def logs(self, tickets_: Sequence[int]) -> Sequence[tuple[Ticket, Sequence[tuple[int, Entry]]]]:
        rows = (await self.connection.execute(SELECT_TICKETS.where(tickets.c.id.in_(tickets_)))).all()
        entries = await self.connection.execute(
            select(events).where(events.c.ticket_id.in_(tickets_)).order_by(events.c.ticket_id, events.c.id)
        )
        logs: dict[int, list[tuple[int, Entry]]] = {}
        for each in entries:
            logs.setdefault(each.ticket_id, []).append((each.id, read_entry(each)))
        return [(ticket, logs[ticket.id]) for ticket in map(read_ticket, rows)]

    async def names(self, agents_: Sequence[int]) -> Mapping[int, str]:
        rows = await self.connection.execute(
            select(agents.c.id, agents.c.name).where(agents.c.id.in_(agents_))
        )
        return {row.id: row.name for row in rows}

    async def _all_targets(self) -> dict[tuple[str, str], Targets]:
        """By product and version of its policy: as many as product files have been served."""
        if self._targets is None:
            rows = await self.connection.execute(select(policies))
            self._targets = {
                (row.product_id, row.version): Targets.from_json(row.body.get("targets", {})) for row in rows
            }
        return self._targets


def _read_heard(rows: Iterable[Row[Any]]) -> list[Heard]:
    return [heard for row in rows if (heard := _hear(row))]


def _hear(row: Row[Any]) -> Heard | None:
    id_, ticket_id, name, to, actor_kind, actor_id, at, data = tuple(row)
    event = _EVENTS[name]
    by_message, stars, breached = False, 0, NOTHING
    if event in ANSWERS:
        # Most name a message, and need not be taken apart.
        by_message = "null" not in data or json.loads(data)["message_id"] is not None
    elif event is Event.RATED:
        stars = json.loads(data)["stars"]
    elif event is Event.SLA_WARNED:
        told = json.loads(data)["told"]
        breached = frozenset(kind for kind in MEASURED if told.get(kind, 0) >= BREACH)
        if not breached:
            return None
    agent = actor_id if actor_kind == AGENT else None
    return Heard(id_, ticket_id, event, _STATES[to], agent, at, by_message, stars, breached)


def _read_cases(rows: Iterable[Row[Any]], targets: Mapping[tuple[str, str], Targets]) -> list[Case]:
    return [
        Case(
            row.id,
            row.product_id,
            Priority(row.priority),
            row.level,
            targets[row.product_id, row.policy_version],
            _measured(row.clocks),
        )
        for row in rows
    ]


def _measured(clocks: str | None) -> Any:
    """Of the clocks those that are looked at."""
    data = json.loads(clocks) if clocks else {}
    return clocks_from_json({kind: data[kind] for kind in MEASURED if kind in data})
