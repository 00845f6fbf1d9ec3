"""Heaps of rows that are done with: what belongs to each, found by the handful, and how it goes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, literal, select, tuple_, update

from bot.domain.delivery import Recipient, RecipientKind
from bot.domain.draft import DraftStatus
from bot.domain.duty import Duty
from bot.services.housekeeping_ports import Handful, Heap, Key
from storage.administration import STANDING
from storage.connection import Connection
from storage.forgetting import forget_messages
from storage.inbox import Status as InboxStatus
from storage.outbox import Status as OutboxStatus
from storage.sql import constant
from storage.tables import (
    acts,
    alarms,
    calls,
    canned_changes,
    drafts,
    inbox,
    intents,
    links,
    members,
    messages,
    outbox,
    reloads,
    reports,
    tickets,
    timers,
)

AT_ONCE = 500
"""Rows removed by a transaction."""
LOOSE_KEPT = 20
"""Of a chat's messages that stand for nothing, the newest that a reply may be about."""

Is = Callable[[datetime], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table that nothing else refers to."""

    table: Table
    are_done: Is
    """With before when."""
    in_order: Callable[[], ColumnElement[datetime]] | None = None
    """Of a table that fills up in the order of its keys: the moment that tells where to stop looking."""
    first: Callable[[Connection, Sequence[Key]], Any] | None = field(default=None)
    """What goes before them."""

    @property
    def keys(self) -> list[ColumnElement[Any]]:
        return list(self.table.primary_key)

    async def find(self, connection: Connection, before: datetime, after: Key | None) -> Handful:
        beyond = [] if after is None else [tuple_(*self.keys) > tuple_(*self._literals(after))]
        if self.in_order is not None:
            return await self._walk(connection, before, beyond, since=self.in_order())
        rows = await connection.execute(
            select(*self.keys).where(self.are_done(before), *beyond).order_by(*self.keys).limit(AT_ONCE)
        )
        found = [tuple(row) for row in rows]
        return Handful(found, found[-1] if len(found) == AT_ONCE else None)

    async def _walk(
        self,
        connection: Connection,
        before: datetime,
        beyond: Sequence[ColumnElement[bool]],
        *,
        since: ColumnElement[datetime],
    ) -> Handful:
        """From the oldest on, so that what is young is never read through in vain."""
        rows = await connection.execute(
            select(self.are_done(before).label("is_done"), since.label("since"), *self.keys)
            .where(*beyond)
            .order_by(*self.keys)
            .limit(AT_ONCE)
        )
        seen = rows.all()
        found = [tuple(row[2:]) for row in seen if row.is_done]
        goes_on = len(seen) == AT_ONCE and seen[-1].since < before
        return Handful(found, tuple(seen[-1][2:]) if goes_on else None)

    async def remove(self, connection: Connection, keys: Sequence[Key], before: datetime) -> None:
        if self.first is not None:
            await self.first(connection, keys)
        await connection.execute(
            delete(self.table).where(tuple_(*self.keys).in_(keys), self.are_done(before))
        )

    def _literals(self, key: Key) -> tuple[ColumnElement[Any], ...]:
        return tuple(
            literal(value, column.type) for value, column in zip(key, self.table.primary_key, strict=True)
        )


class _Drafts(Rows):
    """With all that was said to the form, but for what has become a ticket's."""

    async def remove(self, connection: Connection, keys: Sequence[Key], before: datetime) -> None:
        rows = await connection.execute(
            select(drafts.c.id)
            .where(drafts.c.id.in_([key[0] for key in keys]), self.are_done(before))
            .with_for_update()
        )
        ids = list(rows.scalars())
        of_drafts = messages.c.draft_id.in_(ids)
        said = await connection.execute(
            select(messages.c.id).where(of_drafts, messages.c.ticket_id.is_(None))
        )
        await forget_messages(connection, said.scalars().all())
        await connection.execute(update(messages).where(of_drafts).values(draft_id=None))
        await connection.execute(delete(links).where(links.c.draft_id.in_(ids)))
        await _drop_what_waits(connection, ids)
        await connection.execute(delete(drafts).where(drafts.c.id.in_(ids)))


async def _drop_what_waits(connection: Connection, draft_ids: Sequence[int]) -> None:
    """Questions of forms that go, to customers who were away all the time."""
    rows = await connection.execute(select(drafts.c.customer_id).where(drafts.c.id.in_(draft_ids)).distinct())
    people = list(rows.scalars())
    waiting = (
        (
            outbox.c.status == constant(OutboxStatus.HELD),
            outbox.c.recipient_kind == RecipientKind.CUSTOMER,
            outbox.c.recipient_id.in_(people),
        ),
        (
            outbox.c.status == constant(OutboxStatus.QUEUED),
            outbox.c.lane.in_([Recipient.customer(each).lane for each in people]),
        ),
    )
    for where in waiting:
        rows = await connection.execute(select(outbox.c.id, outbox.c.body).where(*where))
        theirs = [row.id for row in rows if row.body.get("draft") in draft_ids]
        await connection.execute(
            update(outbox).where(outbox.c.id.in_(theirs), *where).values(status=OutboxStatus.DROPPED)
        )


class _Words(Rows):
    async def remove(self, connection: Connection, keys: Sequence[Key], before: datetime) -> None:
        rows = await connection.execute(
            select(messages.c.id)
            .where(messages.c.id.in_([key[0] for key in keys]), self.are_done(before))
            .with_for_update()
        )
        await forget_messages(connection, rows.scalars().all())


class _Links(Rows):
    """By their number: nothing tells when they were made."""

    async def find(self, connection: Connection, before: datetime, after: Key | None) -> Handful:  # noqa: ARG002
        newest_first = func.row_number().over(
            partition_by=links.c.chat_id, order_by=links.c.message_id.desc()
        )
        ranked = select(links.c.chat_id, links.c.message_id, newest_first.label("rank"))
        loose = ranked.where(self.are_done(before)).subquery()
        rows = await connection.execute(
            select(loose.c.chat_id, loose.c.message_id).where(loose.c.rank > LOOSE_KEPT).limit(AT_ONCE)
        )
        found = [tuple(row) for row in rows]
        return Handful(found, found[-1] if len(found) == AT_ONCE else None)


async def _drop_reports(connection: Connection, keys: Sequence[Key]) -> None:
    """Their pictures are waited for by nobody else."""
    rows = await connection.execute(select(outbox.c.body).where(outbox.c.id.in_([key[0] for key in keys])))
    pictures = [body["data"]["report"] for body in rows.scalars() if "report" in body.get("data", {})]
    if pictures:
        await connection.execute(delete(reports).where(reports.c.id.in_(pictures)))


def _is_left(before: datetime) -> ColumnElement[bool]:
    """Opened or cancelled, and no ticket came of it."""
    return and_(
        drafts.c.ticket_id.is_(None),
        drafts.c.status != constant(DraftStatus.SUBMITTED),
        drafts.c.updated_at < before,
    )


def _is_stray(before: datetime) -> ColumnElement[bool]:
    """Said to no ticket and no form; what a customer with a live ticket said may still be meant for that."""
    live = exists(
        select(tickets.c.id).where(
            messages.c.author_kind == "customer",
            tickets.c.customer_id == messages.c.author_id,
            tickets.c.closed_at.is_(None),
        )
    ).correlate(messages)
    return and_(
        messages.c.ticket_id.is_(None), messages.c.draft_id.is_(None), messages.c.recorded_at < before, ~live
    )


def _is_settled(before: datetime) -> ColumnElement[bool]:
    return and_(outbox.c.status.in_((OutboxStatus.SENT, OutboxStatus.DROPPED)), outbox.c.queued_at < before)


def _has_failed(before: datetime) -> ColumnElement[bool]:
    return and_(outbox.c.status == OutboxStatus.FAILED, outbox.c.queued_at < before)


def _waits_for_a_chat(before: datetime) -> ColumnElement[bool]:
    return and_(
        outbox.c.status == constant(OutboxStatus.HELD),
        outbox.c.recipient_kind == RecipientKind.CHAT,
        outbox.c.queued_at < before,
    )


def _is_gone(before: datetime) -> ColumnElement[bool]:
    """Seen by nobody for long; who is on duty there comes back."""
    on_duty = func.coalesce(members.c.duty, "") == Duty.ON.value
    return and_(members.c.seen_at < before, ~on_duty)


def _is_older_reload(before: datetime) -> ColumnElement[bool]:
    """Not the last: every replica goes by that."""
    last = select(func.max(reloads.c.id)).scalar_subquery()
    return and_(reloads.c.asked_at < before, reloads.c.id < last)


def _is_loose(_: datetime) -> ColumnElement[bool]:
    return and_(links.c.ticket_id.is_(None), links.c.draft_id.is_(None), links.c.copy_of.is_(None))


HEAPS: Mapping[Heap, Rows] = {
    Heap.HANDLED_UPDATES: Rows(
        inbox, lambda before: and_(inbox.c.status == InboxStatus.DONE, inbox.c.received_at < before)
    ),
    Heap.DEAD_UPDATES: Rows(
        inbox, lambda before: and_(inbox.c.status == InboxStatus.DEAD, inbox.c.received_at < before)
    ),
    Heap.SETTLED_DELIVERIES: Rows(outbox, _is_settled, in_order=lambda: outbox.c.queued_at),
    Heap.FAILED_DELIVERIES: Rows(outbox, _has_failed, in_order=lambda: outbox.c.queued_at),
    Heap.UNREACHED_CHATS: Rows(outbox, _waits_for_a_chat, first=_drop_reports),
    Heap.DEAD_TIMERS: Rows(
        timers, lambda before: and_(timers.c.incident.is_not(None), timers.c.due_at < before)
    ),
    Heap.BUTTONS_PRESSED: Rows(intents, lambda before: intents.c.since < before),
    Heap.CALLERS: Rows(calls, lambda before: calls.c.since < before),
    Heap.RELOADS: Rows(reloads, _is_older_reload),
    Heap.ALARMS: Rows(
        alarms, lambda before: and_(alarms.c.told_at < before, ~alarms.c.what.startswith(STANDING))
    ),
    Heap.ACTS: Rows(acts, lambda before: acts.c.at < before, in_order=lambda: acts.c.at),
    Heap.CANNED_CHANGES: Rows(
        canned_changes,
        lambda before: canned_changes.c.changed_at < before,
        in_order=lambda: canned_changes.c.changed_at,
    ),
    Heap.MEMBERS: Rows(members, _is_gone),
    Heap.DRAFTS: _Drafts(drafts, _is_left),
    Heap.STRAY_WORDS: _Words(messages, _is_stray),
    Heap.LOOSE_LINKS: _Links(links, _is_loose),
}


class WasteRows:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def remove(self, heap: Heap, keys: Collection[Key], *, before: datetime) -> None:
        await HEAPS[heap].remove(self.connection, sorted(keys), before)


async def find(connection: Connection, heap: Heap, *, before: datetime, after: Key | None) -> Handful:
    return await HEAPS[heap].find(connection, before, after)
