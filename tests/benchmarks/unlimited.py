"""The bot as it is, but for Telegram's limits and its patience: they would be all that is measured.

It counts its statements where `STATEMENTS_FILE` says. With `PROFILE_FILE` it writes down, at SIGUSR1 and from
then on until it stops, what takes its time.
"""

import asyncio
import cProfile
import gc
import os
import signal
from pathlib import Path

from sqlalchemy import event

from bot.app import App
from bot.catalog.loader import load_catalog
from bot.channels.telegram.limits import Budget, Limits
from bot.settings import load_settings
from tests.benchmarks.counter import Counter
from tests.running import UNHURRIED

UNLIMITED = Limits(Budget(1_000_000, 1.0), Budget(1_000_000, 1.0), Budget(1_000_000, 1.0))


async def main() -> None:
    settings = load_settings()
    app = App(settings, load_catalog(), limits=UNLIMITED, pacing=UNHURRIED)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    profile = cProfile.Profile()
    loop.add_signal_handler(signal.SIGUSR1, profile.enable)
    gc.collect()
    gc.freeze()  # as the bot's own command does
    with Counter.at(Path(os.environ["STATEMENTS_FILE"])) as statements:

        def count(*_: object) -> None:
            statements.value += 1

        event.listen(app.engine.sync_engine, "before_cursor_execute", count)
        await app.run(stop)
    profile.disable()
    if written := os.environ.get("PROFILE_FILE"):
        await asyncio.to_thread(profile.dump_stats, written)


if __name__ == "__main__":
    asyncio.run(main())
