"""Tickets, their numbers and their event log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, insert, select, update

from bot.domain.entry import Entry
from bot.domain.errors import VersionMismatch
from bot.domain.states import State
from bot.domain.ticket import Ticket
from bot.services.ports import Clock
from storage.connection import Connection
from storage.prepared import Prepared
from storage.queue import in_queue
from storage.sql import insert_once
from storage.tables import customers, events, numbers, places, policies, tickets
from storage.ticket_columns import SELECT_TICKETS, changing, read_entry, read_ticket

LONGEST_NUMBER = 9
"""Digits that fit into a column; people may write more."""

_numbered = Prepared(SELECT_TICKETS.where(tickets.c.id == bindparam("id")))
_at_hand = Prepared(SELECT_TICKETS.where(tickets.c.id == bindparam("id")).with_for_update(of=tickets))
_of_customer = Prepared(
    SELECT_TICKETS.where(tickets.c.customer_id == bindparam("customer"))
    .order_by(tickets.c.id.desc())
    .limit(bindparam("most"))
)
_in_place = Prepared(
    SELECT_TICKETS.join(places, places.c.ticket_id == tickets.c.id).where(
        places.c.chat_id == bindparam("chat"), places.c.thread == bindparam("thread")
    )
)
_save = Prepared(
    update(tickets).where(tickets.c.id == bindparam("its_id"), tickets.c.version == bindparam("its_version"))
)
_save_next_due = Prepared(update(tickets).where(tickets.c.id == bindparam("its_id")))
_write_news = Prepared(insert(events))


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a ticket its deliveries are addressed by."""

    other_desk: str | None = None
    is_shared: bool = False
    blocker: bool = False

    @classmethod
    def of(cls, ticket: Ticket) -> "Traits":
        return cls(ticket.other_desk, ticket.is_shared, ticket.blocker)


class TicketRows:
    def __init__(self, connection: Connection, clock: Clock) -> None:
        self.connection = connection
        self.clock = clock
        self._traits: dict[int, Traits] = {}
        """Of each ticket that has been looked at."""

    async def next_number(self, product_id: str) -> int:
        await self.connection.execute(
            insert_once(self.connection, numbers), {"product_id": product_id, "last": 0}
        )
        rows = await self.connection.execute(
            update(numbers)
            .where(numbers.c.product_id == product_id)
            .values(last=numbers.c.last + 1)
            .returning(numbers.c.last)
        )
        return int(rows.scalar_one())

    async def add(self, ticket: Ticket) -> Ticket:
        await self.connection.execute(
            insert_once(self.connection, policies),
            {
                "product_id": ticket.product_id,
                "version": ticket.policy_version,
                "body": ticket.policy.as_json(),
            },
        )
        rows = await self.connection.execute(
            insert(tickets)
            .values(
                product_id=ticket.product_id,
                prefix=ticket.prefix,
                number=ticket.number,
                type_id=ticket.type_id,
                customer_id=ticket.customer_id,
                draft_id=ticket.draft_id,
                policy_version=ticket.policy_version,
                subject=ticket.subject,
                additions=list(ticket.additions),
                enclosed=list(ticket.enclosed),
                registered_at=ticket.registered_at,
                follow_up_of=ticket.follow_up_of,
                version=ticket.version,
                **changing(ticket),
            )
            .returning(tickets.c.id)
        )
        ticket.id = rows.scalar_one()
        self._traits[ticket.id] = Traits.of(ticket)
        await self.connection.execute(insert(places).values(ticket_id=ticket.id, requested=False))
        await self._write_news(ticket)
        return ticket

    async def save(self, ticket: Ticket) -> None:
        rows = await self.connection.execute(
            _save,
            {
                "its_id": ticket.id,
                "its_version": ticket.version,
                "version": ticket.version + 1,
                **changing(ticket),
            },
        )
        if rows.rowcount != 1:
            raise VersionMismatch(ticket.name)
        ticket.version += 1
        self._traits[ticket.id] = Traits.of(ticket)
        await self._write_news(ticket)

    async def get(self, ticket_id: int) -> Ticket:
        rows = await self.connection.execute(_numbered, {"id": ticket_id})
        return self._read(rows.one())

    async def find(self, ticket_id: int) -> Ticket | None:
        rows = await self.connection.execute(_numbered, {"id": ticket_id})
        row = rows.one_or_none()
        return self._read(row) if row else None

    async def at_hand(self, ticket_id: int) -> Ticket:
        rows = await self.connection.execute(_at_hand, {"id": ticket_id})
        return self._read(rows.one())

    async def named(self, name: str) -> Ticket | None:
        prefix, _, number = name.rpartition("-")
        if not number.isdecimal() or len(number) > LONGEST_NUMBER:
            return None
        rows = await self.connection.execute(
            SELECT_TICKETS.where(tickets.c.prefix == prefix, tickets.c.number == int(number))
        )
        row = rows.one_or_none()
        return self._read(row) if row else None

    async def of_customer(self, customer_id: int, *, limit: int = 20) -> list[Ticket]:
        rows = await self.connection.execute(_of_customer, {"customer": customer_id, "most": limit})
        return [self._read(row) for row in rows]

    async def merged_into(self, name: str) -> list[Ticket]:
        return await self._all(SELECT_TICKETS.where(tickets.c.merged_into == name))

    async def incidents_of(self, name: str) -> list[Ticket]:
        return await self._all(SELECT_TICKETS.where(tickets.c.incident_of == name))

    async def traits(self, ticket_id: int) -> Traits:
        """Asked of the database only where nobody has looked at the ticket yet."""
        if ticket_id not in self._traits:
            ticket = await self.find(ticket_id)
            return Traits.of(ticket) if ticket else Traits()
        return self._traits[ticket_id]

    def _read(self, row: Row[Any]) -> Ticket:
        ticket = read_ticket(row)
        self._traits[ticket.id] = Traits.of(ticket)
        return ticket

    async def _all(self, query: Select[Any]) -> list[Ticket]:
        rows = await self.connection.execute(query.order_by(tickets.c.id))
        return [self._read(row) for row in rows]

    async def in_place(self, chat_id: int, thread: int) -> Ticket | None:
        rows = await self.connection.execute(_in_place, {"chat": chat_id, "thread": thread})
        row = rows.one_or_none()
        return self._read(row) if row else None

    async def waiting_for_customers(self, channel: str, *, after: int, limit: int) -> list[Ticket]:
        rows = await self.connection.execute(
            SELECT_TICKETS.join(customers, customers.c.id == tickets.c.customer_id)
            .where(
                tickets.c.state == State.RESOLVED,
                tickets.c.silence.is_not(None),
                tickets.c.id > after,
                customers.c.channel == channel,
            )
            .order_by(tickets.c.id)
            .limit(limit)
        )
        return [self._read(row) for row in rows]

    async def awaiting_release(self, product_id: str) -> list[Ticket]:
        rows = await self.connection.execute(
            SELECT_TICKETS.where(
                tickets.c.product_id == product_id,
                tickets.c.awaited.is_not(None),
                tickets.c.state.in_((State.ESCALATED, State.PENDING)),
            ).order_by(tickets.c.id)
        )
        return [self._read(row) for row in rows]

    async def live_by_product(self) -> Mapping[str, int]:
        rows = await self.connection.execute(
            select(tickets.c.product_id, func.count())
            .where(tickets.c.closed_at.is_(None), tickets.c.merged_into.is_(None))
            .group_by(tickets.c.product_id)
        )
        return {row[0]: row[1] for row in rows}

    async def queue(self, chat_id: int, *, limit: int = 50, unclaimed_blockers: bool = False) -> list[Ticket]:
        query = in_queue(SELECT_TICKETS, chat_id, unclaimed_blockers=unclaimed_blockers)
        rows = await self.connection.execute(query.limit(limit))
        return [self._read(row) for row in rows]

    async def set_next_due(self, ticket_id: int, at: datetime | None) -> None:
        await self.connection.execute(_save_next_due, {"its_id": ticket_id, "next_due_at": at})

    async def log(self, ticket_id: int) -> list[Entry]:
        rows = await self.connection.execute(
            select(events).where(events.c.ticket_id == ticket_id).order_by(events.c.id)
        )
        return [read_entry(row) for row in rows]

    async def _write_news(self, ticket: Ticket) -> None:
        if not ticket.news:
            return
        recorded_at = self.clock.now()
        await self.connection.execute(
            _write_news,
            [
                {
                    "ticket_id": ticket.id,
                    "event": entry.event.value,
                    "transition": entry.transition,
                    "to": entry.to.value,
                    "actor_kind": entry.actor_kind,
                    "actor_id": entry.actor_id,
                    "happened_at": entry.happened_at,
                    "recorded_at": recorded_at,
                    "data": dict(entry.data),
                }
                for entry in ticket.news
            ],
        )
        ticket.news.clear()
