"""Statistics that staff groups get: asked for, or on Monday morning. Here they are only put down; they are
counted and drawn outside of any transaction, by `reporting`."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.delivery import Recipient
from bot.domain.group import StaffGroup, products_of
from bot.domain.message import Source
from bot.domain.product import Product
from bot.domain.report_period import ReportPeriod, read_days
from bot.domain.timers import Timer, TimerKind
from bot.domain.weekly import next_report, reported_today
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.report_ports import Report, ReportKind
from bot.services.timekeeping import Ringing


class Reports:
    def __init__(self, uow: UnitOfWork, catalog: Catalog, clock: Clock) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock

    async def ask(self, group: StaffGroup, where: Recipient, command: Source, days: str) -> None:
        """`/stats [DAYS]`: today is the last of them."""
        number = read_days(days.strip())
        zone = (await self.scope(group))[0].hours.calendar.zone
        period = ReportPeriod.last_days(number, zone, self.clock.now())
        await self.uow.reports.add(Report(ReportKind.ASKED, where, period, command))

    async def scope(self, group: StaffGroup) -> Sequence[Product]:
        """What the group's figures are about. Its days begin and end by the first one's clock."""
        return products_of(group, await self.uow.groups.bindings(), self.catalog.all())

    async def arm_all(self) -> None:
        """At the start, for groups that the settings or an earlier version brought."""
        for group in await self.uow.groups.all():
            await self.arm(group.chat_id)

    async def arm(self, chat_id: int) -> None:
        """The group has its timer from now on, if it is a staff group. One that is there already is left
        alone: a report that is due may wait in it."""
        group = await self._group(chat_id)
        if group and await self.uow.timers.find(self._timer(group, self.clock.now()).name) is None:
            await self._arm_next(group)

    async def on_due(self, timer: Timer) -> Ringing:
        """Monday, 9:00. What comes later than that day is left to the next week's; a group that is none any
        more gets nothing."""
        group = await self._group(int(timer.key))
        if group is None:
            return Ringing.DONE
        zone = (await self.scope(group))[0].hours.calendar.zone
        today = reported_today(self.clock.now(), zone)
        if today and group.weekly_report:
            period = ReportPeriod.week_before(today, zone)
            await self.uow.reports.add(Report(ReportKind.WEEKLY, Recipient.chat(group.chat_id), period))
        await self._arm_next(group)
        return Ringing.DONE

    async def _arm_next(self, group: StaffGroup) -> None:
        zone = (await self.scope(group))[0].hours.calendar.zone
        due = next_report(self.clock.now(), zone)
        await self.uow.timers.put([self._timer(group, due)])

    def _timer(self, group: StaffGroup, due_at: datetime) -> Timer:
        return Timer(TimerKind.WEEKLY_REPORT, None, str(group.chat_id), due_at)

    async def _group(self, chat_id: int) -> StaffGroup | None:
        return next((each for each in await self.uow.groups.all() if each.chat_id == chat_id), None)
