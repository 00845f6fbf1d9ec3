"""The queue of deliveries: what use cases put in, and what the courier settles."""

import logging
from collections.abc import Sequence, Set
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, case, insert, select, update

from bot.domain.delivery import HOME, Delivery, Matter, Recipient, RecipientKind, Then, Urgency
from bot.domain.errors import describe
from bot.domain.message import Link, Source
from bot.services.ports import Clock
from storage.connection import Connection
from storage.prepared import Prepared
from storage.sql import constant, constants, insert_or_replace
from storage.tables import links, outbox

log = logging.getLogger(__name__)


class Status(StrEnum):
    QUEUED = "queued"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


_put = Prepared(insert(outbox))
_drop_from_slots = Prepared(
    update(outbox)
    .where(
        outbox.c.slot.in_(bindparam("slots", expanding=True)),
        outbox.c.status.in_(constants(Status.QUEUED, Status.HELD)),
    )
    .values(status=Status.DROPPED)
)
_these = outbox.c.id.in_(bindparam("ids", expanding=True))
_settle = Prepared(
    update(outbox)
    .where(_these, outbox.c.status.not_in(constants(Status.SENT, Status.FAILED)))
    .returning(outbox.c.id)
)
_count_attempt = Prepared(update(outbox).where(_these).values(attempts=outbox.c.attempts + 1))


_STORED = {Urgency.CUSTOMER: 0, Urgency.BLOCKER: 1, Urgency.AGENT: 1, Urgency.COSMETIC: 2}
"""What is about a blocker is marked in a column of its own: an older release takes it for an agent's."""

urgency = case(
    (outbox.c.blocker, Urgency.BLOCKER.value),
    (outbox.c.urgency > 0, outbox.c.urgency + 1),
    else_=outbox.c.urgency,
)
"""In the order of `Urgency`, whichever release has queued it."""


class OutboxRows:
    def __init__(self, connection: Connection, clock: Clock, woken: dict[str, int]) -> None:
        self.connection = connection
        self.clock = clock
        self.woken = woken
        """Lanes with something new, and how urgent it is; handed to the courier after the commit."""

    async def put(self, deliveries: Sequence[Delivery]) -> None:
        slots = {each.slot for each in deliveries if each.slot}
        if slots:
            await self.connection.execute(_drop_from_slots, {"slots": list(slots)})
        newest = {each.slot: each for each in deliveries if each.slot}
        kept = [each for each in deliveries if not each.slot or newest[each.slot] is each]
        now = self.clock.now()
        await self.connection.execute(
            _put,
            [
                {
                    "lane": each.lane,
                    "urgency": _STORED[each.urgency],
                    "blocker": each.urgency is Urgency.BLOCKER,
                    "status": Status.QUEUED.value,
                    "recipient_kind": each.to.kind.value,
                    "recipient_id": each.to.id,
                    "thread": each.to.thread,
                    "desk": each.to.desk or HOME,
                    "matter": each.matter.value,
                    "ticket_id": each.ticket_id,
                    "message_id": each.messages[0] if len(each.messages) == 1 else None,
                    "slot": each.slot,
                    "body": _body(each),
                    "attempts": 0,
                    "queued_at": now,
                }
                for each in kept
            ],
        )
        for each in kept:
            self._wake(each.lane, each.urgency)

    async def recipients_of(self, message_id: int) -> set[int]:
        rows = await self.connection.execute(
            select(outbox.c.ticket_id).where(
                *_copies(message_id), outbox.c.status.in_((Status.QUEUED, Status.HELD, Status.SENT))
            )
        )
        return set(rows.scalars())

    async def has_copy(self, message_id: int) -> bool:
        rows = await self.connection.execute(select(outbox.c.id).where(*_waiting_copy(message_id)).limit(1))
        return rows.first() is not None

    async def cancel_copy(self, message_id: int) -> bool:
        rows = await self.connection.execute(
            update(outbox).where(*_waiting_copy(message_id)).values(status=Status.DROPPED)
        )
        return rows.rowcount > 0

    async def cancel_for(self, ticket_id: int, customer_id: int) -> None:
        to_customer = (
            outbox.c.recipient_kind == RecipientKind.CUSTOMER,
            outbox.c.recipient_id == customer_id,
            outbox.c.ticket_id == ticket_id,
            outbox.c.matter.in_((Matter.COPY, Matter.WORDS)),
            outbox.c.message_id.is_not(None),
        )
        lane = Recipient.customer(customer_id).lane
        for where in (
            (outbox.c.lane == lane, outbox.c.status == constant(Status.QUEUED)),
            (outbox.c.status == constant(Status.HELD),),
        ):
            await self.connection.execute(
                update(outbox).where(*where, *to_customer).values(status=Status.DROPPED)
            )

    async def resume(self, customer_id: int) -> None:
        await self._resume(
            outbox.c.recipient_kind == RecipientKind.CUSTOMER,
            outbox.c.recipient_id == customer_id,
            reason=None,
        )

    async def resume_desks(self) -> None:
        await self._resume(outbox.c.recipient_kind.in_((RecipientKind.DESK, RecipientKind.CHAT)))

    async def _resume(self, *conditions: Any, **values: Any) -> None:
        rows = await self.connection.execute(
            update(outbox)
            .where(outbox.c.status == constant(Status.HELD), *conditions)
            .values(status=Status.QUEUED, **values)
            .returning(outbox.c.lane, urgency.label("rank"))
        )
        for row in rows:
            self._wake(row.lane, row.rank)

    async def sent(self, delivery_ids: Sequence[int], new_links: Sequence[Link]) -> Set[int]:
        settled = await self._set(delivery_ids, status=Status.SENT)
        if new_links:
            await self.connection.execute(
                insert_or_replace(self.connection, links),
                [
                    {
                        "chat_id": each.chat_id,
                        "message_id": each.message_id,
                        "ticket_id": each.ticket_id,
                        "draft_id": each.draft_id,
                        "code": each.code,
                        "copy_of": each.copy_of,
                    }
                    for each in new_links
                ],
            )
        return settled

    async def failed(self, delivery_ids: Sequence[int], reason: str) -> Set[int]:
        return await self._set(delivery_ids, status=Status.FAILED, reason=reason)

    async def hold(self, lane: str, reason: str) -> None:
        await self.connection.execute(
            update(outbox)
            .where(outbox.c.lane == lane, outbox.c.status == constant(Status.QUEUED))
            .values(status=Status.HELD, reason=reason)
        )

    async def attempted(self, delivery_ids: Sequence[int]) -> None:
        await self.connection.execute(_count_attempt, {"ids": list(delivery_ids)})

    async def _set(self, delivery_ids: Sequence[int], **values: Any) -> Set[int]:
        """What another has settled stays as it is."""
        if not delivery_ids:
            return set()
        rows = await self.connection.execute(_settle, {"ids": list(delivery_ids), **values})
        return set(rows.scalars())

    def _wake(self, lane: str, rank: int) -> None:
        self.woken[lane] = min(rank, self.woken.get(lane, rank))


def _copies(message_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        outbox.c.message_id == message_id,
        outbox.c.matter.in_((Matter.COPY, Matter.WORDS)),
        outbox.c.recipient_kind == RecipientKind.CUSTOMER,
    )


def _waiting_copy(message_id: int) -> tuple[ColumnElement[bool], ...]:
    return *_copies(message_id), outbox.c.status.in_((Status.QUEUED, Status.HELD))


def _body(delivery: Delivery) -> dict[str, Any]:
    body: dict[str, Any] = {
        "code": delivery.code,
        "data": dict(delivery.data),
        "messages": list(delivery.messages),
        "draft": delivery.draft_id,
        "mark": delivery.mark and [delivery.mark.chat_id, delivery.mark.message_id],
        "reply_to": delivery.reply_to and [delivery.reply_to.chat_id, delivery.reply_to.message_id],
        "instead_of": delivery.instead_of and [delivery.instead_of.chat_id, delivery.instead_of.message_id],
        "then": delivery.then and delivery.then.value,
        "album": delivery.album,
    }
    return {key: value for key, value in body.items() if value}


class Reader:
    """Of deliveries, also where another version of the bot has queued some: in a deploy, say."""

    def __init__(self) -> None:
        self._foreign: set[int] = set()

    def understood(self, rows: Sequence[Row[Any]]) -> list[tuple[Row[Any], Delivery]]:
        """The others stay where they are, for the version that knows them, and hold up nobody."""
        return [(row, delivery) for row in rows if (delivery := self._read(row))]

    def _read(self, row: Row[Any]) -> Delivery | None:
        try:
            return _read_delivery(row)
        except (KeyError, TypeError, ValueError) as trouble:
            if row.id not in self._foreign:
                self._foreign.add(row.id)
                log.error("delivery %s waits for another version of the bot: %s", row.id, describe(trouble))
            return None


def _read_delivery(row: Row[Any]) -> Delivery:
    body = row.body
    return Delivery(
        to=_read_recipient(row),
        matter=Matter(row.matter),
        urgency=Urgency(row.rank),
        ticket_id=row.ticket_id,
        draft_id=body.get("draft"),
        code=body.get("code", ""),
        data=body.get("data", {}),
        messages=tuple(body.get("messages", ())),
        mark=Source(*body["mark"]) if "mark" in body else None,
        reply_to=Source(*body["reply_to"]) if "reply_to" in body else None,
        instead_of=Source(*body["instead_of"]) if "instead_of" in body else None,
        then=Then(body["then"]) if "then" in body else None,
        slot=row.slot,
        album=body.get("album"),
    )


def _read_recipient(row: Row[Any]) -> Recipient:
    kind = RecipientKind(row.recipient_kind)
    desk = row.desk if kind is RecipientKind.DESK else None
    return Recipient(kind, row.recipient_id, row.thread, desk)
