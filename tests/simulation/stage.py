"""Where it happens: a stand-in for Telegram, a real process of the bot, a clock that everybody follows."""

import asyncio
import random
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.catalog.files import BUILT_IN
from bot.sandbox.clock import SandboxClock
from bot.sandbox.model import Call
from bot.sandbox.passing import LONGEST_HOP
from bot.sandbox.world import World
from tests.conftest import RIGHTS
from tests.crash.bots import Bots, Zygote
from tests.running import TOKEN, telegram

IDLE_SECONDS = 60.0
LOOK_SECONDS = 0.03
CLOCK_FILE = "clock"
HOP = LONGEST_HOP - timedelta(minutes=11)
"""No whole number of quarters: what comes due in quarters of an hour is on one side of it in every run."""
PRODUCTS = "products"
BUSY = """
SELECT (SELECT count(*) FROM inbox WHERE status = 'waiting')
     + (SELECT count(*) FROM outbox WHERE status = 'queued')
     + (SELECT count(*) FROM timers WHERE incident IS NULL AND due_at <= ?)
"""


class Stage:
    """The bot may be killed at any moment; what is done next waits until everything has been handled."""

    def __init__(self, world: World, bots: Bots, folder: Path, group: int) -> None:
        self.world = world
        self.bots = bots
        self.folder = folder
        self.group = group
        self.hops = 0
        self._fetched: Call | None = None
        self._clock_file = folder / CLOCK_FILE
        self.tell_time()

    async def until(self, moment: datetime) -> None:
        """Time passes in hops, each followed by a completed getUpdates and all that it brings about."""
        while (ahead := moment - self.world.clock.now()) > timedelta(0):
            await self._wait(self._polls)
            self._fetched = self._last_fetch()
            self.world.clock.move(min(ahead, HOP))
            self.tell_time()
            self.hops += 1
            await self._wait(self._has_fetched)
            await self.idle()

    async def idle(self) -> None:
        """Nothing is waiting to be handled, sent or done."""
        await self._wait(lambda: not self.world.updates_pending() and not self._busy())

    def tell_time(self) -> None:
        told = self._clock_file.with_suffix(".new")
        told.write_text(str(self.world.clock.offset.total_seconds()), encoding="ascii")
        told.replace(self._clock_file)

    async def kill_soon(self, chance: random.Random) -> None:
        """In the middle of whatever the bot does next."""
        await self.bots.is_back()
        await asyncio.sleep(chance.uniform(0.0, 0.25))
        await self.bots.kill()

    def _busy(self) -> int:
        now = self.world.clock.now().astimezone(UTC).replace(tzinfo=None)
        with closing(sqlite3.connect(self.folder / "support.sqlite3")) as database:
            (count,) = database.execute(BUSY, (now.isoformat(" "),)).fetchone()
        return int(count)

    def _polls(self) -> bool:
        """Only a poll that waits already ends when the clock moves."""
        return self.world.queue.poller is not None

    def _has_fetched(self) -> bool:
        return self._last_fetch() is not self._fetched

    def _last_fetch(self) -> Call | None:
        return next(
            (
                call
                for call in reversed(self.world.calls)
                if call.method == "getUpdates" and call.status == 200
            ),
            None,
        )

    async def _wait(self, condition: Callable[[], bool]) -> None:
        ends = time.monotonic() + IDLE_SECONDS
        while not await asyncio.to_thread(condition):
            if time.monotonic() > ends:
                raise TimeoutError("the bot is still at work")
            await asyncio.sleep(LOOK_SECONDS)


@asynccontextmanager
async def stage(
    herd: Zygote, template: Path, folder: Path, begin: datetime, *, more_products: Path | None = None
) -> AsyncIterator[Stage]:
    """A world that begins at the moment, with the five products and those of another folder."""
    await asyncio.to_thread(_furnish, folder, template, more_products)
    world = World(SandboxClock(begin - datetime.now(UTC)))
    world.create_bot(TOKEN, "Support", "support_bot")
    group = world.create_group("Staff", forum=True)
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    async with telegram(world) as address:
        bots = Bots(
            herd,
            world,
            address,
            folder,
            group.id,
            clock=folder / CLOCK_FILE,
            products_dir=str(folder / PRODUCTS),
        )
        place = Stage(world, bots, folder, group.id)
        await bots.start()
        async with asyncio.TaskGroup() as tasks:
            reviving = tasks.create_task(bots.revive())
            try:
                yield place
            finally:
                reviving.cancel()
                await bots.kill()


def _furnish(folder: Path, template: Path, more_products: Path | None) -> None:
    folder.mkdir()
    shutil.copy(template, folder / "support.sqlite3")
    shutil.copytree(BUILT_IN, folder / PRODUCTS)
    if more_products:
        shutil.copytree(more_products, folder / PRODUCTS, dirs_exist_ok=True)
