"""Code of ours that fails as long as a file names it: updates, timers, reports; and "pace", of everybody."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.app import App
from bot.domain.product import Product
from bot.domain.report_period import ReportPeriod
from bot.domain.timers import Timer
from bot.ingest.inbox import AfterCommit
from bot.services import reporting
from bot.services.incoming import RawUpdate
from bot.services.ports import UnitOfWork
from bot.services.report_ports import Statistics
from bot.services.timekeeping import Ringing, Timekeeping

POISON = "poison"
"""Of updates, those with this word fail."""

TOO_SOON_SECONDS = 0.1


class Broken:
    """What the file names now."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __contains__(self, name: str) -> bool:
        return name in self._path.read_text(encoding="ascii").split()

    def fail_if(self, name: str) -> None:
        if name in self:
            raise RuntimeError("broken on order")


def break_on_order(app: App, path: Path) -> None:
    broken = Broken(path)
    _slow_down(app, broken)
    handle, ring, count = app.inbox.door.handle, Timekeeping.ring, reporting.count

    async def handle_or_fail(update: dict[str, Any], uow: UnitOfWork) -> AfterCommit | None:
        if POISON in json.dumps(update):
            broken.fail_if("updates")
        return await handle(update, uow)

    async def ring_or_fail(self: Timekeeping, timer: Timer) -> Ringing:
        broken.fail_if("timers")
        return await ring(self, timer)

    async def count_or_fail(
        statistics: Statistics, period: ReportPeriod, scope: Sequence[Product]
    ) -> dict[str, Any] | None:
        broken.fail_if("reports")
        return await count(statistics, period, scope)

    app.inbox.door.handle = handle_or_fail  # type: ignore[method-assign]
    Timekeeping.ring = ring_or_fail  # type: ignore[method-assign]
    reporting.count = count_or_fail


def _slow_down(app: App, broken: Broken) -> None:
    """Each update once."""
    slowed: set[int] = set()

    def wait(update: RawUpdate) -> float:
        if "pace" not in broken or update.update_id in slowed:
            return 0.0
        slowed.add(update.update_id)
        return TOO_SOON_SECONDS

    def is_news(update: RawUpdate) -> bool:
        return update.update_id in slowed

    app.inbox.pace.wait = wait  # type: ignore[method-assign]
    app.inbox.pace.is_news = is_news  # type: ignore[method-assign]
