"""Reports on their way: counted by one, sent once, kept until they are sent."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.catalog.loader import load_catalog
from bot.domain.delivery import Recipient
from bot.domain.group import StaffGroup
from bot.domain.message import Source
from bot.domain.report_period import ReportPeriod
from bot.domain.timers import Timer, TimerKind
from bot.domain.weekly import next_report
from bot.services.report_ports import Report, ReportKind
from bot.services.reports import Reports
from storage.engine import create_engine
from storage.groups import GroupRows
from storage.post import SqlDrawer
from storage.unit_of_work import SqlDatabase
from tests.domain.test_reports import MOSCOW, SUNDAY
from tests.storage.making import STAFF, StandingClock

WEEK = ReportPeriod.last_days(7, MOSCOW, SUNDAY)
ASKED = Report(ReportKind.ASKED, Recipient.chat(STAFF, 7), WEEK, Source(STAFF, 5))


@pytest.fixture
async def replica(database_url: str, clock: StandingClock) -> AsyncIterator[SqlDatabase]:
    """Another process on the same database."""
    replica = SqlDatabase(create_engine(database_url), clock)
    yield replica
    await replica.close()


async def taken(database: SqlDatabase, clock: StandingClock) -> Report | None:
    """As whoever counts looks and takes."""
    if not await SqlDrawer(database).any_wanted(clock.now()):
        return None
    async with database.begin() as uow:
        return await uow.reports.take_next(at=clock.now())


async def test_of_several_processes_one_counts_a_report(
    database: SqlDatabase, replica: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        for _ in range(2):
            await uow.reports.add(ASKED)
    found = await asyncio.gather(*(taken(each, clock) for each in (database, replica) * 3))
    assert sorted(each.id for each in found if each) == [1, 2]
    assert await taken(replica, clock) is None
    assert not await SqlDrawer(replica).any_wanted(clock.now())


async def test_what_a_killed_process_had_is_anothers_within_a_minute(
    database: SqlDatabase, replica: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        await uow.reports.add(ASKED)
    assert await taken(database, clock)
    clock.passes(seconds=59)
    assert await taken(replica, clock) is None
    clock.passes(seconds=1)
    report = await taken(replica, clock)
    assert report
    assert report.attempts == 2
    assert await taken(database, clock) is None

    clock.passes(hours=-3)
    assert await taken(database, clock), "of a clock that was put back nobody waits for hours"


async def test_what_is_given_back_is_anothers_at_once(
    database: SqlDatabase, replica: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        await uow.reports.add(ASKED)
    report = await taken(database, clock)
    assert report
    async with database.begin() as uow:
        await uow.reports.give_back(report.id)
    assert await taken(replica, clock) == replace(report, attempts=2)


async def test_of_two_that_drew_the_same_report_one_sends_it(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        await uow.reports.add(ASKED)
    found = []
    for _ in range(2):
        report = await taken(database, clock)
        assert report
        found.append(report)
        clock.passes(minutes=1)
    assert [replace(each, id=0, attempts=0) for each in found] == [ASKED, ASKED]
    assert [each.attempts for each in found] == [1, 2]

    async with database.begin() as uow:
        assert [await uow.reports.drawn(each, b"png") for each in found] == [True, False]
        assert await uow.reports.take_next(at=clock.now()) is None
        assert await uow.reports.picture(found[0].id) == b"png"
        assert await uow.reports.remove(found[0].id)
        assert not await uow.reports.remove(found[0].id)
        assert await uow.reports.picture(found[0].id) is None


async def test_a_report_follows_its_group_to_another_id(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        await uow.reports.add(ASKED)
        await uow.groups.moved(STAFF, -2002)
        report = await uow.reports.take_next(at=clock.now())
    assert report
    assert (report.to, report.reply_to) == (Recipient.chat(-2002), None)


@pytest.mark.parametrize(("wanted", "reports"), [(True, 1), (False, 0)])
async def test_on_monday_those_groups_get_a_report_that_want_one(
    database: SqlDatabase, clock: StandingClock, monkeypatch: pytest.MonkeyPatch, wanted: bool, reports: int
) -> None:
    async def all_groups(_: GroupRows) -> list[StaffGroup]:
        return [StaffGroup(STAFF, "Staff", is_default=True, weekly_report=wanted)]

    monkeypatch.setattr(GroupRows, "all", all_groups)
    clock.moment = SUNDAY
    monday = next_report(SUNDAY, MOSCOW)
    async with database.begin() as uow:
        use_case = Reports(uow, load_catalog(), clock)
        await use_case.arm_all()
        await use_case.arm(STAFF)
    clock.moment = monday
    async with database.begin() as uow:
        timer = await uow.timers.claim(now=monday, after=None)
        assert timer == Timer(TimerKind.WEEKLY_REPORT, None, str(STAFF), monday)
        await Reports(uow, load_catalog(), clock).on_due(timer)
        await uow.timers.done(timer)
    async with database.begin() as uow:
        report = await uow.reports.take_next(at=clock.now())
        assert (report is not None) == bool(reports)
        assert await uow.timers.claim(now=next_report(monday, MOSCOW), after=None), "and again in a week"
