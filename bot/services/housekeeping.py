"""What is looked after by itself now and then."""

import asyncio
import logging
from datetime import timedelta

from bot.services.ports import Clock, Database, StorageUnavailable

log = logging.getLogger(__name__)

EVERY_SECONDS = 600.0
UPDATES_KEPT = timedelta(hours=48)
"""Telegram keeps updates for a day; a handled one of ours only serves to recognise its repetition."""


class Housekeeping:
    """Gives what waits for a group another chance, and forgets handled updates."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    async def run(self) -> None:
        """At once, and every ten minutes until cancelled."""
        while True:
            try:
                async with self.database.begin() as uow:
                    await uow.outbox.resume_desks()
                    await uow.inbox.forget_done(before=self.clock.now() - UPDATES_KEPT)
            except StorageUnavailable as trouble:
                log.warning("housekeeping waits for the database: %s", trouble)
            await asyncio.sleep(EVERY_SECONDS)
