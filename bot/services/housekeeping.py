"""What is looked after by itself now and then."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta

from bot.domain.errors import describe
from bot.services.housekeeping_ports import Heap, Heaps
from bot.services.ports import Clock, Database, StorageUnavailable
from bot.services.retention import Retaining
from bot.services.rounds import round_after_round

log = logging.getLogger(__name__)

EVERY_SECONDS = 600.0
PAUSE_SECONDS = 0.05
"""Between two handfuls: others come first."""

KEPT: Mapping[Heap, timedelta] = {
    # Telegram keeps updates for a day; a handled one of ours only serves to recognise its repetition.
    Heap.HANDLED_UPDATES: timedelta(hours=48),
    Heap.DEAD_UPDATES: timedelta(days=90),
    # Edits and undoing look at what was sent, and both end after 48 hours.
    Heap.SETTLED_DELIVERIES: timedelta(days=30),
    Heap.FAILED_DELIVERIES: timedelta(days=90),
    Heap.UNREACHED_CHATS: timedelta(days=30),
    Heap.DEAD_TIMERS: timedelta(days=90),
    Heap.BUTTONS_PRESSED: timedelta(days=7),
    Heap.CALLERS: timedelta(days=7),
    Heap.RELOADS: timedelta(days=90),
    # What an alarm was about is news again after a day at the latest.
    Heap.ALARMS: timedelta(days=30),
    Heap.ACTS: timedelta(days=3 * 365),
    Heap.CANNED_CHANGES: timedelta(days=3 * 365),
    Heap.MEMBERS: timedelta(days=365),
    Heap.DRAFTS: timedelta(days=30),
    Heap.STRAY_WORDS: timedelta(days=30),
    Heap.LOOSE_LINKS: timedelta(),
}
"""How long each heap is left; the last goes by number, not by age."""


class Housekeeping:
    """Gives what waits for a group another chance, and forgets what is done with."""

    def __init__(self, database: Database, heaps: Heaps, retaining: Retaining, clock: Clock) -> None:
        self.database = database
        self.heaps = heaps
        self.retaining = retaining
        self.clock = clock

    async def run(self) -> None:
        """At once, and every ten minutes until cancelled."""
        await round_after_round(self._look, rest=EVERY_SECONDS, who="housekeeping")

    async def _look(self) -> None:
        async with self.database.begin() as uow:
            await uow.outbox.resume_desks()
        for heap in Heap:
            await self._try(heap)
        await self.retaining.round()

    async def _try(self, heap: Heap) -> None:
        try:
            await self.clear(heap)
        except StorageUnavailable:
            raise
        except Exception as bug:
            log.error("%s not cleared: %s", heap, describe(bug), exc_info=bug)

    async def clear(self, heap: Heap) -> None:
        """By handfuls, one transaction each."""
        before = self.clock.now() - KEPT[heap]
        handful = await self.heaps.find(heap, before=before, after=None)
        while True:
            if handful.keys:
                async with self.database.begin() as uow:
                    await uow.waste.remove(heap, handful.keys, before=before)
            if handful.after is None:
                return
            await asyncio.sleep(PAUSE_SECONDS)
            handful = await self.heaps.find(heap, before=before, after=handful.after)
