"""Counting and drawing reports beside others who do the same."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from bot.catalog.products import Catalog
from bot.domain.delivery import Recipient
from bot.domain.report_period import ReportPeriod
from bot.services.report_ports import LEASE, Report, ReportKind
from bot.services.reporting import Reporting
from storage.post import SqlDrawer
from storage.statistics import SqlStatistics
from storage.tables import outbox, reports
from storage.unit_of_work import SqlDatabase
from tests.domain.test_reports import MOSCOW
from tests.patience import PATIENCE
from tests.running import built_in
from tests.storage.making import STAFF, StandingClock, registered


class Painter:
    """Takes its time, or breaks."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.breaks = breaks
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.drawn = 0

    async def has_begun(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.begun.wait()

    async def draw(self, _figures: Mapping[str, Any], _language: str) -> bytes:
        self.drawn += 1
        self.begun.set()
        if self.breaks:
            raise ZeroDivisionError
        async with asyncio.timeout(PATIENCE):
            await self.may_end.wait()
        return b"png"


@pytest.fixture
def catalog() -> Catalog:
    return built_in()


@pytest.fixture
async def wanted(database: SqlDatabase, clock: StandingClock) -> None:
    """A week in which a ticket was registered."""
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        await registered(uow)
        clock.passes(hours=1)
        period = ReportPeriod.last_days(7, MOSCOW, clock.now())
        await uow.reports.add(Report(ReportKind.ASKED, Recipient.chat(STAFF), period))


def process(database: SqlDatabase, clock: StandingClock, catalog: Catalog, painter: Painter) -> Reporting:
    return Reporting(
        database=database,
        drawer=SqlDrawer(database),
        statistics=SqlStatistics(database),
        artist=painter,
        catalog=catalog,
        clock=clock,
        staff_language="ru",
    )


async def pictures(database: SqlDatabase) -> int:
    async with database.read() as connection:
        return len((await connection.execute(select(outbox.c.id))).all())


@pytest.mark.usefixtures("wanted")
async def test_what_one_is_drawing_another_leaves_alone_until_the_lease_is_over(
    database: SqlDatabase, clock: StandingClock, catalog: Catalog
) -> None:
    slow, other = Painter(), Painter()
    one, two = (process(database, clock, catalog, painter) for painter in (slow, other))
    async with asyncio.TaskGroup() as tasks:
        drawing = tasks.create_task(one.prepare_all())
        await slow.has_begun()
        await two.prepare_all()
        assert other.drawn == 0

        clock.moment += LEASE
        other.may_end.set()
        await two.prepare_all()
        assert await pictures(database) == 1
        slow.may_end.set()
        await drawing
    assert (slow.drawn, other.drawn) == (1, 1)
    assert await pictures(database) == 1, "of two that drew it one sends it"


@pytest.mark.usefixtures("wanted")
async def test_who_is_stopped_while_drawing_leaves_it_to_the_next_at_once(
    database: SqlDatabase, clock: StandingClock, catalog: Catalog
) -> None:
    slow, next_one = Painter(), Painter()
    next_one.may_end.set()
    async with asyncio.TaskGroup() as tasks:
        drawing = tasks.create_task(process(database, clock, catalog, slow).run())
        await slow.has_begun()
        drawing.cancel()
    await process(database, clock, catalog, next_one).prepare_all()
    assert (next_one.drawn, await pictures(database)) == (1, 1)


@pytest.mark.usefixtures("wanted")
async def test_what_breaks_is_tried_three_times_and_then_told(
    database: SqlDatabase, clock: StandingClock, catalog: Catalog
) -> None:
    broken = Painter(breaks=True)
    reporting = process(database, clock, catalog, broken)
    for attempt in (1, 2, 3, 3):
        await reporting.prepare_all()
        assert broken.drawn == attempt
    async with database.read() as connection:
        assert (await connection.execute(select(outbox.c.body["code"].as_string()))).all() == [
            ("report_failed",)
        ]
        assert (await connection.execute(select(reports.c.id))).all() == []
