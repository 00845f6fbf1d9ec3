"""Raw updates, kept until they are handled."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cmp_to_key
from itertools import groupby, takewhile
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, bindparam, exists, or_, select, true, tuple_, update

from bot.services.incoming import RawUpdate
from bot.services.replicas import Standing
from storage.connection import Connection
from storage.prepared import Prepared
from storage.sql import Unindexed, constant, insert_once
from storage.tables import inbox, replicas


class Status(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


APART = timedelta(days=1)
"""Ids of updates ascend, and begin anew anywhere after a week without any (Bot API, `Update`). Of two that
came so far apart the moment tells which is older; of others the id does, for clocks differ and jump."""

_older = inbox.alias("older")
_is_older = or_(
    _older.c.received_at < bindparam("long_before"),
    and_(
        _older.c.received_at <= bindparam("not_long_after"),
        _older.c.update_id < bindparam("its_update"),
    ),
)
_claim = Prepared(
    update(inbox)
    .where(
        inbox.c.bot_id == bindparam("its_bot"),
        inbox.c.update_id == bindparam("its_update"),
        inbox.c.status == constant(Status.WAITING),
        ~exists().where(
            _older.c.status == constant(Status.WAITING),
            _older.c.lane == bindparam("its_lane"),
            Unindexed(_older.c.bot_id) == bindparam("its_bot"),
            _is_older,
        ),
    )
    .values(status=Status.DONE)
)


class InboxRows:
    def __init__(self, connection: Connection, standing: Standing) -> None:
        self.connection = connection
        self.standing = standing

    async def put(self, updates: Sequence[RawUpdate]) -> list[RawUpdate]:
        holders = await self._holders({each.lane for each in updates})
        rows = await self.connection.execute(
            insert_once(self.connection, inbox, inbox.c.update_id),
            [
                {
                    "bot_id": each.bot_id,
                    "update_id": each.update_id,
                    "lane": each.lane,
                    "payload": each.payload,
                    "received_at": each.received_at,
                    "status": Status.WAITING.value,
                    "attempts": 0,
                    "holder": holders[each.lane],
                }
                for each in updates
            ],
        )
        fresh = set(rows.scalars())
        return [each for each in updates if each.update_id in fresh]

    async def _holders(self, lanes: Collection[str]) -> dict[str, int | None]:
        """Who is to have what comes in them. Of others, none leaves before this transaction is over: what is
        meant for it would look as if it had died of that."""
        owners = {lane: self.standing.owner_of(lane) for lane in lanes}
        here = {self.standing.id}
        others = set(owners.values()) - {self.standing.id, None}
        if others:
            rows = await self.connection.execute(
                select(replicas.c.id)
                .where(replicas.c.id.in_(others))
                .order_by(replicas.c.id)
                .with_for_update(read=True, key_share=True)
            )
            here |= set(rows.scalars())
        return {lane: owner if owner in here else None for lane, owner in owners.items()}

    async def lanes(self) -> list[tuple[str, int | None]]:
        rows = await self.connection.execute(
            select(inbox.c.lane, inbox.c.holder).where(inbox.c.status == constant(Status.WAITING)).distinct()
        )
        return [(row.lane, row.holder) for row in rows]

    async def take(self, lanes: Collection[str]) -> list[RawUpdate]:
        waiting = select(inbox).where(inbox.c.status == constant(Status.WAITING), inbox.c.lane.in_(lanes))
        found = await self._read_all(waiting)
        if any(each.holder is None or each.holder != self.standing.id for each in found):
            # What is ours already is not locked: a lock is written down, and who only looks writes nothing.
            found = await self._read_all(waiting.with_for_update(skip_locked=True))
        by_lane = groupby(sorted(found, key=_lane), _lane)
        taken = [each for _, of_lane in by_lane for each in self._to_be_had(of_lane)]
        await self._hold([each for each in taken if each.holder != self.standing.id])
        return taken

    async def _read_all(self, wanted: Executable) -> list[RawUpdate]:
        return [_read(row) for row in await self.connection.execute(wanted)]

    async def _hold(self, taken: Collection[RawUpdate]) -> None:
        if taken and self.standing.id is not None:
            await self.connection.execute(
                update(inbox)
                .where(
                    inbox.c.status == constant(Status.WAITING),
                    inbox.c.lane.in_({each.lane for each in taken}),
                    inbox.c.update_id.in_([each.update_id for each in taken]),
                )
                .values(holder=self.standing.id)
            )

    def _to_be_had(self, waiting: Iterable[RawUpdate]) -> Iterable[RawUpdate]:
        """Of one lane."""
        return takewhile(self._is_to_be_had, sorted(waiting, key=cmp_to_key(_compare)))

    def _is_to_be_had(self, waiting: RawUpdate) -> bool:
        return waiting.holder in {None, self.standing.id} or self.standing.is_gone(waiting.holder)

    async def let_go(self, lane: str | None = None) -> None:
        key = inbox.c.bot_id, inbox.c.update_id
        mine = select(*key).where(
            inbox.c.status == constant(Status.WAITING),
            inbox.c.holder == self.standing.id,
            inbox.c.lane == lane if lane else true(),
        )
        await self.connection.execute(
            update(inbox).where(tuple_(*key).in_(mine.with_for_update(skip_locked=True))).values(holder=None)
        )

    async def is_waiting(self, lane: str) -> bool:
        rows = await self.connection.execute(
            select(inbox.c.update_id)
            .where(inbox.c.status == constant(Status.WAITING), inbox.c.lane == lane)
            .limit(1)
        )
        return rows.first() is not None

    async def has_dead(self, lane: str, *, since: datetime) -> bool:
        rows = await self.connection.execute(
            select(inbox.c.update_id)
            .where(inbox.c.status == constant(Status.DEAD), inbox.c.lane == lane, inbox.c.received_at > since)
            .limit(1)
        )
        return rows.first() is not None

    async def claim(self, wanted: RawUpdate) -> bool:
        rows = await self.connection.execute(
            _claim,
            {
                "its_bot": wanted.bot_id,
                "its_update": wanted.update_id,
                "its_lane": wanted.lane,
                "long_before": wanted.received_at - APART,
                "not_long_after": wanted.received_at + APART,
            },
        )
        return rows.rowcount == 1

    async def bury(self, dead: RawUpdate, incident: str) -> bool:
        rows = await self.connection.execute(
            update(inbox)
            .where(*_is(dead), inbox.c.status == constant(Status.WAITING))
            .values(status=Status.DEAD, incident=incident)
        )
        return rows.rowcount == 1

    async def count_attempt(self, tried: RawUpdate) -> None:
        await self.connection.execute(update(inbox).where(*_is(tried)).values(attempts=inbox.c.attempts + 1))


def _is(wanted: RawUpdate) -> tuple[ColumnElement[bool], ...]:
    return inbox.c.bot_id == wanted.bot_id, inbox.c.update_id == wanted.update_id


def _read(row: Any) -> RawUpdate:
    return RawUpdate(
        row.bot_id, row.update_id, row.lane, row.payload, row.received_at, row.attempts, row.holder
    )


def _lane(update: RawUpdate) -> str:
    return update.lane


def _compare(one: RawUpdate, other: RawUpdate) -> int:
    """Negative: the one is older."""
    if abs(one.received_at - other.received_at) > APART:
        return -1 if one.received_at < other.received_at else 1
    return one.update_id - other.update_id
