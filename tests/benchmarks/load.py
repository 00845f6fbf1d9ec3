"""Many customers at once, and a clock on when the bot's first call for each of their messages comes."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles

import psutil

from bot.sandbox.model import Call
from bot.sandbox.world import World

START_SECONDS = 60.0


class Stopwatch(list[Call]):
    """The stand-in's list of calls, which notes when a chat was first called after somebody wrote there."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: dict[int, float] = {}
        self.latencies: list[float] = []
        self.all_answered = asyncio.Event()

    def wrote(self, chat_id: int) -> None:
        self.waiting[chat_id] = time.perf_counter()
        self.all_answered.clear()

    def append(self, call: Call) -> None:
        super().append(call)
        chat = call.params.get("chat_id")
        since = self.waiting.pop(int(chat), None) if chat is not None else None
        if since is not None:
            self.latencies.append(time.perf_counter() - since)
            if not self.waiting:
                self.all_answered.set()


@dataclass(slots=True)
class Figures:
    """What one bot did under one load."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    updates: int = 0
    cpu_seconds: float = 0.0
    resident_mib: float = 0.0
    start_seconds: float = 0.0
    statements: int = 0

    @property
    def median_ms(self) -> float:
        return median(self.latencies) * 1000

    @property
    def p95_ms(self) -> float:
        return quantiles(self.latencies, n=20)[-1] * 1000

    @property
    def per_second(self) -> float:
        return self.updates / self.seconds


@asynccontextmanager
async def process(module: str, environment: Mapping[str, str]) -> AsyncIterator[psutil.Process]:
    """A bot in its own process, stopped in order at the end."""

    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, env={**os.environ, **environment}
    )
    try:
        yield psutil.Process(child.pid)
    finally:
        if child.returncode is None:
            child.terminate()
        await child.wait()


async def polling(world: World) -> float:
    """Seconds until the bot asks for updates."""
    began = time.perf_counter()
    while world.queue.poller is None:
        await asyncio.sleep(0.02)
        if time.perf_counter() - began > START_SECONDS:
            raise TimeoutError("the bot does not start")
    return time.perf_counter() - began


async def steady(watch: Stopwatch, write: Callable[[int], None], *, rate: float, number: int) -> None:
    """`number` messages, `rate` a second, whatever becomes of them."""
    began = time.perf_counter()
    for index in range(number):
        await asyncio.sleep(max(0.0, began + index / rate - time.perf_counter()))
        write(index)
    await watch.all_answered.wait()


async def burst(watch: Stopwatch, write: Callable[[int], None], *, number: int) -> float:
    """`number` messages at once; the seconds until each chat got an answer."""
    began = time.perf_counter()
    for index in range(number):
        write(index)
    await watch.all_answered.wait()
    return time.perf_counter() - began
