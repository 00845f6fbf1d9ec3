"""Records of rights to support, and the tickets and people under them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, insert, select, update

from bot.domain.entitlement import Entitlement
from bot.domain.people import Customer
from bot.domain.states import LIVE
from bot.domain.ticket import Ticket
from bot.services.entitlement_ports import Holdings
from storage.connection import Connection
from storage.people import read_customer
from storage.tables import customers, entitlements, tickets
from storage.ticket_columns import SELECT_TICKETS, read_ticket

AT_ONCE = 500
"""Values in a list of a statement; databases have limits."""


class EntitlementRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def any_of(self, product_id: str) -> bool:
        rows = await self.connection.execute(
            select(entitlements.c.id).where(entitlements.c.product_id == product_id).limit(1)
        )
        return rows.first() is not None

    async def get(self, entitlement_id: int) -> Entitlement | None:
        rows = await self.connection.execute(select(entitlements).where(entitlements.c.id == entitlement_id))
        row = rows.one_or_none()
        return _read(row) if row else None

    async def with_references(self, product_id: str, references: Collection[str]) -> list[Entitlement]:
        rows = await self.connection.execute(
            select(entitlements)
            .where(
                entitlements.c.product_id == product_id, entitlements.c.reference.in_(sorted(set(references)))
            )
            .order_by(entitlements.c.id)
        )
        return [_read(row) for row in rows]

    async def remembered(self, customer_id: int, product_id: str) -> Entitlement | None:
        rows = await self.connection.execute(
            select(entitlements)
            .join(tickets, tickets.c.entitlement_id == entitlements.c.id)
            .where(tickets.c.customer_id == customer_id, entitlements.c.product_id == product_id)
            .order_by(tickets.c.id.desc())
            .limit(1)
        )
        row = rows.one_or_none()
        return _read(row) if row else None

    async def of_products(self, product_ids: Collection[str]) -> list[Entitlement]:
        rows = await self.connection.execute(
            select(entitlements)
            .where(entitlements.c.product_id.in_(sorted(set(product_ids))))
            .order_by(entitlements.c.id)
        )
        return [_read(row) for row in rows]

    async def add(self, records: Sequence[Entitlement]) -> None:
        if records:
            await self.connection.execute(insert(entitlements), [_values(each) for each in records])

    async def change(self, records: Sequence[Entitlement]) -> None:
        if records:
            await self.connection.execute(
                update(entitlements).where(entitlements.c.id == bindparam("of_id")),
                [_values(each) | {"of_id": each.id} for each in records],
            )

    async def holdings(self, *, today: date, until: date) -> list[Holdings]:
        ends = entitlements.c.valid_until.between(today, until)
        rows = await self.connection.execute(
            select(
                entitlements.c.product_id,
                func.count().label("records"),
                func.count().filter(ends).label("ending"),
            )
            .group_by(entitlements.c.product_id)
            .order_by(entitlements.c.product_id)
        )
        return [Holdings(row.product_id, row.records, row.ending) for row in rows]

    # Tickets and people under a record.

    async def live_without(self, product_id: str) -> list[Ticket]:
        return await self._live(tickets.c.product_id == product_id, tickets.c.entitlement_id.is_(None))

    async def live_under(self, entitlement_ids: Collection[int]) -> list[Ticket]:
        wanted, found = sorted(entitlement_ids), []
        for begin in range(0, len(wanted), AT_ONCE):
            found += await self._live(tickets.c.entitlement_id.in_(wanted[begin : begin + AT_ONCE]))
        return found

    async def _live(self, *conditions: ColumnElement[bool]) -> list[Ticket]:
        rows = await self.connection.execute(
            SELECT_TICKETS.where(
                tickets.c.state.in_(sorted(each.value for each in LIVE)), *conditions
            ).order_by(tickets.c.id)
        )
        return [read_ticket(row) for row in rows]

    async def customers_under(self, entitlement_id: int) -> list[Customer]:
        known = select(tickets.c.customer_id).where(tickets.c.entitlement_id == entitlement_id)
        rows = await self.connection.execute(
            select(customers).where(customers.c.id.in_(known)).order_by(customers.c.id)
        )
        return [read_customer(row) for row in rows]

    async def shared_with(self, customer_id: int, *, limit: int) -> list[tuple[Ticket, Customer]]:
        own = select(tickets.c.entitlement_id).where(
            tickets.c.customer_id == customer_id, tickets.c.entitlement_id.is_not(None)
        )
        shared = select(entitlements.c.id).where(entitlements.c.shared, entitlements.c.id.in_(own))
        rows = await self.connection.execute(
            SELECT_TICKETS.where(
                and_(tickets.c.entitlement_id.in_(shared), tickets.c.customer_id != customer_id)
            )
            .order_by(tickets.c.id.desc())
            .limit(limit)
        )
        found = [read_ticket(row) for row in rows]
        people = await self._people({each.customer_id for each in found})
        return [(each, people[each.customer_id]) for each in found]

    async def _people(self, customer_ids: Collection[int]) -> dict[int, Customer]:
        if not customer_ids:
            return {}
        rows = await self.connection.execute(
            select(customers).where(customers.c.id.in_(sorted(customer_ids)))
        )
        return {row.id: read_customer(row) for row in rows}


def _values(record: Entitlement) -> dict[str, Any]:
    return {
        "product_id": record.product_id,
        "reference": record.reference,
        "key": record.key,
        "holder": record.holder,
        "level": record.level,
        "valid_from": record.valid_from,
        "valid_until": record.valid_until,
        "shared": record.shared,
    }


def _read(row: Row[Any]) -> Entitlement:
    return Entitlement(
        id=row.id,
        product_id=row.product_id,
        key=row.key,
        holder=row.holder,
        level=row.level,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        shared=row.shared,
    )
