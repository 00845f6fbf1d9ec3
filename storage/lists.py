"""Lists of tickets that are worked on, for agents: counted, and by the page."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select

from bot.domain.delivery import HOME
from bot.domain.desk_list import ON_A_PAGE, WORKED_ON, DueBy, ListRow, ListView, Share, Tally
from bot.domain.product import Department
from bot.domain.states import State
from bot.services.list_ports import Day
from storage.connection import Connection
from storage.groups import group_of_place, is_where_the_work_is
from storage.queue import first_things_first, is_blocker
from storage.sql import Unindexed, constants
from storage.tables import agents, places, tickets
from storage.types import UtcDateTime

_AS_INDEXED = ("new", "entitlement_hold", "open", "pending", "escalated")
worked_on = tickets.c.state.in_(constants(*_AS_INDEXED))
"""As the index says it."""

_is_free = tickets.c.assignee_id.is_(None)
_row = select(
    tickets.c.id,
    tickets.c.prefix,
    tickets.c.number,
    tickets.c.product_id,
    tickets.c.subject,
    tickets.c.state,
    tickets.c.department,
    is_blocker.label("is_blocker"),
    tickets.c.next_due_at,
    agents.c.name.label("assignee"),
    places.c.chat_id,
    places.c.thread,
    places.c.card_id,
).outerjoin(agents, agents.c.id == tickets.c.assignee_id)


class ListRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def tally(self, chat_id: int, agent: int | None, day: Day) -> Tally:
        alike = _in_scope(
            select(
                Unindexed(tickets.c.product_id).label("product_id"),
                tickets.c.department,
                tickets.c.state,
                case((_due(DueBy.OVERDUE, day), 2), (_due(DueBy.TODAY, day), 1), else_=0).label("due"),
                case((and_(_is_free, is_where_the_work_is()), 1), else_=0).label("free"),
                case((is_blocker, 1), else_=0).label("blocker"),
            ),
            chat_id,
            agent,
        ).subquery()
        rows = await self.connection.execute(
            select(*alike.c, func.count().label("number")).group_by(*alike.c).order_by(*alike.c)
        )
        return Tally(
            tuple(
                Share(
                    row.product_id,
                    Department(row.department),
                    State(row.state),
                    DueBy(row.due),
                    bool(row.free),
                    bool(row.blocker),
                    row.number,
                )
                for row in rows
            )
        )

    async def rows(self, chat_id: int, view: ListView, day: Day, *, limit: int) -> Sequence[ListRow]:
        query = _seen(_in_scope(_row, chat_id, view.agent), view, day)
        rows = await self.connection.execute(
            first_things_first(query).limit(limit).offset(view.page * ON_A_PAGE)
        )
        return [_read(row) for row in rows]

    async def free(self, chat_id: int, view: ListView, day: Day, *, limit: int) -> Sequence[int]:
        query = _seen(_in_scope(select(tickets.c.id), chat_id, None), view, day)
        rows = await self.connection.execute(
            first_things_first(query.where(_is_free, is_where_the_work_is())).limit(limit)
        )
        return list(rows.scalars())

    async def row(self, ticket_id: int) -> ListRow:
        query = _row.join(places, places.c.ticket_id == tickets.c.id).where(
            tickets.c.id == ticket_id, is_where_the_work_is()
        )
        return _read((await self.connection.execute(query)).one())


def _in_scope(of: Select[Any], chat_id: int, agent: int | None) -> Select[Any]:
    query = of.join(places, places.c.ticket_id == Unindexed(tickets.c.id)).where(worked_on)
    if agent is not None:
        return query.where(tickets.c.assignee_id == agent, is_where_the_work_is())
    return query.where(group_of_place() == chat_id, or_(places.c.desk == HOME, is_where_the_work_is()))


def _seen(query: Select[Any], view: ListView, day: Day) -> Select[Any]:
    query = query.where(tickets.c.state.in_([each.value for each in WORKED_ON if each in view.states]))
    if view.product:
        query = query.where(Unindexed(tickets.c.product_id) == view.product)
    if view.department:
        query = query.where(tickets.c.department == view.department.value)
    return query.where(_due(view.due, day)) if view.due is not DueBy.SOME_TIME else query


def _due(by: DueBy, day: Day) -> ColumnElement[bool]:
    overdue = tickets.c.breached | func.coalesce(tickets.c.next_due_at < day.now, False)
    if by is DueBy.OVERDUE or not day.ends:
        return overdue
    ends = {product: literal(end, UtcDateTime) for product, end in day.ends.items()}
    end = case(ends, value=tickets.c.product_id, else_=literal(max(day.ends.values()), UtcDateTime))
    return overdue | func.coalesce(tickets.c.next_due_at < end, False)


def _read(row: Row[Any]) -> ListRow:
    return ListRow(
        id=row.id,
        name=f"{row.prefix}-{row.number}",
        product=row.product_id,
        subject=row.subject,
        state=State(row.state),
        department=Department(row.department),
        blocker=row.is_blocker,
        due=row.next_due_at,
        assignee=row.assignee,
        chat=row.chat_id,
        thread=row.thread,
        card=row.card_id,
    )
