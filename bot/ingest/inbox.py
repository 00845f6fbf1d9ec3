"""Handles stored updates: one update, one transaction; in order within a conversation."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, Protocol

from bot.domain.errors import VersionMismatch, describe
from bot.services.incoming import RawUpdate
from bot.services.lanes import Lanes
from bot.services.ports import Database, StorageUnavailable, UnitOfWork

log = logging.getLogger(__name__)

WORKERS = 4
ATTEMPTS = 3
BACK_OFF_SECONDS = 0.5
AWAY_SECONDS = 1.0
RACES = 5
"""How often an update that lost a race with a delivery's settling is tried on the fresh rows."""

LEFT_AT_ONCE = 500

AfterCommit = Callable[[], Coroutine[Any, Any, None]]


class FrontDoor(Protocol):
    """Where updates are understood."""

    async def handle(self, update: dict[str, Any], uow: UnitOfWork) -> AfterCommit | None:
        """Do what the update asks for. What is returned is called after the commit."""

    async def give_up(self, update: dict[str, Any], uow: UnitOfWork, *, incident: str, error: str) -> None:
        """Tell the person and the administrators that the update could not be handled."""


class _HandledElsewhere(Exception):
    """Another process was faster: everything of ours is rolled back."""


class Inbox:
    """Workers over lanes. What a crash left is counted before it is tried again, alone."""

    def __init__(self, database: Database, door: FrontDoor) -> None:
        self.database = database
        self.door = door
        self.lanes = Lanes()
        self._waiting: dict[str, deque[RawUpdate]] = {}
        self._interrupted: int | None = None
        """The update whose counted attempt failed for the want of the database: the attempt goes on."""

    def take(self, updates: Sequence[RawUpdate]) -> None:
        """Stored and new: to be handled."""
        for update in updates:
            self._waiting.setdefault(update.lane, deque()).append(update)
            self.lanes.wake(update.lane)

    async def run(self) -> None:
        """Until `stop`: what is being handled is finished, the rest stays stored."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(WORKERS):
                tasks.create_task(self._work(tasks))

    def stop(self) -> None:
        self.lanes.close()

    async def recover(self) -> None:
        """Handle what an earlier run left, one by one, before anything new."""
        async with asyncio.TaskGroup() as tasks:
            recovering = True
            while recovering and not self.lanes.closed:
                try:
                    recovering = await self._recover_some(tasks)
                except StorageUnavailable as trouble:
                    log.warning("updates of an earlier run wait for the database: %s", trouble)
                    await asyncio.sleep(AWAY_SECONDS)

    async def _recover_some(self, tasks: asyncio.TaskGroup) -> bool:
        left = await self._left()
        for update in left:
            if self.lanes.closed:
                break
            await self._recover(update, tasks)
        return bool(left)

    async def _left(self) -> list[RawUpdate]:
        async with self.database.begin() as uow:
            return await uow.inbox.waiting(limit=LEFT_AT_ONCE)

    async def _recover(self, update: RawUpdate, tasks: asyncio.TaskGroup) -> None:
        """Counting comes first: an update that kills the process must run out of attempts too."""
        rest: float | None = 0.0
        while rest is not None and not self.lanes.closed:
            await asyncio.sleep(rest)
            if update.update_id != self._interrupted:
                update = await self._counted(update)
            if update.attempts > ATTEMPTS:
                await self._bury(update, "the process died while handling it")
                return
            try:
                rest = await self._attempt(update, tasks)
            except StorageUnavailable:
                self._interrupted = update.update_id
                raise
            self._interrupted = None

    async def _work(self, tasks: asyncio.TaskGroup) -> None:
        while (lane := await self.lanes.take()) is not None:
            rest = AWAY_SECONDS
            try:
                rest = await self._serve(lane, tasks)
            except StorageUnavailable as trouble:
                log.warning("updates wait for the database: %s", trouble)
            finally:
                self.lanes.give_back(lane, rest=rest)

    async def _serve(self, lane: str, tasks: asyncio.TaskGroup) -> float:
        """Handle what the lane has; the seconds to rest when its first failed and is to be tried again."""
        waiting = self._waiting.get(lane)
        if waiting is None:
            return 0.0
        while waiting and not self.lanes.closed:
            rest = await self._attempt(waiting[0], tasks)
            if rest is not None:
                waiting[0] = await self._counted(waiting[0])
                if waiting[0].attempts < ATTEMPTS:
                    return rest
                await self._bury(waiting[0], "it failed again and again")
            waiting.popleft()
        if not waiting:
            self._waiting.pop(lane, None)
        return 0.0

    async def _attempt(self, update: RawUpdate, tasks: asyncio.TaskGroup) -> float | None:
        """None: it is handled. Else the seconds after which it may be tried again."""
        for _ in range(RACES):
            try:
                after_commit = await self._handle(update)
            except VersionMismatch:
                continue
            except _HandledElsewhere:
                return None
            except StorageUnavailable:
                raise
            except Exception as bug:  # noqa: BLE001 - it stops this conversation only, and not for long
                log.error("incident %s, attempt %s: %s", incident(update), update.attempts + 1, describe(bug))
                return BACK_OFF_SECONDS * 2.0**update.attempts
            if after_commit:
                tasks.create_task(_answer(after_commit, update))
            return None
        return BACK_OFF_SECONDS

    async def _handle(self, update: RawUpdate) -> AfterCommit | None:
        async with self.database.begin() as uow:
            after_commit = await self.door.handle(json.loads(update.payload), uow)
            if not await uow.inbox.done(update):
                raise _HandledElsewhere
        return after_commit

    async def _counted(self, update: RawUpdate) -> RawUpdate:
        """In a commit of its own: the attempt itself was rolled back."""
        async with self.database.begin() as uow:
            await uow.inbox.count_attempt(update)
        return replace(update, attempts=update.attempts + 1)

    async def _bury(self, update: RawUpdate, error: str) -> None:
        """A dead letter: kept for a person to look at, and the people concerned are told."""
        log.error("incident %s: update given up, %s", incident(update), error)
        async with self.database.begin() as uow:
            await uow.inbox.bury(update, incident(update))
            try:
                async with uow.savepoint():
                    await self._tell(update, uow, error)
            except StorageUnavailable:
                raise
            except Exception as bug:  # noqa: BLE001 - it must not be tried for ever
                log.error("incident %s: nobody was told: %s", incident(update), describe(bug))

    async def _tell(self, update: RawUpdate, uow: UnitOfWork, error: str) -> None:
        await self.door.give_up(json.loads(update.payload), uow, incident=incident(update), error=error)


async def _answer(after_commit: AfterCommit, update: RawUpdate) -> None:
    try:
        await after_commit()
    except Exception as bug:  # noqa: BLE001 - what was to be done is committed; this only decorates it
        log.error("incident %s, after its commit: %s", incident(update), describe(bug))


def incident(update: RawUpdate) -> str:
    """The number under which a failure stands in the log and in the inbox."""
    return f"U{update.update_id}"
