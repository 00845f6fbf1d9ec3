"""A process that has imported the bot already, and forks one for each line it reads.

Importing costs seconds, and a crash test needs a hundred real processes to kill. A line is JSON: the
settings, where or after how many commits to die, and the file of a clock to go by. The answer is the new
process's id.
"""

import asyncio
import gc
import importlib
import json
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from bot import migrating
from bot.__main__ import main as main_command
from bot.app import App
from bot.catalog.loader import load_catalog
from bot.catalog.products import Catalog
from bot.channels.telegram import topics
from bot.domain.timers import Timer, TimerKind
from bot.ingest import inbox
from bot.ingest.inbox import AfterCommit
from bot.services import backlog, housekeeping, replicas, reporting
from bot.services.ports import UnitOfWork
from bot.services.timekeeping import Ringing, Timekeeping
from bot.settings import Settings
from storage import migrate
from storage.engine import create_engine
from tests.crash.breaking import break_on_order
from tests.crash.commits import Commits, When
from tests.crash.deadly import Deadly, Journal
from tests.crash.sites import sites
from tests.hurrying import at_pace
from tests.running import FAST, built_in

OF_REPLICAS = ("storage.postgres_connections", "storage.claims", "bot.signals.redis", "bot.redis.limits")
"""Modules that the bot imports where it is one of several."""


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for each in OF_REPLICAS:
        importlib.import_module(each)
    built_in()  # what is read before the fork, no bot has to read
    gc.collect()
    gc.freeze()  # and no bot's collector has to go through it
    for line in sys.stdin:
        order = json.loads(line)
        if "journal" in order:
            sites()
        if "journal" in order and "settings" in order:
            catalog(Settings(_env_file=None, **order["settings"]))
        pid = os.fork()
        if pid == 0:
            if "command" in order:
                command(order)
            bot(order)
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def bot(order: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    settings = Settings(_env_file=None, **order["settings"])
    clock = FileClock(Path(order["clock"])) if "clock" in order else None
    if "migrations" in order:
        migrate.FOLDER = Path(order["migrations"])
        migrating.bring_up_to_date = migrate_here
    app = App(
        settings, catalog(settings), clock=clock, limits=at_pace(order["pace"]) if "pace" in order else FAST
    )
    if "dies_of" in order:
        die_of(order["dies_of"], app)
    if "dies_reminding" in order:
        die_reminding(app, commits=order["dies_reminding"] == "after the commit")
    if "broken" in order:
        break_on_order(app, Path(order["broken"]))
    if "journal" in order:
        be_impatient()
        journal = Journal(Path(order["journal"]))
        Deadly(journal, at=order.get("at", ()), database=settings.database_file).poison()
    if "missed_soon" in order:
        replicas.LOOK_SECONDS = inbox.LOOK_SECONDS = 0.1  # whoever comes next finds soon who is gone
    if "count" in order or "die_at" in order:
        counted = Path(order["count"]) if "count" in order else None
        Commits(order.get("die_at"), When(order.get("when", When.BEFORE)), counted).watch(app.database)

    async def run() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        await app.run(stop)

    asyncio.run(run())


async def migrate_here(settings: Settings, *, name: str) -> None:
    """A process of its own would not know of another folder."""
    engine = create_engine(settings.database, name=name)
    try:
        await migrate.migrate(engine)
    finally:
        await engine.dispose()


def command(order: dict[str, Any]) -> NoReturn:
    """One of the command line, as somebody enters it."""
    os.environ |= order["environment"]
    Deadly(Journal(Path(order["journal"])), at=order["at"]).poison()
    try:
        main_command(order["command"])
    finally:
        os._exit(0)


def catalog(settings: Settings) -> Catalog:
    """Read by the first who needs it as it is on the disk now."""
    folder = settings.products_dir
    if folder is None:
        return built_in()
    files = tuple((str(path), path.read_text(encoding="utf-8")) for path in sorted(folder.iterdir()))
    if files not in _catalogs:
        _catalogs[files] = load_catalog(folder)
    return _catalogs[files]


_catalogs: dict[tuple[tuple[str, str], ...], Catalog] = {}


def be_impatient() -> None:
    """What looks around now and then does so often: a story need not wait for it."""
    reporting.POLL_SECONDS = backlog.LOOK_SECONDS = 0.2
    housekeeping.EVERY_SECONDS = 1.0
    topics.ADOPTION_SECONDS = 0.3


def die_of(poison: str, app: App) -> None:
    """The process is gone as soon as it looks at an update with these words."""
    handle = app.inbox.door.handle

    async def die_or_handle(update: dict[str, Any], uow: UnitOfWork) -> AfterCommit | None:
        if poison in json.dumps(update, ensure_ascii=False):
            os.kill(os.getpid(), signal.SIGKILL)
        return await handle(update, uow)

    app.inbox.door.handle = die_or_handle  # type: ignore[method-assign]


def die_reminding(app: App, *, commits: bool) -> None:
    """The process is gone as soon as it has done what the timer of a reminder is for, and has committed it
    or not."""
    ring, rung = Timekeeping.ring, app.clock_watch.meter.rung

    async def ring_and_die(timekeeping: Timekeeping, timer: Timer) -> Ringing:
        became = await ring(timekeeping, timer)
        if timer.kind is TimerKind.QUESTION_REMINDER and not commits:
            os.kill(os.getpid(), signal.SIGKILL)
        return became

    def die_or_count(kind: TimerKind, late: timedelta) -> None:
        if kind is TimerKind.QUESTION_REMINDER:
            os.kill(os.getpid(), signal.SIGKILL)
        rung(kind, late)

    Timekeeping.ring = ring_and_die  # type: ignore[assignment,method-assign]
    app.clock_watch.meter.rung = die_or_count  # type: ignore[method-assign]


class FileClock:
    """The wall clock, and as many seconds as the file says."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self.path.read_text(encoding="ascii")))

    def monotonic(self) -> float:
        return time.monotonic()


if __name__ == "__main__":
    main()
