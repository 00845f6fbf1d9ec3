"""Staff groups, what they serve, and who has been seen in them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, exists, func, or_, select, update

from bot.domain.delivery import HOME, Recipient, RecipientKind
from bot.domain.group import Binding, StaffGroup
from bot.domain.product import Department
from storage.connection import Connection
from storage.menus import MenuRows
from storage.prepared import Prepared
from storage.reports import ReportRows
from storage.sql import insert_once, insert_or_replace
from storage.tables import bindings, calls, drafts, groups, members, outbox, places, tickets

ANY_PRODUCT = ""
ANY_DEPARTMENT = ""
"""Together they are the default group, which the settings name."""

_is_bound = exists(select(bindings.c.chat_id).where(bindings.c.chat_id == groups.c.chat_id).correlate(groups))
_is_default = exists(
    select(bindings.c.chat_id)
    .where(bindings.c.chat_id == groups.c.chat_id, bindings.c.department == ANY_DEPARTMENT)
    .correlate(groups)
)
_goes_on = exists(select(bindings.c.chat_id).where(bindings.c.chat_id == groups.c.moved_to).correlate(groups))
_group = select(groups, _is_default.label("is_default"))
_found = Prepared(_group.where(groups.c.chat_id == bindparam("chat"), or_(_is_bound, _goes_on)))


def _bound(product: ColumnElement[str] | str, department: ColumnElement[str] | str) -> ColumnElement[int]:
    return (
        select(bindings.c.chat_id)
        .where(bindings.c.product_id == product, bindings.c.department == department)
        .correlate(tickets, places)
        .scalar_subquery()
    )


def _serving_of(
    product: ColumnElement[str] | str, department: ColumnElement[str] | str
) -> ColumnElement[int | None]:
    """The department's group, the product's own before that of all; else the default; else the first
    line's."""
    return func.coalesce(
        _bound(product, department),
        _bound(ANY_PRODUCT, department),
        _bound(ANY_PRODUCT, ANY_DEPARTMENT),
        _bound(product, Department.SUPPORT.value),
        _bound(ANY_PRODUCT, Department.SUPPORT.value),
    )


_still_ours = exists(
    select(bindings.c.chat_id).where(bindings.c.chat_id == places.c.chat_id).correlate(places)
)


def group_of_place() -> ColumnElement[int | None]:
    """Where a ticket belongs, in a query of its place and of the ticket: a ticket that stands in a staff
    group stays there, whatever is bound later. Its own desk is the first line's, wherever it is worked on."""
    department = case((places.c.desk == HOME, Department.SUPPORT.value), else_=places.c.desk)
    return case((_still_ours, places.c.chat_id), else_=_serving_of(tickets.c.product_id, department))


def is_where_the_work_is() -> ColumnElement[bool]:
    """Of a ticket's places: its own, or that of the department which has it in a group of its own."""
    shared = tickets.c.other_desk == tickets.c.department
    return places.c.desk == case((shared, tickets.c.other_desk), else_=HOME)


class GroupRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def find(self, chat_id: int) -> StaffGroup | None:
        rows = await self.connection.execute(_found, {"chat": chat_id})
        row = rows.one_or_none()
        return _read_group(row) if row else None

    async def all(self) -> list[StaffGroup]:
        rows = await self.connection.execute(_group.where(_is_bound).order_by(groups.c.chat_id))
        return [_read_group(row) for row in rows]

    async def set(self, chat_id: int, settings: Mapping[str, object]) -> None:
        await self.connection.execute(update(groups).where(groups.c.chat_id == chat_id).values(settings))

    async def serving(self, product_id: str, department: Department) -> int | None:
        rows = await self.connection.execute(select(_serving_of(product_id, department.value)))
        serving: int | None = rows.scalar_one()
        return serving

    async def bindings(self) -> list[Binding]:
        rows = await self.connection.execute(
            select(bindings)
            .where(bindings.c.department != ANY_DEPARTMENT)
            .order_by(bindings.c.product_id, bindings.c.department)
        )
        return [Binding(row.product_id or None, Department(row.department), row.chat_id) for row in rows]

    async def bind(self, binding: Binding) -> None:
        await self._put(binding.product_id or ANY_PRODUCT, binding.department.value, binding.chat_id)

    async def unbind(self, chat_id: int) -> None:
        await self.connection.execute(
            delete(bindings).where(bindings.c.chat_id == chat_id, bindings.c.department != ANY_DEPARTMENT)
        )

    async def name(self, chat_id: int, title: str) -> None:
        await self.connection.execute(
            insert_once(self.connection, groups), {"chat_id": chat_id, "title": title}
        )
        await self.connection.execute(
            update(groups).where(groups.c.chat_id == chat_id, groups.c.title != title).values(title=title)
        )

    async def set_default(self, chat_id: int | None) -> int | None:
        if chat_id is None:
            await self.connection.execute(delete(bindings).where(bindings.c.department == ANY_DEPARTMENT))
            return None
        await self.connection.execute(insert_once(self.connection, groups), {"chat_id": chat_id, "title": ""})
        chat_id = await self._moved_to(chat_id)
        await self._put(ANY_PRODUCT, ANY_DEPARTMENT, chat_id)
        return chat_id

    async def tell_of_crowd(self, chat_id: int, *, at: datetime, not_since: datetime) -> bool:
        rows = await self.connection.execute(
            update(groups)
            .where(
                groups.c.chat_id == chat_id,
                or_(groups.c.crowd_told_at.is_(None), groups.c.crowd_told_at <= not_since),
            )
            .values(crowd_told_at=at)
        )
        return rows.rowcount > 0

    async def moved(self, old: int, new: int) -> None:
        await self._redirect(old, new)
        await ReportRows(self.connection).moved(old, new)
        await MenuRows(self.connection).moved(old)
        rows = await self.connection.execute(_group.where(groups.c.chat_id == old, _is_bound))
        known = rows.one_or_none()
        if known is None:
            return
        await self.name(new, known.title)
        await self.set(new, _settings(_read_group(known)))
        await self.connection.execute(update(groups).where(groups.c.chat_id == old).values(moved_to=new))
        await self.connection.execute(update(bindings).where(bindings.c.chat_id == old).values(chat_id=new))
        there = members.alias()
        await self.connection.execute(
            update(members)
            .where(
                members.c.chat_id == old,
                members.c.agent_id.not_in(select(there.c.agent_id).where(there.c.chat_id == new)),
            )
            .values(chat_id=new)
        )
        # Its topics and cards are left behind; the tickets stay the group's all the same.
        await self.connection.execute(
            update(places)
            .where(places.c.chat_id == old)
            .values(chat_id=new, thread=None, card_id=None, requested=False)
        )
        for forms in (drafts, calls):
            await self.connection.execute(
                update(forms).where(forms.c.chat_id == old).values(chat_id=new, thread=None)
            )

    async def _redirect(self, old: int, new: int) -> None:
        """What is on its way to the group itself, also where it is nobody's or is known to have moved:
        something may have been queued since."""
        before, after = Recipient.chat(old), Recipient.chat(new)
        await self.connection.execute(
            update(outbox)
            .where(
                outbox.c.recipient_kind == RecipientKind.CHAT,
                outbox.c.recipient_id == old,
                outbox.c.status.in_(("queued", "held")),
            )
            .values(recipient_id=new, thread=None, lane=func.replace(outbox.c.lane, before.lane, after.lane))
        )

    async def _moved_to(self, chat_id: int) -> int:
        """Where the group went on, if it did."""
        seen: set[int] = set()
        while chat_id not in seen:
            seen.add(chat_id)
            rows = await self.connection.execute(select(groups.c.moved_to).where(groups.c.chat_id == chat_id))
            chat_id = rows.scalar() or chat_id
        return chat_id

    async def _put(self, product: str, department: str, chat_id: int) -> None:
        await self.connection.execute(
            insert_or_replace(self.connection, bindings),
            [{"product_id": product, "department": department, "chat_id": chat_id}],
        )


def _read_group(row: Any) -> StaffGroup:
    return StaffGroup(
        row.chat_id,
        row.title,
        row.is_default,
        language=row.language,
        topics=row.topics,
        weekly_report=row.weekly_report,
        round_robin=row.round_robin,
    )


def _settings(group: StaffGroup) -> Mapping[str, object]:
    return {
        "language": group.language,
        "topics": group.topics,
        "weekly_report": group.weekly_report,
        "round_robin": group.round_robin,
    }
