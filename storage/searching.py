"""Finds tickets by the stems of what belongs to them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    Table,
    and_,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    table,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import Audience
from bot.services.desk_ports import Place
from bot.services.search_ports import Found, Hit, Number
from bot.services.stems import Term
from storage.groups import is_where_the_work_is
from storage.tables import agents, customers, events, messages, numbers, places, searches, tickets


class SearchRows:
    """No statement has anything of a question in it but stems, and those as parameters."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.sqlite = connection.dialect.name == "sqlite"

    async def find(
        self, terms: Sequence[Term], number: Number | None, *, offset: int, limit: int, language: str
    ) -> Found:
        total, ids = await self._page(terms, number, offset=offset, limit=limit)
        if not ids:
            return Found(total, ())
        said = await self._messages(ids, terms) if terms else {}
        rows = await self.connection.execute(_DETAILS.where(tickets.c.id.in_(ids)))
        hits = {row.id: _hit(row, said.get(row.id), language) for row in rows}
        return Found(total, [hits[each] for each in ids])

    async def keep(self, question: str, *, at: datetime, forget_before: datetime) -> int:
        await self.connection.execute(delete(searches).where(searches.c.asked_at < forget_before))
        rows = await self.connection.execute(
            insert(searches).values(question=question, asked_at=at).returning(searches.c.id)
        )
        return int(rows.scalar_one())

    async def kept(self, search_id: int) -> str | None:
        rows = await self.connection.execute(select(searches.c.question).where(searches.c.id == search_id))
        found: str | None = rows.scalar_one_or_none()
        return found

    async def _page(
        self, terms: Sequence[Term], number: Number | None, *, offset: int, limit: int
    ) -> tuple[int, list[int]]:
        ways = []
        if number:
            ways.append(select(tickets.c.id, literal(0).label("rank")).where(_is_numbered(number)))
        if terms:
            first, *others = (self._tickets_with(term) for term in terms)
            having = first.subquery()
            ways.append(
                select(having.c.id, literal(1).label("rank")).where(
                    *(having.c.id.in_(other) for other in others)
                )
            )
        if not ways:
            return 0, []
        found = union_all(*ways).subquery("found")
        newest = select(func.max(events.c.id)).where(events.c.ticket_id == found.c.id).scalar_subquery()
        rows = await self.connection.execute(
            select(found.c.id, func.min(found.c.rank), func.count().over())
            .group_by(found.c.id)
            .order_by(func.min(found.c.rank), newest.desc(), found.c.id.desc())
            .limit(limit)
            .offset(offset)
        )
        page = rows.all()
        return (page[0][2] if page else 0), [row[0] for row in page]

    def _tickets_with(self, term: Term) -> Select[Any]:
        """Whose messages, form or customer have the word."""
        of_messages = select(messages.c.ticket_id.label("id")).where(
            messages.c.ticket_id.is_not(None), *self._has(messages, [term])
        )
        of_tickets = select(tickets.c.id).where(*self._has(tickets, [term]))
        of_customers = select(tickets.c.id).where(
            tickets.c.customer_id.in_(select(customers.c.id).where(*self._has(customers, [term])))
        )
        return select(union(of_messages, of_tickets, of_customers).subquery().c.id)

    async def _messages(self, ids: Sequence[int], terms: Sequence[Term]) -> dict[int, Row[Any]]:
        """The newest one of each ticket that has any of the words."""
        newest = (
            select(func.max(messages.c.id))
            .where(messages.c.ticket_id.in_(ids), *self._has(messages, terms))
            .group_by(messages.c.ticket_id)
        )
        said: Select[Any] = select(messages.c.ticket_id, messages.c.text, messages.c.audience)
        rows = await self.connection.execute(said.where(messages.c.id.in_(newest)))
        return {row.ticket_id: row for row in rows}

    def _has(self, of: Table, terms: Sequence[Term]) -> list[ColumnElement[bool]]:
        """Any of the words, by the database's index."""
        if self.sqlite:
            fts: FromClause = table(f"{of.name}_fts", column("rowid"), column(f"{of.name}_fts"))
            match = fts.c[f"{of.name}_fts"].op("MATCH")(_spelt(terms, '"{}"', " AND ", " OR "))
            return [of.c.id.in_(select(fts.c.rowid).where(match))]
        wanted = cast(_spelt(terms, "'{}'", " & ", " | "), TSQUERY)
        return [of.c.stems.op("@@")(wanted)]


def _spelt(terms: Iterable[Term], one: str, all_of: str, any_of: str) -> str:
    """In the database's own language; stems have no signs of it."""
    ways = dict.fromkeys(way for term in terms for way in term)
    return any_of.join(f"({all_of.join(one.format(stem) for stem in way)})" for way in ways)


def _is_numbered(wanted: Number) -> ColumnElement[bool]:
    """By an index: the product's own, or that of all of them one after the other."""
    if wanted.prefix is not None:
        return and_(tickets.c.prefix == wanted.prefix, tickets.c.number == wanted.number)
    return and_(tickets.c.product_id.in_(select(numbers.c.product_id)), tickets.c.number == wanted.number)


_last_event = (
    select(func.max(events.c.id))
    .where(events.c.ticket_id == tickets.c.id)
    .correlate(tickets)
    .scalar_subquery()
)
_DETAILS: Select[Any] = (
    select(
        *(tickets.c[name] for name in ("id", "prefix", "number", "product_id", "subject", "state")),
        *(tickets.c[name] for name in ("department", "closing_reason", "merged_into", "registered_at")),
        *(tickets.c[name] for name in ("form", "entitlement")),
        *(customers.c[name].label(f"customer_{name}") for name in ("name", "username", "address")),
        agents.c.name.label("assignee"),
        *(places.c[name] for name in ("chat_id", "thread", "card_id")),
        events.c.recorded_at.label("active_at"),
    )
    .join(customers, customers.c.id == tickets.c.customer_id)
    .outerjoin(agents, agents.c.id == tickets.c.assignee_id)
    .outerjoin(places, (places.c.ticket_id == tickets.c.id) & is_where_the_work_is())
    .outerjoin(events, events.c.id == _last_event)
)


def _hit(row: Row[Any], said: Row[Any] | None, language: str) -> Hit:
    right = row.entitlement or {}
    return Hit(
        ticket_id=row.id,
        name=f"{row.prefix}-{row.number}",
        product_id=row.product_id,
        subject=row.subject,
        state=row.state,
        department=row.department,
        reason=row.closing_reason,
        into=row.merged_into,
        customer=row.customer_name,
        username=row.customer_username,
        address=row.customer_address,
        assignee=row.assignee,
        answers=tuple(filter(None, (_answer(each, language) for each in row.form))),
        right=" ".join(filter(None, (right.get("key"), right.get("holder")))),
        place=Place(row.id, row.chat_id, row.thread, row.card_id),
        active_at=row.active_at or row.registered_at,
        message=said.text if said else None,
        is_note=said is not None and said.audience != Audience.TICKET.value,
    )


def _answer(answer: Mapping[str, Any], language: str) -> str:
    """As its reader has it; a choice by what the option was called."""
    called = answer["value_label"] or {}
    return called.get(language) or next(iter(called.values()), "") or answer["value"]
