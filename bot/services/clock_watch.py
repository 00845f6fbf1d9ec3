"""Watches the clock: what has come due is done, one timer and one transaction after the other.

The wall clock is asked every second, so a jump, or the end of a downtime, is noticed at once. A timer that
is late is safe, since its use case looks again at how things stand; early it never is.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bot.domain.errors import VersionMismatch, describe
from bot.domain.timers import Timer
from bot.services.about import about, learnt
from bot.services.meter import UNCOUNTED, Meter
from bot.services.ports import Clock, Database, StorageUnavailable, UnitOfWork
from bot.services.rounds import round_after_round
from bot.services.timekeeping import Ringing
from bot.services.use_cases import UseCases

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
ATTEMPTS = 3
BACK_OFF_SECONDS = 5.0
PLANNED_AT_ONCE = 50


class Dial(Protocol):
    """A look at the timers that keeps no writer waiting."""

    async def any_due(self, now: datetime) -> bool: ...


class ClockWatch:
    def __init__(
        self,
        *,
        database: Database,
        dial: Dial,
        clock: Clock,
        use_cases: Callable[[UnitOfWork], UseCases],
        meter: Meter = UNCOUNTED,
    ) -> None:
        self.meter = meter
        self.database = database
        self.dial = dial
        self.clock = clock
        self.use_cases = use_cases
        self._resting: dict[str, float] = {}
        """Timers that broke our own code, and until when they are let alone."""
        self._getting_ready = asyncio.Lock()
        self._is_ready = False

    async def get_ready(self) -> None:
        """Once in a process, also where another one leads: whoever follows it rings without delay."""
        while not self._is_ready:
            try:
                await self._prepare_once()
            except StorageUnavailable as trouble:
                log.warning("timers wait for the database: %s", trouble)
                await asyncio.sleep(LOOK_SECONDS)

    async def _prepare_once(self) -> None:
        async with self._getting_ready:
            if not self._is_ready:
                await self.prepare()
                self._is_ready = True

    async def run(self) -> None:
        """Until cancelled."""
        await round_after_round(self._look, rest=LOOK_SECONDS, who="the clock watch")

    async def _look(self) -> None:
        await self._prepare_once()
        await self.ring_all()

    async def prepare(self) -> None:
        """Timers as they follow from the product and calendar files of today."""
        async with self.database.begin() as uow:
            use_cases = self.use_cases(uow)
            await use_cases.calendar_years.arm()
            await use_cases.reports.arm_all()
        last = 0
        while True:
            async with self.database.begin() as uow:
                tickets = await uow.timers.tickets(after=last, limit=PLANNED_AT_ONCE)
                timekeeping = self.use_cases(uow).timekeeping
                for ticket_id in tickets:
                    await timekeeping.replan(ticket_id)
            if not tickets:
                return
            last = tickets[-1]

    async def ring_all(self) -> None:
        """Everything that is due by now, each once."""
        now = self.clock.now()
        if not await self.dial.any_due(now):
            return
        last: Timer | None = None
        while True:
            last = await self._ring_next(now, last)
            if last is None:
                return

    async def _ring_next(self, now: datetime, last: Timer | None) -> Timer | None:
        """The one behind `last`, rung or let alone; None when there is none."""
        with about():
            return await self._ring_one(now, last)

    async def _ring_one(self, now: datetime, last: Timer | None) -> Timer | None:
        timer: Timer | None = None
        is_done = False
        try:
            async with self.database.begin() as uow:
                timer = await uow.timers.claim(now=now, after=last)
                if timer and not self._rests(timer):
                    is_done = await self._ring(timer, uow)
        except StorageUnavailable:
            raise
        except VersionMismatch:
            log.info("timer %s met an update; again in a moment", timer and timer.name)
        except Exception as bug:
            if timer is None:
                raise
            await self._broke(timer, bug)
        else:
            if timer and is_done:
                self.meter.rung(timer.kind, self.clock.now() - timer.due_at)
        return timer

    async def _ring(self, timer: Timer, uow: UnitOfWork) -> bool:
        learnt(timer=timer.name, ticket_id=timer.ticket_id)
        if await self.use_cases(uow).timekeeping.ring(timer) is not Ringing.DONE:
            return False
        await uow.timers.done(timer)
        return True

    def _rests(self, timer: Timer) -> bool:
        return self._resting.get(timer.name, 0.0) > self.clock.monotonic()

    async def _broke(self, timer: Timer, bug: Exception) -> None:
        error = describe(bug)
        incident = f"{timer.kind}-{timer.ticket_id or 0}"
        async with self.database.begin() as uow:
            attempts = await uow.timers.count_attempt(timer)
            log.error("timer %s, attempt %s: %s", timer.name, attempts, error, exc_info=bug)
            self._resting[timer.name] = self.clock.monotonic() + BACK_OFF_SECONDS * attempts
            if attempts >= ATTEMPTS:
                self._resting.pop(timer.name, None)
                await uow.timers.bury(timer, incident)
                await self.use_cases(uow).timekeeping.failed(timer, incident, error)
