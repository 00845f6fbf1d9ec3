"""A process that has imported the bot already, and forks one for each line it reads.

Importing costs seconds, and a crash test needs a hundred real processes to kill. A line is JSON: the
settings, after how many commits to die, and the file of a clock to go by. The answer is the new process's id.
"""

import asyncio
import json
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import App
from bot.catalog.loader import load_catalog
from bot.settings import Settings
from tests.running import FAST, built_in


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    built_in()  # what is read before the fork, no bot has to read
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            bot(order)
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def bot(order: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    settings = Settings(_env_file=None, **order["settings"])
    clock = FileClock(Path(order["clock"])) if "clock" in order else None
    products = load_catalog(settings.products_dir) if settings.products_dir else built_in()
    app = App(settings, products, clock=clock, limits=FAST)
    commits = Commits(app, order.get("die_at"), before=order.get("before", False))

    async def run() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        await app.run(stop)

    asyncio.run(run())
    if "count" in order:
        Path(order["count"]).write_text(str(commits.made), encoding="ascii")


class FileClock:
    """The wall clock, and as many seconds as the file says."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self.path.read_text(encoding="ascii")))

    def monotonic(self) -> float:
        return time.monotonic()


class Commits:
    """Counts commits; the process dies just before or just after number `die_at`."""

    def __init__(self, app: App, die_at: int | None, *, before: bool) -> None:
        self.made = 0
        self._die_at = die_at
        self._before = before
        dialect = app.engine.dialect
        self._commit = dialect.do_commit
        dialect.do_commit = self  # type: ignore[method-assign, assignment]

    def __call__(self, connection: Any) -> None:
        self.made += 1
        if self._before:
            self._die()
        self._commit(connection)
        self._die()

    def _die(self) -> None:
        if self.made == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
