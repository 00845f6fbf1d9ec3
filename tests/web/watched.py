"""A bot's vital signs as a test wants them, and what is served of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from aiohttp import ClientSession

from bot.services.ports import StorageUnavailable
from bot.services.vitals import Pile, Queue, Queues, Work
from bot.web.metrics import Metrics
from bot.web.readiness import Phase
from bot.web.server import WebSide
from bot.web.watch import Watch
from tests.storage.making import StandingClock

SCHEMA = "0029"


class Watched:
    """All is well, until a test says otherwise."""

    def __init__(self, clock: StandingClock) -> None:
        self.clock = clock
        self.piles: list[Pile] = []
        self.schema = SCHEMA
        self.away = False
        self.asked = 0
        self.heard: float | None = clock.monotonic()
        self.metrics = Metrics(version="1.2.3")
        self.not_due: set[str] = set()
        self.late: dict[str, datetime] = {}
        self.watch = Watch(
            self.metrics,
            self,
            self,
            is_due=lambda lane: lane not in self.not_due,
            schema=SCHEMA,
            monotonic=clock.monotonic,
        )
        self.watch.now(Phase.AT_WORK)

    def waits(self, queue: Queue, *, seconds: float = 0.0, count: int = 1, to: str | None = None) -> None:
        self.piles.append(Pile(queue, count, self.clock.now() - timedelta(seconds=seconds), urgency=0, to=to))

    def is_late(self, lane: str, *, seconds: float, count: int = 1) -> None:
        self.waits(Queue.UPDATES, seconds=seconds, count=count)
        self.late[lane] = self.clock.now() - timedelta(seconds=seconds)

    async def queues(self) -> Queues:
        self.asked += 1
        if self.away:
            raise StorageUnavailable("password authentication failed for user at db.example.org")
        return Queues(self.clock.now(), self.schema, tuple(self.piles), self.late)

    async def work(self) -> Work:
        return Work({("e-comet", "open"): 3}, {"e-comet": 1})

    def last_heard(self) -> float | None:
        return self.heard

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        """The address."""
        side = WebSide("127.0.0.1", 0, self.watch.routes())
        try:
            yield await side.listen()
        finally:
            await side.close()

    async def troubles(self) -> list[str]:
        """What is wrong a second later, when nothing that was answered counts any more."""
        self.clock.passes(seconds=1)
        if self.heard is not None:
            self.heard += 1
        return await self.watch.troubles()


@asynccontextmanager
async def watching(clock: StandingClock) -> AsyncIterator[Watched]:
    watched = Watched(clock)
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(watched.watch.run())
        await asyncio.sleep(0)
        yield watched
        run.cancel()


async def get(address: str) -> tuple[int, str]:
    async with ClientSession() as session, session.get(address) as response:
        return response.status, await response.text()
