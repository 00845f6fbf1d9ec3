"""What is asked of others while somebody watches: seldom, and not waited for long."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.domain.errors import describe
from bot.services.ports import StorageUnavailable

log = logging.getLogger(__name__)

T = TypeVar("T")

FRESH_SECONDS = 1.0
PATIENCE_SECONDS = 2.0


class Asked(Generic[T]):
    """Keeps an answer for a second, also a bad one, and asks one thing at a time: a flood of probes costs
    what one does. Who waits too long goes without; the question itself is not broken off, since a database
    that hangs would hang on that, too."""

    def __init__(self, ask: Callable[[], Awaitable[T]], monotonic: Callable[[], float]) -> None:
        self._ask = ask
        self._monotonic = monotonic
        self._wanted = asyncio.Event()
        self._answered = asyncio.Event()
        self._running = False
        self._answer: T | None = None
        self._asked_at: float | None = None

    async def run(self) -> None:
        """Until cancelled; before and after, there is no answer."""
        self._running = True
        try:
            while True:
                await self._wanted.wait()
                self._answer = await self._now()
                self._asked_at = self._monotonic()
                self._wanted.clear()
                answered, self._answered = self._answered, asyncio.Event()
                answered.set()
        finally:
            self._running = False

    async def answer(self) -> T | None:
        """None: nobody answers, or not in time."""
        if not self._running:
            return None
        if self._asked_at is None or self._monotonic() - self._asked_at >= FRESH_SECONDS:
            self._wanted.set()
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._answered.wait()
            except TimeoutError:
                return None
        return self._answer

    async def _now(self) -> T | None:
        try:
            return await self._ask()
        except StorageUnavailable:
            return None
        except Exception as bug:
            log.error("nobody knows how things stand: %s", describe(bug), exc_info=bug)
            return None
