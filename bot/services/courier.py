"""Takes queued deliveries to the channel: in order within a lane, whatever happens, until they arrive."""

import asyncio
import logging
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress

from bot.domain.delivery import Matter
from bot.domain.errors import describe
from bot.services.arrival import Arrival
from bot.services.lanes import Lanes
from bot.services.ports import Database, StorageUnavailable, UnitOfWork
from bot.services.sending import Accepted, Channel, Failed, Later, Outcome, Parcel, Post, Unknown, Unreachable
from bot.services.settling import Settling

log = logging.getLogger(__name__)

WORKERS = 24
"""Calls under way at once. Telegram takes 30 a second; a call takes a fraction of one."""

LOADED_AT_ONCE = 20
POLL_SECONDS = 1.0
ALBUM_SECONDS = 0.8
"""An album's parts arrive as messages of their own, without an end mark: so long nothing more came."""

LONGEST_BACK_OFF = 60.0
POISON_AFTER = 3
"""Attempts after which a delivery that breaks our own code is put aside."""


class Courier:
    def __init__(
        self,
        *,
        database: Database,
        post: Post,
        channel: Channel,
        arrival: Callable[[UnitOfWork], Arrival],
    ) -> None:
        self.post = post
        self.channel = channel
        self.lanes = Lanes()
        self.settling = Settling(database, arrival)
        self._last_of_album: dict[str, int] = {}
        self._apart: set[int] = set()
        """Deliveries whose common call broke our own code: each goes alone, to find the one that does it."""

    def wake(self, lanes: Mapping[str, int]) -> None:
        """These lanes have something new; called after the commit that queued it."""
        for lane, urgency in lanes.items():
            self.lanes.wake(lane, urgency)

    async def run(self) -> None:
        """Until `stop`: what is under way is finished and settled first."""
        async with asyncio.TaskGroup() as tasks:
            settling = tasks.create_task(self.settling.run())
            poll = tasks.create_task(self._poll())
            workers = [tasks.create_task(self._work()) for _ in range(WORKERS)]
            await asyncio.wait(workers)
            poll.cancel()
            self.settling.stop()
            await settling

    def stop(self) -> None:
        self.lanes.close()

    async def _poll(self) -> None:
        """The net below the wake-ups: what an earlier run or another process queued is found too."""
        while True:
            with suppress(StorageUnavailable):
                for lane, urgency in await self.post.waiting_lanes():
                    self.lanes.wake(lane, urgency)
            await asyncio.sleep(POLL_SECONDS)

    async def _work(self) -> None:
        while (lane := await self.lanes.take()) is not None:
            rest = POLL_SECONDS
            try:
                rest = await self._serve(lane)
            except StorageUnavailable as trouble:
                log.warning("lane %s waits for the database: %s", lane, trouble)
            finally:
                self.lanes.give_back(lane, rest=rest)

    async def _serve(self, lane: str) -> float:
        """Send what the lane has, oldest first; the seconds it must rest, or 0 when it is empty."""
        while parcels := await self.post.load(lane, limit=LOADED_AT_ONCE):
            for batch in together(parcels, self._apart):
                if self.lanes.closed:
                    return 0.0
                rest = self._album_grows(lane, batch[-1]) or self.channel.ready_in(batch)
                if rest:
                    return rest
                outcome = await self._attempt(batch)
                rest = await self._settle(lane, batch, outcome)
                if rest:
                    return rest
                if not _is_over(batch, outcome):
                    break  # what else was loaded is held by now, or has to wait for the rest of this
            else:
                if len(parcels) < LOADED_AT_ONCE:
                    break
        return 0.0

    def _album_grows(self, lane: str, last: Parcel) -> float:
        """Seconds to wait for more of an album; nothing more came since the same part was the last."""
        if last.delivery.album is None:
            return 0.0
        if self._last_of_album.get(lane) == last.id:
            return 0.0
        self._last_of_album[lane] = last.id
        return ALBUM_SECONDS

    async def _attempt(self, batch: Sequence[Parcel]) -> Outcome:
        try:
            return await self.channel.deliver(batch)
        except StorageUnavailable:
            raise
        except Exception as bug:  # noqa: BLE001 - one poison message stops its own lane only
            ids = [parcel.id for parcel in batch]
            log.error("deliveries %s broke our own code: %s", ids, describe(bug))
            if len(batch) > 1:
                self._apart.update(ids)
            elif batch[0].attempts + 1 >= POISON_AFTER:
                self._apart.discard(batch[0].id)
                return Failed("bug")
            return Unknown(type(bug).__name__)

    async def _settle(self, lane: str, batch: Sequence[Parcel], outcome: Outcome) -> float:
        match outcome:
            case Accepted():
                self._last_of_album.pop(lane, None)
                arrived = batch[: outcome.parcels]
                self._apart.difference_update(parcel.id for parcel in arrived)
                await self.settling.accepted(arrived, outcome)
                return 0.0
            case Failed() if len(batch) > 1:
                self._apart.update(parcel.id for parcel in batch)
                return 0.0
            case Failed(reason):
                self._apart.discard(batch[0].id)
                log.warning("deliveries %s failed for good: %s", [each.id for each in batch], reason)
                await self.settling.failed(batch, reason)
                return 0.0
            case Unreachable(reason):
                await self.settling.unreachable(lane, batch, reason)
                return 0.0
            case Later(seconds):
                return seconds
            case Unknown(reason):
                log.warning("deliveries %s to be repeated: %s", [each.id for each in batch], reason)
                await self.settling.attempted(batch)
                return float(min(LONGEST_BACK_OFF, 2.0 ** batch[0].attempts))


def _is_over(batch: Sequence[Parcel], outcome: Outcome) -> bool:
    """Nothing of the batch is to be sent again."""
    match outcome:
        case Accepted(parcels=None):
            return True
        case Failed():
            return len(batch) == 1
        case _:
            return False


def together(parcels: Sequence[Parcel], apart: Container[int] = ()) -> list[Sequence[Parcel]]:
    """Neighbours that one call can carry: plain copies to the same place, but for those to go apart."""
    batches: list[list[Parcel]] = []
    for parcel in parcels:
        if batches and parcel.id not in apart and _joins(batches[-1], parcel):
            batches[-1].append(parcel)
        else:
            batches.append([parcel])
    return list(batches)


def _joins(batch: Sequence[Parcel], parcel: Parcel) -> bool:
    if not (_is_plain_copy(batch[-1]) and _is_plain_copy(parcel)):
        return False
    if batch[-1].messages[-1].source.chat_id != parcel.messages[0].source.chat_id:
        return False
    # Of what replies to something, one call carries an album at the most.
    replies = batch[0].delivery.reply_to or parcel.delivery.reply_to
    return not replies or batch[0].delivery.album == parcel.delivery.album is not None


def _is_plain_copy(parcel: Parcel) -> bool:
    return (
        parcel.delivery.matter is Matter.COPY
        and bool(parcel.messages)
        and all(message.as_is for message in parcel.messages)
    )
