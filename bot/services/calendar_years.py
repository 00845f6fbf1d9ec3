"""Warns administrators while the production calendar of a year that they need is not there."""

from bot.domain.calendar_years import lacking, next_look
from bot.domain.timers import Timer, TimerKind
from bot.services.alarms import Alarms
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.timekeeping import Ringing

KEY = "next"


class CalendarYears:
    def __init__(self, uow: UnitOfWork, catalog: Catalog, clock: Clock, alarms: Alarms) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock
        self.alarms = alarms

    async def arm(self) -> None:
        """At the start, when product and calendar files may be others than before; a restart is no reason
        to say again what was said this week."""
        planned = await self.uow.timers.find(Timer(TimerKind.CALENDAR_YEAR, None, KEY, self.clock.now()).name)
        look = next_look(self.catalog.all(), self.clock.now())
        if look and (planned is None or planned.due_at > look):
            first = self.clock.now() if lacking(self.catalog.all(), self.clock.now()) else look
            await self.uow.timers.put([Timer(TimerKind.CALENDAR_YEAR, None, KEY, first)])

    async def look(self, timer: Timer) -> Ringing:
        now = self.clock.now()
        for year, products in lacking(self.catalog.all(), now).items():
            self.alarms.calendar_missing(self.uow, year, [product.id for product in products])
        again = next_look(self.catalog.all(), now)
        if again:
            await self.uow.timers.put([Timer(timer.kind, None, timer.key, again)])
        return Ringing.DONE
