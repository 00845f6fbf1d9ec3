"""The bot as it is, but for Telegram's limits: they would be all that is measured."""

import asyncio
import os
import signal
from pathlib import Path

from sqlalchemy import event

from bot.app import App
from bot.catalog.loader import load_catalog
from bot.channels.telegram.limits import Budget, Limits
from bot.settings import load_settings

UNLIMITED = Limits(Budget(1_000_000, 1.0), Budget(1_000_000, 1.0), Budget(1_000_000, 1.0))


async def main() -> None:
    settings = load_settings()
    app = App(settings, load_catalog(), limits=UNLIMITED)
    statements = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    event.listen(app.engine.sync_engine, "before_cursor_execute", count)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await app.run(stop)
    await asyncio.to_thread(Path(os.environ["STATEMENTS_FILE"]).write_text, str(statements))


if __name__ == "__main__":
    asyncio.run(main())
