"""Bots in processes of their own, looked at from outside."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from aiohttp import ClientConnectionError, ClientSession

from bot.sandbox.world import World
from tests.benchmarks.counter import Counter
from tests.running import TOKEN
from tests.servers import free_port

START_SECONDS = 300.0
OURS, FLOOR = "tests.benchmarks.unlimited", "tests.benchmarks.echo"


@dataclass(slots=True)
class Bots:
    """Processes that do the work of one bot."""

    processes: list[psutil.Process] = field(default_factory=list)
    counters: list[Counter] = field(default_factory=list)
    start_seconds: float = 0.0

    def cpu_seconds(self) -> float:
        times = [each.cpu_times() for each in self.processes]
        return float(sum(each.user + each.system for each in times))

    def statements(self) -> int:
        return sum(each.value for each in self.counters)

    def resident_mib(self) -> float:
        """Of the largest process."""
        return float(max(each.memory_info().rss for each in self.processes)) / 2**20


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


@asynccontextmanager
async def echoing(world: World, address: str) -> AsyncIterator[Bots]:
    """The floor."""
    world.queue.poller = None
    async with process(FLOOR, {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": address}) as child:
        yield Bots([child], start_seconds=await polling(world))


@asynccontextmanager
async def ours(
    world: World, address: str, group: int, environment: Mapping[str, str], *, processes: int = 1
) -> AsyncIterator[Bots]:
    """Our bot, in so many processes; the first one's start is measured."""
    folder, bots = Path(environment["DATA_DIR"]), Bots()
    world.queue.poller = None
    async with AsyncExitStack() as stack:
        for number in range(processes):
            counted, port = folder / f"statements-{number}", free_port()
            bots.counters.append(stack.enter_context(Counter.create(counted)))
            known = {
                "BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": address,
                "STAFF_CHAT_ID": str(group),
                "STAFF_LANGUAGE": "en",
                "LOG_LEVEL": "WARNING",
                "WEB_PORT": str(port),
                "STATEMENTS_FILE": str(counted),
            }
            bots.processes.append(await stack.enter_async_context(process(OURS, {**known, **environment})))
            if number == 0:
                bots.start_seconds = await polling(world)
            await _ready(port)
        yield bots


async def _ready(port: int) -> None:
    async with ClientSession() as session, asyncio.timeout(START_SECONDS):
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as response:
                    if response.status == 200:
                        return
            except ClientConnectionError:
                pass
            await asyncio.sleep(0.05)
