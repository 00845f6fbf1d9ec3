"""Writes down what became of deliveries, in groups: a commit costs the same for one as for twenty."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
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
Record = Callable[[UnitOfWork], Awaitable[Collection[int]]]
"""Returns the deliveries that nobody had settled before."""
Learn = Callable[[Arrival, Parcel], Awaitable[None]]


class NotSettled(Exception):
    """What became of deliveries could not be written down, in no way."""


@dataclass(frozen=True, slots=True)
class _Way:
    """To write down what became of deliveries."""

    work: Work
    how: str


@dataclass(slots=True)
class _Entry:
    ids: Sequence[int]
    ways: Sequence[_Way]
    """The best comes first; each of the others does without something that may be what breaks."""
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Settling:
    """A delivery is settled and its ticket learns from it in one transaction, or neither happens.

    Whatever breaks here raises nothing but `NotSettled`.
    """

    def __init__(self, database: Database, arrival: Callable[[UnitOfWork], Arrival]) -> None:
        self.database = database
        self.arrival = arrival
        self._queue: asyncio.Queue[_Entry | None] = asyncio.Queue()

    async def accepted(self, batch: Sequence[Parcel], outcome: Accepted) -> None:
        ids = [parcel.id for parcel in batch]

        async def linked(uow: UnitOfWork) -> Collection[int]:
            return await uow.outbox.sent(ids, outcome.links)

        async def bare(uow: UnitOfWork) -> Collection[int]:
            return await uow.outbox.sent(ids, ())

        records = [(linked, "with links"), (bare, "without links")] if outcome.links else [(bare, "at all")]
        ways = [_Way(_mere(record), how) for record, how in records]
        if any(parcel.delivery.then or parcel.held_for for parcel in batch):

            async def learn(arrival: Arrival, parcel: Parcel) -> None:
                await arrival.delivered(parcel)

            lessons = [
                _Way(self._lesson(batch, record, learn), f"and learnt from, {how}") for record, how in records
            ]
            await self._one(_Entry(ids, [*lessons, *ways]))
        else:
            await self._in_group(_Entry(ids, ways))

    async def failed(self, batch: Sequence[Parcel], reason: str) -> None:
        async def record(uow: UnitOfWork) -> Collection[int]:
            return await uow.outbox.failed([parcel.id for parcel in batch], reason)

        async def learn(arrival: Arrival, parcel: Parcel) -> None:
            await arrival.failed(parcel, reason)

        await self._and_learn(batch, record, learn)

    async def unreachable(self, lane: str, batch: Sequence[Parcel], reason: str) -> None:
        """Everything of the lane waits until the recipient is back, unless they may be already."""

        async def record(uow: UnitOfWork) -> Collection[int]:
            if await self.arrival(uow).is_outdated(batch[0]):
                return []
            await uow.outbox.hold(lane, reason)
            return [parcel.id for parcel in batch]

        async def learn(arrival: Arrival, parcel: Parcel) -> None:
            await arrival.unreachable(parcel, reason)

        await self._and_learn(batch, record, learn)

    async def attempted(self, batch: Sequence[Parcel]) -> None:
        """The attempt counts, whatever became of it."""
        ids = [parcel.id for parcel in batch]

        async def work(uow: UnitOfWork) -> None:
            await uow.outbox.attempted(ids)

        await self._in_group(_Entry(ids, [_Way(work, "as attempted")]))

    async def _and_learn(self, batch: Sequence[Parcel], record: Record, learn: Learn) -> None:
        """In one transaction; without the lesson where that breaks: nothing is sent again for it."""
        ways = [
            _Way(self._lesson(batch, record, learn), "and learnt from"),
            _Way(_mere(record), "at all"),
        ]
        await self._one(_Entry([parcel.id for parcel in batch], ways))

    def _lesson(self, batch: Sequence[Parcel], record: Record, learn: Learn) -> Work:
        """From what another has settled meanwhile, its ticket has learnt already."""

        async def both(uow: UnitOfWork) -> None:
            settled = await record(uow)
            for parcel in batch:
                if parcel.id in settled:
                    await learn(self.arrival(uow), parcel)

        return both

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

    async def _in_group(self, entry: _Entry) -> None:
        self._queue.put_nowait(entry)
        await entry.done

    async def _commit(self, group: Sequence[_Entry]) -> None:
        """One that breaks takes no other with it: then each is settled alone."""

        async def work(uow: UnitOfWork) -> None:
            for entry in group:
                await entry.ways[0].work(uow)

        try:
            await self._alone(work)
        except Exception as bug:  # noqa: BLE001 - told of with its places where it breaks alone
            log.warning("%s settlings are repeated, each alone: %s", len(group), describe(bug))
            for entry in group:
                await self._apart(entry)
        else:
            for entry in group:
                _tell(entry, None)

    async def _apart(self, entry: _Entry) -> None:
        try:
            await self._one(entry)
        except NotSettled as failure:
            _tell(entry, failure)
        else:
            _tell(entry, None)

    async def _one(self, entry: _Entry) -> None:
        """In the first way that works."""
        for way in entry.ways:
            try:
                await self._alone(way.work)
            except Exception as bug:
                told = entry.ids[0], list(entry.ids), way.how, describe(bug)
                log.error("incident D%s: deliveries %s not settled %s: %s", *told, exc_info=bug)
            else:
                return
        raise NotSettled(f"deliveries {list(entry.ids)}")

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


def _mere(record: Record) -> Work:
    async def work(uow: UnitOfWork) -> None:
        await record(uow)

    return work


def _tell(entry: _Entry, failure: NotSettled | None) -> None:
    """Whoever waits, if they still do."""
    if entry.done.done():
        return
    if failure is None:
        entry.done.set_result(None)
    else:
        entry.done.set_exception(failure)
