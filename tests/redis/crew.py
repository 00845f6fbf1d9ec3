"""Replicas that send as much as they may, each with its own way to Redis, and all that they sent counted."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.channels.telegram.limits import Budget, Limits, Reservation
from bot.redis.limits import SharedLimiter
from bot.services.replicas import LOOK_SECONDS, Listed
from tests.patience import PATIENCE
from tests.redis_proxy import Proxy
from tests.redis_server import OwnRedis

STAFF = -1_002_000_000_001
LIMITS = Limits(Budget(24, 1.0), Budget(3, 1.0), Budget(12, 2.0))
LONGEST_CALL = 1.0
"""Telegram counts a call some time after it was let through, and answers then."""
TRIES_SECONDS = 0.2
"""At the latest then each asks again, however long it is told to wait; who asks first is chance."""


@dataclass
class Mate:
    """One of the replicas."""

    id: int
    proxy: Proxy
    limiter: SharedLimiter
    sent: list[tuple[float, int | None]] = field(default_factory=list)
    """When it was counted, and for which chat."""
    is_dead: bool = False

    async def sends_to(self, chat: int | None) -> None:
        """As much as it may, until it is dead: a cancellation may get lost in the client."""
        async with asyncio.TaskGroup() as calls:
            while not self.is_dead:
                found = await self.limiter.reserve(chat)
                if isinstance(found, Reservation):
                    calls.create_task(self._call(found))
                else:
                    await asyncio.sleep(random.uniform(0.0, TRIES_SECONDS))

    async def _call(self, reservation: Reservation) -> None:
        await asyncio.sleep(random.uniform(0.0, LONGEST_CALL))
        self.sent.append((time.monotonic(), reservation.chat_id))
        await self.limiter.settle(reservation)

    async def goes_on(self) -> None:
        """Until it has sent something more to everybody."""
        begun = len(self.sent)
        await until(lambda: {STAFF, None} <= {chat for _, chat in self.sent[begun:]})

    async def goes_on_alone(self) -> None:
        await until(lambda: self.limiter.is_alone)
        await self.goes_on()
        assert self.limiter.is_alone

    async def comes_back(self) -> None:
        self.proxy.mend()
        await until(lambda: not self.limiter.is_alone)
        await self.goes_on()


class Crew(list[Mate]):
    """The list of replicas is in memory, and everybody looks at it once a second."""

    def __init__(
        self, server: OwnRedis, folder: Path, tasks: asyncio.TaskGroup, ways: AsyncExitStack
    ) -> None:
        super().__init__()
        self.sent: list[list[tuple[float, int | None]]] = []
        self._server = server
        self._folder = folder
        self._tasks = tasks
        self._ways = ways
        self._ids: set[int] = set()
        self._works: dict[int, list[asyncio.Task[None]]] = {}

    async def joins(self, *, cut: bool = False) -> Mate:
        """One more."""
        number = len(self.sent) + 1
        proxy = Proxy(self._folder / f"{number}.sock", self._server)
        await self._ways.enter_async_context(proxy.open())
        if cut:
            proxy.cut()
        self._ids.add(number)
        limiter = SharedLimiter(proxy.url, "42", time.monotonic, LIMITS, listed=self._looking(number))
        mate = Mate(number, proxy, limiter)
        self._ways.push_async_callback(limiter.close)
        self.append(mate)
        self.sent.append(mate.sent)
        works = [limiter.run(), mate.sends_to(STAFF), mate.sends_to(None)]
        self._works[number] = [self._tasks.create_task(each) for each in works]
        return mate

    def dies(self, mate: Mate) -> None:
        """And is struck off the list."""
        self.remove(mate)
        mate.is_dead = True
        self._ids.discard(mate.id)
        for each in self._works.pop(mate.id):
            each.cancel()

    def _looking(self, mine: int) -> Callable[[], Listed]:
        seen = [Listed(mine, frozenset(self._ids), time.monotonic())]

        def listed() -> Listed:
            now = time.monotonic()
            if now >= seen[0].at + LOOK_SECONDS:
                seen[0] = Listed(mine, frozenset(self._ids), now)
            return seen[0]

        return listed

    async def all_go_on(self) -> None:
        for each in self:
            await each.goes_on()

    def most(self, chat: int | None, seconds: float) -> int:
        """How many calls there were in any window of so many seconds: to a chat, or None, to all."""
        times = sorted(at for sent in self.sent for at, whose in sent if chat is None or whose == chat)
        most = first = 0
        for last, at in enumerate(times):
            while times[first] <= at - seconds:
                first += 1
            most = max(most, last - first + 1)
        return most

    def keeps_to_the_limits(self) -> None:
        assert self.most(STAFF, LIMITS.per_group.seconds) <= LIMITS.per_group.calls
        assert self.most(None, LIMITS.in_all.seconds) <= LIMITS.in_all.calls


@asynccontextmanager
async def crew(server: OwnRedis, folder: Path, number: int) -> AsyncIterator[Crew]:
    """So many of them at work; in the end all is counted."""
    async with AsyncExitStack() as ways:
        async with asyncio.TaskGroup() as tasks:
            mates = Crew(server, folder, tasks, ways)
            for _ in range(number):
                await mates.joins()
            await mates.all_go_on()
            yield mates
            for each in list(mates):
                mates.dies(each)
        mates.keeps_to_the_limits()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(2 * PATIENCE):
        while not is_so():  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)


async def a_while(budgets: float = 3.0) -> None:
    """So many of the longest windows."""
    await asyncio.sleep(budgets * LIMITS.longest)
