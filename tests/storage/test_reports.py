"""Reports on their way: counted by one, sent once, kept until they are sent."""

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
from storage.groups import GroupRows
from storage.unit_of_work import SqlDatabase
from tests.domain.test_reports import MOSCOW, SUNDAY
from tests.storage.making import STAFF, StandingClock

WEEK = ReportPeriod.last_days(7, MOSCOW, SUNDAY)
ASKED = Report(ReportKind.ASKED, Recipient.chat(STAFF, 7), WEEK, Source(STAFF, 5))


async def test_of_two_that_drew_the_same_report_one_sends_it(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.reports.add(ASKED)
    found = []
    for _ in range(2):
        async with database.begin() as uow:
            report = await uow.reports.next()
            assert report
            found.append(report)
    assert [replace(each, id=0, attempts=0) for each in found] == [ASKED, ASKED]
    assert [each.attempts for each in found] == [1, 2]

    async with database.begin() as uow:
        assert [await uow.reports.drawn(each, b"png") for each in found] == [True, False]
        assert await uow.reports.next() is None
        assert await uow.reports.picture(found[0].id) == b"png"
        assert await uow.reports.remove(found[0].id)
        assert not await uow.reports.remove(found[0].id)
        assert await uow.reports.picture(found[0].id) is None


async def test_a_report_follows_its_group_to_another_id(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        await uow.reports.add(ASKED)
        await uow.groups.moved(STAFF, -2002)
        report = await uow.reports.next()
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
        report = await uow.reports.next()
        assert (report is not None) == bool(reports)
        assert await uow.timers.claim(now=next_report(monday, MOSCOW), after=None), "and again in a week"
