"""Writes down what became of deliveries, in groups: a commit costs the same for one as for twenty."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.domain.errors import VersionMismatch, describe
from bot.services.arrival import Arrival
from bot.services.ports import Database, StorageUnavailable, UnitOfWork
from bot.services.sending import Accepted, Parcel

log = logging.getLogger(__name__)

GROUP = 50
ATTEMPTS = 5
"""How often a settling that lost a race with an update is tried on the fresh rows."""

AWAY_SECONDS = 1.0

Work = Callable[[UnitOfWork], Awaitable[None]]


@dataclass(slots=True)
class _Entry:
    work: Work
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Settling:
    """A delivery is settled and its ticket learns from it in one transaction, or neither happens."""

    def __init__(self, database: Database, arrival: Callable[[UnitOfWork], Arrival]) -> None:
        self.database = database
        self.arrival = arrival
        self._queue: asyncio.Queue[_Entry | None] = asyncio.Queue()

    async def accepted(self, batch: Sequence[Parcel], outcome: Accepted) -> None:
        async def record(uow: UnitOfWork) -> None:
            await uow.outbox.sent([parcel.id for parcel in batch], outcome.links)

        if any(parcel.delivery.then for parcel in batch):
            await self._and_learn(batch, record, lambda arrival, parcel: arrival.delivered(parcel))
        else:
            await self._in_group(record)

    async def failed(self, batch: Sequence[Parcel], reason: str) -> None:
        async def record(uow: UnitOfWork) -> None:
            await uow.outbox.failed([parcel.id for parcel in batch], reason)

        async def learn(arrival: Arrival, parcel: Parcel) -> None:
            await arrival.failed(parcel, reason)

        await self._and_learn(batch, record, learn)

    async def unreachable(self, lane: str, batch: Sequence[Parcel], reason: str) -> None:
        """Everything of the lane waits until the recipient is back."""

        async def record(uow: UnitOfWork) -> None:
            await uow.outbox.hold(lane, reason)

        async def learn(arrival: Arrival, parcel: Parcel) -> None:
            await arrival.unreachable(parcel, reason)

        await self._and_learn(batch, record, learn)

    async def attempted(self, batch: Sequence[Parcel]) -> None:
        """The attempt counts, whatever became of it."""

        async def work(uow: UnitOfWork) -> None:
            await uow.outbox.attempted([parcel.id for parcel in batch])

        await self._in_group(work)

    async def _and_learn(
        self, batch: Sequence[Parcel], record: Work, learn: Callable[[Arrival, Parcel], Awaitable[None]]
    ) -> None:
        """In one transaction; without the lesson where that breaks: nothing is sent again for it."""

        async def both(uow: UnitOfWork) -> None:
            await record(uow)
            for parcel in batch:
                await learn(self.arrival(uow), parcel)

        try:
            await self._alone(both)
        except Exception as bug:  # noqa: BLE001 - the channel has done its part: it must not do it again
            ids = [parcel.id for parcel in batch]
            log.error("tickets learnt nothing from deliveries %s: %s", ids, describe(bug))
            await self._alone(record)

    async def run(self) -> None:
        while (first := await self._queue.get()) is not None:
            group = [first]
            while len(group) < GROUP and not self._queue.empty():
                entry = self._queue.get_nowait()
                if entry is None:
                    self._queue.put_nowait(None)
                    break
                group.append(entry)
            await self._commit(group)

    def stop(self) -> None:
        """What is queued is still written."""
        self._queue.put_nowait(None)

    async def _in_group(self, work: Work) -> None:
        entry = _Entry(work)
        self._queue.put_nowait(entry)
        await entry.done

    async def _commit(self, group: Sequence[_Entry]) -> None:
        async def work(uow: UnitOfWork) -> None:
            for entry in group:
                await entry.work(uow)

        try:
            await self._alone(work)
        except Exception as failure:  # noqa: BLE001 - each waiter's to handle
            for entry in group:
                entry.done.set_exception(failure)
        else:
            for entry in group:
                entry.done.set_result(None)

    async def _alone(self, work: Work) -> None:
        """One transaction, repeated while the database is away or somebody else is faster.

        The channel has done its part already: forgetting that would repeat it.
        """
        races = 0
        while True:
            try:
                async with self.database.begin() as uow:
                    await work(uow)
            except VersionMismatch:
                races += 1
                if races == ATTEMPTS:
                    raise
            except StorageUnavailable as trouble:
                log.warning("deliveries not settled yet: %s", trouble)
                await asyncio.sleep(AWAY_SECONDS)
            else:
                return
