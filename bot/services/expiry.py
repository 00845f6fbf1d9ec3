"""Tells people in time that a right to support ends."""

from dataclasses import replace

from bot.domain.delivery import words_to_chat, words_to_customer
from bot.domain.expiry import warnings_of
from bot.domain.people import PHONE
from bot.domain.product import Department
from bot.domain.timers import Timer
from bot.services.departments import group_of
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.timekeeping import PUT_OFF, Ringing


class Expiry:
    def __init__(self, uow: UnitOfWork, catalog: Catalog, clock: Clock) -> None:
        self.uow = uow
        self.catalog = catalog
        self.clock = clock

    async def on_due(self, timer: Timer) -> Ringing:
        """Customers known under the record, and the department's group: each warning once. One that comes
        so late that the next is due as well leaves it to that."""
        record = await self.uow.entitlements.get(int(timer.key.partition(":")[0]))
        product = self.catalog.find(record.product_id) if record else None
        if record is None:
            return Ringing.DONE
        if product is None:  # nothing can tell then whom to warn, or when
            await self.uow.timers.put([replace(timer, due_at=self.clock.now() + PUT_OFF)])
            return Ringing.DONE
        now, zone = self.clock.now(), product.hours.calendar.zone
        passed = [each for each in warnings_of(record, product.warned_before, zone) if each.due_at <= now]
        is_over = record.valid_until < now.astimezone(zone).date()
        if is_over or not passed or passed[-1].key != timer.key:
            return Ringing.DONE
        until = record.valid_until.isoformat()
        for customer in await self.uow.entitlements.customers_under(record.id):
            if customer.channel != PHONE:
                self.uow.deliver(
                    words_to_customer(
                        customer.id, "entitlement_ends", product=product.id, key=record.key, until=until
                    )
                )
        group = await group_of(self.uow, product.id, Department.SUPPORT)
        if group is not None:
            self.uow.deliver(
                words_to_chat(
                    group,
                    "entitlement_ends_soon",
                    product=product.id,
                    key=record.key,
                    holder=record.holder,
                    level=record.level,
                    until=until,
                )
            )
        return Ringing.DONE
