"""The bot as it is, by its own command, but for Telegram's limits and its patience: they would be all that
is measured. It imports nothing else that takes memory, which is measured, too.

It counts its statements where `STATEMENTS_FILE` says. With `PROFILE_FILE` it writes down, at SIGUSR1 and from
then on until it stops, what takes its time.
"""

import asyncio
import os
import signal
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import event

from bot.__main__ import main
from bot.app import App
from bot.catalog.products import Catalog
from bot.channels.telegram.limits import Budget, Limits
from bot.ingest.pace import Pacing
from bot.services.ports import Clock
from bot.settings import Settings
from tests.benchmarks.counter import Counter

UNHURRIED = Pacing(burst=100_000, seconds=0.001)
UNLIMITED = Limits(Budget(1_000_000, 1.0), Budget(1_000_000, 1.0), Budget(1_000_000, 1.0))


class Unlimited(App):
    def __init__(self, settings: Settings, catalog: Catalog, *, clock: Clock | None = None) -> None:
        super().__init__(settings, catalog, clock=clock, limits=UNLIMITED, pacing=UNHURRIED)

    async def run(self, stop: asyncio.Event) -> None:
        with Counter.at(Path(os.environ["STATEMENTS_FILE"])) as statements:

            def count(*_: object) -> None:
                statements.value += 1

            event.listen(self.engine.sync_engine, "before_cursor_execute", count)
            if written := os.environ.get("PROFILE_FILE"):
                await self._profiled(stop, written)
            else:
                await super().run(stop)

    async def _profiled(self, stop: asyncio.Event, written: str) -> None:
        from cProfile import Profile

        profile = Profile()
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, profile.enable)
        await super().run(stop)
        profile.disable()
        await asyncio.to_thread(profile.dump_stats, written)


if __name__ == "__main__":
    with patch("bot.app.App", Unlimited):
        main(["run"])
