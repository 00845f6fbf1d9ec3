"""Takes queued deliveries to the channel: in order within a lane, whatever happens, until they arrive."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.domain.delivery import RecipientKind
from bot.domain.errors import describe
from bot.services.about import Id, about, learnt
from bot.services.arrival import Arrival
from bot.services.batches import together
from bot.services.claims import Claims, Unrivalled, claimed
from bot.services.in_time import TookTooLong, in_time
from bot.services.lanes import Lanes
from bot.services.ports import Database, StorageUnavailable, UnitOfWork
from bot.services.replicas import Alone, Standing
from bot.services.sending import (
    Accepted,
    Channel,
    Failed,
    Later,
    Outcome,
    Parcel,
    Post,
    Unknown,
    Unreachable,
    Wait,
)
from bot.services.settling import NotSettled, Settling
from bot.services.signals import Kind, Signals, Unheard

log = logging.getLogger(__name__)

WORKERS = 24
"""Calls under way at once. Telegram takes 30 a second; a call takes a fraction of one."""

LOADED_AT_ONCE = 20
POLL_SECONDS = 1.0
ALBUM_SECONDS = 0.8
"""An album's parts arrive as messages of their own, without an end mark: so long nothing more came."""

AT_THE_GATE_SECONDS = 0.1
"""Who is next to be sent, and has to wait no longer, stays where it is."""

DELIVERING_SECONDS = 300.0
"""Of one batch. It may take several calls, for a topic and its card, say, each of which may take a minute."""

LONGEST_BACK_OFF = 60.0
POISON_AFTER = 3
"""Attempts after which a delivery that breaks our own code is put aside."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Why a lane is served no further now."""

    rest: float = 0.0
    full: Wait | None = None
    has_more: bool = False


DONE = Pause()


class Courier:
    def __init__(
        self,
        *,
        database: Database,
        post: Post,
        channel: Channel,
        arrival: Callable[[UnitOfWork], Arrival],
        standing: Standing | None = None,
        claims: Claims | None = None,
        signals: Signals | None = None,
    ) -> None:
        self.post = post
        self.channel = channel
        self.standing = standing or Alone()
        self.claims = claims or Unrivalled()
        self.signals = signals or Unheard()
        self.lanes = Lanes()
        self.settling = Settling(database, arrival)
        self._last_of_album: dict[str, int] = {}
        self._apart: set[int] = set()
        """Deliveries whose common call broke our own code: each goes alone, to find the one that does it."""
        self.unsettled: set[int] = set()
        """Deliveries of which it is known what became of them, and which is being written down."""
        self._known: dict[int, Outcome] = {}
        """Of deliveries that could not be settled: they are not sent again, only settled."""

    def wake(self, lanes: Mapping[str, int]) -> None:
        """These lanes have something new; called after the commit that queued it."""
        self.hear(lanes)
        elsewhere = {lane: urgency for lane, urgency in lanes.items() if not self.standing.owns(lane)}
        if elsewhere:
            self.signals.tell(Kind.DELIVERIES, elsewhere)

    def hear(self, lanes: Mapping[str, int]) -> None:
        """Of these lanes, those that are ours have something new, whoever queued it."""
        for lane, urgency in lanes.items():
            if self.standing.owns(lane):
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
                self.hear(dict(await self.post.waiting_lanes()))
            await asyncio.sleep(POLL_SECONDS)

    async def _work(self) -> None:
        while (lane := await self.lanes.take()) is not None:
            pause = Pause(POLL_SECONDS)
            with about(lane=lane):
                try:
                    async with claimed(self.claims, _claim(lane)) as is_ours:
                        if is_ours:
                            pause = await self._serve(lane)
                except StorageUnavailable as trouble:
                    log.warning("deliveries wait for the database: %s", trouble)
                except Exception as bug:
                    log.error("the lane rests, its deliveries wait: %s", describe(bug), exc_info=bug)
                    pause = Pause(LONGEST_BACK_OFF)
                finally:
                    self.lanes.give_back(lane, rest=pause.rest, full=pause.full, has_more=pause.has_more)

    async def _serve(self, lane: str) -> Pause:
        """Send what the lane has, oldest first, until it is empty, must rest, or others come first."""
        while parcels := await self.post.load(lane, limit=LOADED_AT_ONCE):
            for batch in together(parcels, self._apart):
                if self.lanes.closed or not self.claims.holds(_claim(lane)):
                    return DONE
                learnt(**_ids(batch))
                patient = self.lanes.is_patient(lane)
                place = self.channel.bottleneck(batch, patient=patient)
                pause = await self._no_room(lane, batch, place, patient=patient)
                if pause:
                    return pause
                outcome = await self._attempt(batch)
                rest = await self._settle(lane, batch, outcome)
                if rest:
                    return Pause(rest)
                if self.lanes.is_wanted(place):
                    return Pause(has_more=True)
                if not _is_over(batch, outcome):
                    break  # what else was loaded is held by now, or has to wait for the rest of this
            else:
                if len(parcels) < LOADED_AT_ONCE:
                    break
        return DONE

    async def _no_room(
        self, lane: str, batch: Sequence[Parcel], place: str, *, patient: bool
    ) -> Pause | None:
        """None: the batch has its place within the limits."""
        rest = self._album_grows(lane, batch[-1])
        if rest:
            return Pause(rest)
        if self.lanes.must_queue(lane, place):
            return Pause(full=Wait(0.0, place))
        while wait := await self.channel.ready_in(batch, patient=patient):
            if wait.too_many:
                self._apart.update(parcel.id for parcel in batch)
                return Pause(full=wait)
            if wait.seconds > AT_THE_GATE_SECONDS or not self.lanes.is_next(lane):
                return Pause(full=wait)
            await asyncio.sleep(wait.seconds)
        self.lanes.has_room(lane)
        return None

    def _album_grows(self, lane: str, last: Parcel) -> float:
        """Seconds to wait for more of an album; nothing more came since the same part was the last."""
        if last.delivery.album is None:
            return 0.0
        if self._last_of_album.get(lane) == last.id:
            return 0.0
        self._last_of_album[lane] = last.id
        return ALBUM_SECONDS

    async def _attempt(self, batch: Sequence[Parcel]) -> Outcome:
        if known := self._known.pop(batch[0].id, None):
            return known
        try:
            async with in_time(DELIVERING_SECONDS):
                return await self.channel.deliver(batch)
        except StorageUnavailable:
            raise
        except TookTooLong:
            return Unknown("hung")
        except Exception as bug:
            ids = [parcel.id for parcel in batch]
            log.error("deliveries %s broke our own code: %s", ids, describe(bug), exc_info=bug)
            if len(batch) > 1:
                self._apart.update(ids)
            elif batch[0].attempts + 1 >= POISON_AFTER:
                self._apart.discard(batch[0].id)
                return Failed("bug")
            return Unknown(type(bug).__name__)

    async def _settle(self, lane: str, batch: Sequence[Parcel], outcome: Outcome) -> float:
        """Seconds for which the lane is to rest."""
        ids = {parcel.id for parcel in batch}
        self.unsettled |= ids
        try:
            return await self._write_down(lane, batch, outcome)
        except NotSettled:
            arrived = batch[: outcome.parcels] if isinstance(outcome, Accepted) else batch
            self._apart.update(parcel.id for parcel in arrived)
            if isinstance(outcome, Accepted | Failed):  # whoever cannot be reached now may be back by then
                known = Accepted() if isinstance(outcome, Accepted) else outcome
                self._known.update((parcel.id, known) for parcel in arrived)
            return LONGEST_BACK_OFF
        finally:
            self.unsettled -= ids

    async def _write_down(self, lane: str, batch: Sequence[Parcel], outcome: Outcome) -> float:
        match outcome:
            case Accepted():
                self._last_of_album.pop(lane, None)
                log.debug("accepted")
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
                is_desk = batch[0].delivery.to.kind is RecipientKind.DESK
                log.log(logging.WARNING if is_desk else logging.INFO, "lane %s is held: %s", lane, reason)
                await self.settling.unreachable(lane, batch, reason)
                return 0.0
            case Later(seconds):
                return seconds
            case Unknown(reason):
                told = [each.id for each in batch], batch[0].attempts + 1, reason
                log.warning("deliveries %s to be repeated, attempt %s: %s", *told)
                await self.settling.attempted(batch)
                return float(min(LONGEST_BACK_OFF, 2.0 ** batch[0].attempts))


def _ids(batch: Sequence[Parcel]) -> dict[str, Id | None]:
    """What the log says of what is being sent."""
    delivery = batch[0].delivery
    return {
        "deliveries": [parcel.id for parcel in batch],
        "ticket": delivery.data.get("ticket"),
        "ticket_id": delivery.ticket_id,
    }


def _claim(lane: str) -> str:
    return f"to {lane}"


def _is_over(batch: Sequence[Parcel], outcome: Outcome) -> bool:
    """Nothing of the batch is to be sent again."""
    match outcome:
        case Accepted(parcels=None):
            return True
        case Failed():
            return len(batch) == 1
        case _:
            return False
