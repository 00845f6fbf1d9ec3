"""Counts and draws the reports that are wanted, one after the other, outside of any transaction.

A report is a row until its deliveries are queued, in one transaction with its end: what a bot leaves that is
killed in between, another begins anew, or the same. Whoever takes one has it for a while, so that of several
replicas one counts. Without a picture the figures are told in words.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from bot.domain.delivery import words_to_chat
from bot.domain.errors import describe
from bot.domain.pictures import picture_to_chat
from bot.domain.product import Product
from bot.domain.report_period import ReportPeriod
from bot.domain.tally import Tally
from bot.services.ports import Catalog, Clock, Database, StorageUnavailable, UnitOfWork
from bot.services.report_ports import Artist, NotDrawn, Report, ReportKind, Statistics
from bot.services.reports import Reports
from bot.services.rounds import Bell, round_after_round

log = logging.getLogger(__name__)

POLL_SECONDS = 5.0
ATTEMPTS = 3
TICKETS_AT_ONCE = 1000
"""Databases have limits for lists in a statement."""
UNDER_THE_PICTURE = 4
"""Products and agents whose figures find room there; Telegram allows 1024 characters."""


class Drawer(Protocol):
    """A look at the reports that keeps no writer waiting."""

    async def any_wanted(self, now: datetime) -> bool:
        """And nobody counts it."""


class Reporting:
    def __init__(
        self,
        *,
        database: Database,
        drawer: Drawer,
        statistics: Statistics,
        artist: Artist,
        catalog: Catalog,
        clock: Clock,
        staff_language: str,
    ) -> None:
        self.database = database
        self.drawer = drawer
        self.statistics = statistics
        self.artist = artist
        self.catalog = catalog
        self.clock = clock
        self.staff_language = staff_language
        self._bell = Bell()

    def wake(self) -> None:
        """There is something to count."""
        self._bell.ring()

    async def run(self) -> None:
        """Until cancelled: what was not finished is begun anew by the next run."""
        await round_after_round(self.prepare_all, rest=POLL_SECONDS, bell=self._bell, who="reporting")

    async def prepare_all(self) -> None:
        """All that nobody else counts."""
        while await self.drawer.any_wanted(self.clock.now()) and await self._prepare_next():
            pass

    async def _prepare_next(self) -> bool:
        async with self.database.begin() as uow:
            report = await uow.reports.take_next(at=self.clock.now())
        if report is None:
            return False
        try:
            await self._prepare(report)
        except StorageUnavailable:
            raise
        except asyncio.CancelledError:
            await self._give_back(report)
            raise
        except Exception as bug:
            log.error("report %s, attempt %s: %s", report.id, report.attempts, describe(bug), exc_info=bug)
            if report.attempts < ATTEMPTS:
                await self._give_back(report)
                return False
            await self._give_up(report)
        return True

    async def _prepare(self, report: Report) -> None:
        async with self.database.begin() as uow:
            group = await uow.groups.find(report.to.id)
            scope = await Reports(uow, self.catalog, self.clock).scope(group) if group else ()
        figures = await count(self.statistics, report.period, scope) if scope else None
        if group is None or figures is None:
            await self._without_figures(report)
            return
        told = {**figures, "kind": report.kind.value, "period": _period(report)}
        if len(scope) < len(self.catalog.all()):
            told["scope"] = [each.id for each in scope]
        picture = await self._draw(report, told, group.language or self.staff_language)
        await self._send(report, {key: told[key] for key in told if key != "volume"}, picture)

    async def _draw(self, report: Report, told: dict[str, Any], language: str) -> bytes | None:
        if report.attempts > ATTEMPTS:  # drawing has ended the whole bot before, it seems
            return None
        try:
            return await self.artist.draw(told, language)
        except NotDrawn as trouble:
            log.error("report %s goes without its picture: %s", report.id, trouble)
            return None

    async def _send(self, report: Report, told: dict[str, Any], picture: bytes | None) -> None:
        together = len(told["products"]) + len(told["agents"]) <= UNDER_THE_PICTURE
        async with self.database.begin() as uow:
            if picture is None:
                if not await uow.reports.remove(report.id):
                    return
                self._words(uow, report, "report", told, together=together, drawn=False)
            elif await uow.reports.drawn(report, picture):
                data = {**told, "together": together, "drawn": True}
                uow.deliver(
                    picture_to_chat(
                        report.to, "report", report=report.id, reply_to=report.reply_to, told=data
                    )
                )
            else:
                return
            if not together:
                self._words(uow, report, "report_details", told)

    async def _without_figures(self, report: Report) -> None:
        """Whoever asked is told so; in a week without anything nobody wants to hear of it."""
        async with self.database.begin() as uow:
            if await uow.reports.remove(report.id) and report.kind is ReportKind.ASKED:
                self._words(uow, report, "report_empty", {"period": _period(report)})

    async def _give_back(self, report: Report) -> None:
        """Else it is nobody's only after a while."""
        with suppress(StorageUnavailable):
            async with self.database.begin() as uow:
                await uow.reports.give_back(report.id)

    async def _give_up(self, report: Report) -> None:
        async with self.database.begin() as uow:
            if await uow.reports.remove(report.id):
                self._words(uow, report, "report_failed", {"period": _period(report)})

    def _words(self, uow: UnitOfWork, report: Report, code: str, told: dict[str, Any], **more: Any) -> None:
        uow.deliver(
            words_to_chat(
                report.to.id,
                code,
                thread=report.to.thread,
                reply_to=report.reply_to,
                told={**told, **more},
            )
        )


def _period(report: Report) -> dict[str, Any]:
    return {
        **report.period.as_json(),
        "grain": report.period.grain.value,
        "bars": [each.isoformat() for each in report.period.bars()],
    }


async def count(
    statistics: Statistics, period: ReportPeriod, scope: Sequence[Product]
) -> dict[str, Any] | None:
    """The period's figures for these products; None where nothing happened."""
    tally = Tally(period, {each.id: each.hours.calendar for each in scope})
    async with statistics.reading() as reading:
        async for piece in reading.heard(period):
            await asyncio.to_thread(tally.hear, piece)
        waiting = iter(tally.tickets)
        while tickets := list(islice(waiting, TICKETS_AT_ONCE)):
            cases, turns = await reading.cases(tickets), await reading.turns(tickets)
            unclear = await asyncio.to_thread(tally.look_at, cases, turns)
            for ticket, entries in await reading.logs(unclear) if unclear else ():
                await asyncio.to_thread(tally.replay, ticket, entries)
        if tally.figures.is_empty:
            return None
        figures = tally.figures.as_json([each.id for each in scope])
        names = await reading.names(list(tally.figures.agents))
    for agent in figures["agents"]:
        agent["name"] = names[agent["id"]]
    return figures
