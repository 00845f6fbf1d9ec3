"""How those work who look again and again for something to do."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.domain.errors import describe
from bot.services.ports import StorageUnavailable

log = logging.getLogger(__name__)


class Bell:
    """Ends somebody's rest: there is something to do."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def rest(self, seconds: float) -> None:
        """So long, or until it rings; not at all where it has rung since the last rest."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()


async def round_after_round(
    look: Callable[[], Awaitable[object]], *, rest: float, bell: Bell | None = None, who: str
) -> None:
    """Until cancelled, with a rest of so many seconds after each; also while the database is away, and after
    a fault of ours: one round that breaks is no reason for the whole bot to end."""
    bell = bell or Bell()
    while True:
        try:
            await look()
        except StorageUnavailable as trouble:
            log.warning("%s waits for the database: %s", who, trouble)
        except Exception as bug:
            log.error("a round of %s broke: %s", who, describe(bug), exc_info=bug)
        await bell.rest(rest)
