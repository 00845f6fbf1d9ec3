"""A front door that writes down what it handled, in the transaction it was given."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import select

from bot.domain.delivery import words_to_chat
from bot.ingest.lane import lane_of
from bot.ingest.pace import Pace
from bot.services.incoming import RawUpdate
from bot.services.ports import UnitOfWork
from storage.tables import inbox, outbox
from storage.unit_of_work import SqlDatabase
from tests.patience import PATIENCE
from tests.running import UNHURRIED
from tests.storage.making import NOON, customer

BOT = 42
AT_ANY_PACE = Pace(time.monotonic, UNHURRIED)
AfterCommit = Callable[[], Coroutine[Any, Any, None]]


def raw(update_id: int, chat_id: int = 7, **more: Any) -> RawUpdate:
    payload = f'{{"update_id":{update_id},"message":{{"chat":{{"id":{chat_id}}}}}}}'
    lane = lane_of({"message": {"chat": {"id": chat_id}}})
    known: dict[str, Any] = {
        "bot_id": BOT,
        "update_id": update_id,
        "lane": lane,
        "payload": payload,
        "received_at": NOON,
    }
    return RawUpdate(**(known | more))


class Watch:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class FakeDoor:
    """The effect of an update is a customer with the update's id as address."""

    tried: list[int] = field(default_factory=list)
    given_up: list[tuple[int, str]] = field(default_factory=list)
    slowed: list[int] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    """Updates for which something was done after their commit."""
    troubles: dict[int, deque[Exception | asyncio.Event]] = field(default_factory=lambda: defaultdict(deque))
    broken: bool = False
    """Nobody can be told of an update that was given up."""
    thread: Any = None
    """Where it is told; what is no number cannot be written."""
    under_way: int = 0
    most_under_way: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, update: dict[str, Any], uow: UnitOfWork) -> AfterCommit | None:
        update_id = update["update_id"]
        self.tried.append(update_id)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        self._changed.set()
        try:
            await uow.customers.add(customer(address=str(update_id)))
            while self.troubles[update_id]:
                match self.troubles[update_id].popleft():
                    case asyncio.Event() as event:
                        await event.wait()
                    case trouble:
                        raise trouble
        finally:
            self.under_way -= 1
            self._changed.set()

        async def after_commit() -> None:
            self.answered.append(update_id)

        return after_commit

    async def slow_down(self, update: dict[str, Any], uow: UnitOfWork) -> None:  # noqa: ARG002
        self.slowed.append(update["update_id"])
        self._changed.set()

    async def give_up(self, update: dict[str, Any], uow: UnitOfWork, *, incident: str, error: str) -> None:
        self.given_up.append((update["update_id"], incident))
        uow.deliver(words_to_chat(1, "incident_page", thread=self.thread, number=incident, error=error))
        self._changed.set()
        if self.broken:
            raise LookupError("nobody there")

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._changed.clear()
                await self._changed.wait()


async def store(database: SqlDatabase, *updates: RawUpdate) -> Sequence[RawUpdate]:
    async with database.begin() as uow:
        return await uow.inbox.put(updates)


async def waiting(database: SqlDatabase) -> list[RawUpdate]:
    """By their numbers."""
    async with database.read() as connection:
        rows = await connection.execute(
            select(inbox).where(inbox.c.status == "waiting").order_by(inbox.c.update_id)
        )
        found = [dict(row._mapping) for row in rows]
    known = [field.name for field in fields(RawUpdate)]
    return [RawUpdate(**{name: row[name] for name in known}) for row in found]


async def statuses(database: SqlDatabase) -> dict[int, str]:
    async with database.read() as connection:
        rows = await connection.execute(select(inbox.c.update_id, inbox.c.status))
        return {row[0]: row[1] for row in rows}


async def attempts(database: SqlDatabase) -> dict[int, int]:
    async with database.read() as connection:
        rows = await connection.execute(select(inbox.c.update_id, inbox.c.attempts))
        return {row[0]: row[1] for row in rows}


async def pages(database: SqlDatabase) -> list[str]:
    """The incidents that the administrators are told of."""
    async with database.read() as connection:
        rows = await connection.execute(select(outbox.c.body).order_by(outbox.c.id))
        return [body["data"]["number"] for body in rows.scalars()]


async def effects(database: SqlDatabase, *update_ids: int) -> list[int]:
    """Those updates whose effects are there."""
    async with database.begin() as uow:
        return [each for each in update_ids if await uow.customers.find("telegram", str(each))]
