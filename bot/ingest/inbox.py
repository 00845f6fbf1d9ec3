"""Handles stored updates: one update, one transaction; in order within a conversation."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Protocol

from bot.domain.errors import AlreadyRecorded, VersionMismatch, describe
from bot.ingest.decoding import Unreadable, decode
from bot.ingest.pace import Pace
from bot.ingest.queues import Queues
from bot.services.about import about
from bot.services.in_time import in_time
from bot.services.incoming import RawUpdate
from bot.services.lanes import Lanes
from bot.services.meter import UNCOUNTED, Meter
from bot.services.ports import Database, StorageUnavailable, UnitOfWork
from bot.services.replicas import Alone, Standing
from bot.services.signals import Signals, Unheard

log = logging.getLogger(__name__)

WORKERS = 16
"""Lanes that are served side by side. What waits for the disk together shares a commit."""

ATTEMPTS = 3
HANDLING_SECONDS = 60.0
"""An attempt that takes longer has failed; else its lane, and a stop, would wait for it for ever."""
BACK_OFF_SECONDS = 0.5
AWAY_SECONDS = 1.0
LOOK_SECONDS = 1.0
SHORTLY = 0.05
"""Somebody else is at work in the lane."""
RACES = 5
"""How often an update that lost a race with a delivery's settling is tried on the fresh rows."""

AfterCommit = Callable[[], Coroutine[Any, Any, None]]


class FrontDoor(Protocol):
    """Where updates are understood."""

    async def handle(self, update: dict[str, Any], uow: UnitOfWork) -> AfterCommit | None:
        """Do what the update asks for. What is returned is called after the commit."""

    async def slow_down(self, update: dict[str, Any], uow: UnitOfWork) -> None:
        """Tell the person that they write faster than they are listened to, and that nothing is lost."""

    async def give_up(self, update: dict[str, Any], uow: UnitOfWork, *, incident: str, error: str) -> None:
        """Tell the person and the administrators that the update could not be handled."""


class _NotNow(AlreadyRecorded):
    """The update is not ours to handle: it has been, or an older one of its lane has not."""


class Inbox:
    """Workers over lanes. Of several replicas each handles the lanes that are its own.

    Whoever died may have begun with the first update of a lane, and may have died of it: it is counted before
    it is tried again, and no other of its kind is tried meanwhile.
    """

    def __init__(
        self,
        database: Database,
        door: FrontDoor,
        pace: Pace,
        *,
        standing: Standing | None = None,
        signals: Signals | None = None,
        meter: Meter = UNCOUNTED,
    ) -> None:
        self.database = database
        self.door = door
        self.pace = pace
        self.meter = meter
        self.standing = standing or Alone()
        self.lanes = Lanes()
        self.queues = Queues(database, self.standing, signals or Unheard(), self.lanes)
        self._is_recovering = False
        self._parked: set[str] = set()
        """Lanes to be recovered, when nobody else is."""
        self._left: set[str] = set()
        """Lanes in which the first may have been begun by an earlier run."""
        self._interrupted: set[int] = set()
        """Updates whose counted attempt failed for the want of the database: the attempt goes on."""

    def is_due(self, lane: str) -> bool:
        """What waits there is ours to handle, and should not wait."""
        return self.standing.owns(lane) and not self.pace.holds_back(lane)

    def take(self, updates: Sequence[RawUpdate]) -> None:
        """Stored and new: to be handled, here or by the replica whose lane it is."""
        self.meter.received(len(updates))
        self.queues.put(updates)

    def hear(self, lanes: Iterable[str]) -> None:
        """Something is waiting in these lanes, whoever stored it."""
        self.queues.look_at(lanes)

    async def recall(self) -> None:
        """What an earlier run left, before anything new comes."""
        async with self.database.begin() as uow:
            waiting = await uow.inbox.lanes()
        self._left = {lane for lane, _ in waiting}
        self.queues.survey(waiting)

    async def watch(self) -> None:
        """Until cancelled: the net below what replicas tell each other, also when one of them dies."""
        while True:
            with suppress(StorageUnavailable):
                async with self.database.begin() as uow:
                    waiting = await uow.inbox.lanes()
                self.queues.survey(waiting)
            await asyncio.sleep(LOOK_SECONDS)

    async def run(self) -> None:
        """Until `stop`: what is being handled is finished, the rest stays stored."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(WORKERS):
                tasks.create_task(self._work(tasks))

    def stop(self) -> None:
        self.lanes.close()

    async def _work(self, tasks: asyncio.TaskGroup) -> None:
        while (lane := await self.lanes.take()) is not None:
            rest = AWAY_SECONDS
            with about(lane=lane):
                try:
                    rest = await self._serve(lane, tasks)
                except StorageUnavailable as trouble:
                    log.warning("updates wait for the database: %s", trouble)
                except Exception as bug:
                    log.error("the lane rests, its updates wait: %s", describe(bug), exc_info=bug)
                finally:
                    self.lanes.give_back(lane, rest=rest)
                    self._wake_parked()

    def _wake_parked(self) -> None:
        """After each turn of any lane: who parks can rely on it."""
        if self._parked and not self._is_recovering:
            self.lanes.wake(self._parked.pop())

    async def _serve(self, lane: str, tasks: asyncio.TaskGroup) -> float:
        """Handle what the lane has; the seconds to rest when its first is to be tried again."""
        while not self.lanes.closed and (update := await self.queues.first(lane)):
            if self._is_recovering and self._may_have_killed(update):
                self._parked.add(lane)
                return 0.0
            try:
                with about(update_id=update.update_id):
                    rest = await self._go_on(update, tasks)
            except _NotNow:
                self.queues.start_over(lane)
                return SHORTLY
            if rest:
                return rest
            self.queues.remove(lane)
        return 0.0

    async def _go_on(self, update: RawUpdate, tasks: asyncio.TaskGroup) -> float:
        """With the first of a lane; the seconds after which it is to be tried again, 0 when it is over."""
        if self._may_have_killed(update):
            return await self._recover(update, tasks)
        if too_soon := await self._too_soon(update):
            return too_soon
        rest = await self._attempt(update, tasks)
        if rest is None:
            return 0.0
        return await self._failed(await self._counted(update), rest)

    def _may_have_killed(self, first: RawUpdate) -> bool:
        return first.lane in self._left or self.standing.is_gone(first.holder)

    async def _recover(self, update: RawUpdate, tasks: asyncio.TaskGroup) -> float:
        """Of its lane, only the first was begun."""
        self._is_recovering = True
        try:
            rest = await self._try_again(update, tasks)
        except _NotNow:
            self._left.discard(update.lane)
            raise
        finally:
            self._is_recovering = False
        self._left.discard(update.lane)
        self.queues.believe(update.lane)
        return rest

    async def _try_again(self, update: RawUpdate, tasks: asyncio.TaskGroup) -> float:
        """Counting comes first: an update that kills the process must run out of attempts too."""
        if update.update_id not in self._interrupted:
            update = await self._counted(update)
        if update.attempts > ATTEMPTS:
            await self._bury(update, "the process died while handling it")
            return 0.0
        try:
            rest = await self._attempt(update, tasks)
        except StorageUnavailable:
            self._interrupted.add(update.update_id)
            raise
        self._interrupted.discard(update.update_id)
        return 0.0 if rest is None else await self._failed(update, rest)

    async def _failed(self, update: RawUpdate, rest: float) -> float:
        """Its attempt is counted; the seconds after which it is to be tried again, 0 when it is given up."""
        if update.attempts < ATTEMPTS:
            return rest
        await self._bury(update, "it failed again and again")
        return 0.0

    async def _too_soon(self, update: RawUpdate) -> float:
        """Seconds to rest before it; the customer learns why, once."""
        rest = self.pace.wait(update)
        if rest and self.pace.is_news(update):
            async with self.database.begin() as uow:
                await self.door.slow_down(decode(update.payload), uow)
            self.pace.was_told(update)
        return rest

    async def _attempt(self, update: RawUpdate, tasks: asyncio.TaskGroup) -> float | None:
        """None: it is handled. Else the seconds after which it may be tried again."""
        began = asyncio.get_running_loop().time()
        for _ in range(RACES):
            try:
                after_commit = await self._handle(update)
            except VersionMismatch:
                continue
            except (_NotNow, StorageUnavailable):
                raise
            except Exception as bug:
                self.meter.failed()
                told = incident(update), update.attempts + 1, describe(bug)
                log.error("incident %s, attempt %s: %s", *told, exc_info=bug)
                return BACK_OFF_SECONDS * 2.0**update.attempts
            seconds = asyncio.get_running_loop().time() - began
            self.meter.handled(seconds)
            log.debug("handled in %.0f ms", seconds * 1000)
            if after_commit:
                tasks.create_task(_answer(after_commit, update))
            return None
        return BACK_OFF_SECONDS

    async def _handle(self, update: RawUpdate) -> AfterCommit | None:
        # The time begins with the transaction: who waits for another's to end has not hung.
        async with self.database.begin() as uow, in_time(HANDLING_SECONDS):
            if not await uow.inbox.claim(update):
                raise _NotNow
            return await self.door.handle(decode(update.payload), uow)

    async def _counted(self, update: RawUpdate) -> RawUpdate:
        """In a commit of its own: the attempt itself is rolled back, or kills the process."""
        async with self.database.begin() as uow:
            await uow.inbox.count_attempt(update)
        counted = replace(update, attempts=update.attempts + 1)
        self.queues.replace(counted)
        return counted

    async def _bury(self, update: RawUpdate, error: str) -> None:
        """A dead letter: kept for a person to look at, and the people concerned are told."""
        with about(incident=incident(update)):
            await self._put_aside(update, error)

    async def _put_aside(self, update: RawUpdate, error: str) -> None:
        log.error("incident %s: update given up, %s", incident(update), error)
        async with self.database.begin() as uow:
            if not await uow.inbox.bury(update, incident(update)):
                return
            try:
                async with uow.savepoint():
                    await self._tell(update, uow, error)
                    await uow.flush()  # what cannot be written must fail here, and not with the commit
            except StorageUnavailable:
                raise
            except Exception as bug:
                log.error("incident %s: nobody was told: %s", incident(update), describe(bug), exc_info=bug)
        self.meter.buried()

    async def _tell(self, update: RawUpdate, uow: UnitOfWork, error: str) -> None:
        try:
            known = decode(update.payload)
        except Unreadable:
            known = {"update_id": update.update_id}
        await self.door.give_up(known, uow, incident=incident(update), error=error)


async def _answer(after_commit: AfterCommit, update: RawUpdate) -> None:
    try:
        await after_commit()
    except Exception as bug:
        log.error("incident %s, after its commit: %s", incident(update), describe(bug), exc_info=bug)


def incident(update: RawUpdate) -> str:
    """The number under which a failure stands in the log and in the inbox."""
    return f"U{update.update_id}"
