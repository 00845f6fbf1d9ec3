"""Raw updates, kept until they are handled."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.incoming import RawUpdate
from storage.sql import constant, insert_once
from storage.tables import inbox


class Status(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class InboxRows:
    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def put(self, updates: Sequence[RawUpdate]) -> list[RawUpdate]:
        rows = await self.connection.execute(
            insert_once(
                self.connection,
                inbox,
                [
                    {
                        "bot_id": each.bot_id,
                        "update_id": each.update_id,
                        "lane": each.lane,
                        "payload": each.payload,
                        "received_at": each.received_at,
                        "status": Status.WAITING.value,
                        "attempts": 0,
                    }
                    for each in updates
                ],
            ).returning(inbox.c.update_id)
        )
        fresh = set(rows.scalars())
        return [each for each in updates if each.update_id in fresh]

    async def waiting(self, *, limit: int) -> list[RawUpdate]:
        rows = await self.connection.execute(
            select(inbox)
            .where(inbox.c.status == constant(Status.WAITING))
            .order_by(inbox.c.update_id)
            .limit(limit)
        )
        return [
            RawUpdate(row.bot_id, row.update_id, row.lane, row.payload, row.received_at, row.attempts)
            for row in rows
        ]

    async def is_waiting(self, lane: str) -> bool:
        rows = await self.connection.execute(
            select(inbox.c.update_id)
            .where(inbox.c.status == constant(Status.WAITING), inbox.c.lane == lane)
            .limit(1)
        )
        return rows.first() is not None

    async def has_dead(self, lane: str, *, since: datetime) -> bool:
        """Without an index: asked seldom, of a table that is emptied every other day."""
        rows = await self.connection.execute(
            select(inbox.c.update_id)
            .where(inbox.c.status == Status.DEAD, inbox.c.lane == lane, inbox.c.received_at > since)
            .limit(1)
        )
        return rows.first() is not None

    async def done(self, handled: RawUpdate) -> bool:
        return await self._leave(handled, Status.DONE)

    async def bury(self, dead: RawUpdate, incident: str) -> None:
        await self._leave(dead, Status.DEAD, incident=incident)

    async def forget_done(self, *, before: datetime) -> None:
        await self.connection.execute(
            delete(inbox).where(inbox.c.status == Status.DONE, inbox.c.received_at < before)
        )

    async def count_attempt(self, tried: RawUpdate) -> None:
        await self.connection.execute(
            update(inbox)
            .where(inbox.c.bot_id == tried.bot_id, inbox.c.update_id == tried.update_id)
            .values(attempts=inbox.c.attempts + 1)
        )

    async def _leave(self, left: RawUpdate, status: Status, **values: object) -> bool:
        rows = await self.connection.execute(
            update(inbox)
            .where(
                inbox.c.bot_id == left.bot_id,
                inbox.c.update_id == left.update_id,
                inbox.c.status == Status.WAITING,
            )
            .values(status=status.value, **values)
        )
        return rows.rowcount == 1
