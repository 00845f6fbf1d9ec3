"""Finds tickets by the stems of what belongs to them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Row,
    Select,
    Table,
    and_,
    cast,
    column,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    table,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from bot.domain.message import Audience
from bot.services.desk_ports import Place
from bot.services.search_ports import Found, Hit, Number
from bot.services.stems import Term
from storage.connection import Connection
from storage.groups import is_where_the_work_is
from storage.tables import agents, customers, events, messages, numbers, places, searches, tickets

NEWEST = 1000
"""Rows with a word, of each table, that are looked at. Who looks for what half of all tickets have wants the
newest, and must not keep everybody else waiting until all have been read."""

RECENT = 5000
"""Rows in which PostgreSQL looks for so many: its index has no order, and gives all or nothing."""


class SearchRows:
    """No statement has anything of a question in it but stems, and those as parameters."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sqlite = connection.dialect.name == "sqlite"

    async def find(
        self, terms: Sequence[Term], number: Number | None, *, offset: int, limit: int, language: str
    ) -> Found:
        ways, is_all = [], True
        if number:
            ways.append(select(tickets.c.id, literal(0).label("rank")).where(_is_numbered(number)))
        if terms:
            having, is_all = await self._having(terms)
            ways.append(having)
        if not ways:
            return Found(0, ())
        total, ids = await self._page(ways, offset=offset, limit=limit)
        if not ids:
            return Found(total, (), is_all)
        said = await self._messages(ids, terms) if terms else {}
        rows = await self.connection.execute(_DETAILS.where(tickets.c.id.in_(ids)))
        hits = {row.id: _hit(row, said.get(row.id), language) for row in rows}
        return Found(total, [hits[each] for each in ids], is_all)

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

    async def _page(self, ways: Sequence[Select[Any]], *, offset: int, limit: int) -> tuple[int, list[int]]:
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

    async def _having(self, terms: Sequence[Term]) -> tuple[Select[Any], bool]:
        """Tickets that have all the words, found by the rarest of them; and whether these are all of them."""
        rows = await self._rows_with(terms)
        rarest = min(range(len(terms)), key=lambda each: sum(map(len, rows[each].values())))
        found = self._tickets_of(rows[rarest]).subquery("having")
        others = [self._has(found.c.id, term) for term in terms if term is not terms[rarest]]
        is_all = all(len(ids) < NEWEST for ids in rows[rarest].values())
        return select(found.c.id, literal(1).label("rank")).where(*others), is_all

    async def _rows_with(self, terms: Sequence[Term]) -> list[dict[str, list[int]]]:
        """For each word the newest of each table, by the database's index."""
        places = [(number, each) for number in range(len(terms)) for each in (messages, tickets, customers)]
        ways = [
            select(
                literal(number).label("term"),
                literal(each.name).label("of"),
                self._newest(each, terms[number]).subquery().c.id,
            )
            for number, each in places
        ]
        found: list[dict[str, list[int]]] = [{} for _ in terms]
        for number, each in places:
            found[number][each.name] = []
        for number, of, row_id in await self.connection.execute(union_all(*ways)):
            found[number][of].append(row_id)
        return found

    def _newest(self, of: Table, term: Term) -> Select[Any]:
        if self.sqlite:
            fts: FromClause = table(f"{of.name}_fts", column("rowid"), column(f"{of.name}_fts"))
            match = fts.c[f"{of.name}_fts"].op("MATCH")(_spelt([term], '"{}"', " AND ", " OR "))
            return select(fts.c.rowid.label("id")).where(match).order_by(fts.c.rowid.desc()).limit(NEWEST)
        recent = select(of.c.id, of.c.stems).order_by(of.c.id.desc()).limit(RECENT).subquery()
        common = select(recent.c.id).where(_matches(recent.c.stems, [term])).limit(NEWEST)
        is_common = select(func.count() >= NEWEST).select_from(common.subquery()).scalar_subquery()
        # Without the offset it might walk through all rows from the end, looking for a word that is rare.
        rare = select(of.c.id).where(_matches(of.c.stems, [term]), ~is_common).offset(0).subquery()
        newest = select(rare.c.id).order_by(rare.c.id.desc()).limit(NEWEST).subquery()
        both = union_all(select(common.subquery().c.id).where(is_common), select(newest.c.id)).subquery()
        return select(both.c.id)

    def _tickets_of(self, rows: Mapping[str, Sequence[int]]) -> CompoundSelect[Any]:
        """To which any of the rows belongs."""
        return union(
            select(tickets.c.id).where(tickets.c.id.in_(rows[tickets.name])),
            select(tickets.c.id).where(tickets.c.customer_id.in_(rows[customers.name])),
            select(messages.c.ticket_id).where(
                messages.c.id.in_(rows[messages.name]), messages.c.ticket_id.is_not(None)
            ),
        )

    def _has(self, ticket_id: ColumnElement[int], term: Term) -> ColumnElement[bool]:
        """The word stands in the ticket's form, in its messages or in its customer's name."""
        said = exists().where(messages.c.ticket_id == ticket_id, self._says(messages, [term]))
        its_own = exists().where(
            tickets.c.id == ticket_id,
            customers.c.id == tickets.c.customer_id,
            or_(self._says(tickets, [term]), self._says(customers, [term])),
        )
        return or_(said, its_own)

    async def _messages(self, ids: Sequence[int], terms: Sequence[Term]) -> dict[int, Row[Any]]:
        """The newest one of each ticket that has any of the words."""
        newest = (
            select(func.max(messages.c.id))
            .where(messages.c.ticket_id.in_(ids), self._says(messages, terms))
            .group_by(messages.c.ticket_id)
        )
        said: Select[Any] = select(messages.c.ticket_id, messages.c.text, messages.c.audience)
        rows = await self.connection.execute(said.where(messages.c.id.in_(newest)))
        return {row.ticket_id: row for row in rows}

    def _says(self, of: Table, terms: Sequence[Term]) -> ColumnElement[bool]:
        """Any of the words, as the row itself has them: for rows that are at hand already."""
        if not self.sqlite:
            return _matches(of.c.stems, terms)
        words = literal(" ") + of.c.stems + literal(" ")
        ways = dict.fromkeys(way for term in terms for way in term)
        return or_(*(and_(*(func.instr(words, f" {stem} ") > 0 for stem in way)) for way in ways))


def _matches(stems: ColumnElement[Any], terms: Sequence[Term]) -> ColumnElement[bool]:
    """On PostgreSQL."""
    return stems.op("@@")(cast(_spelt(terms, "'{}'", " & ", " | "), TSQUERY))


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
