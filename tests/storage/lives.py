"""Tickets that live through weeks of whatever may happen to them, written into a database."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.catalog.products import Catalog
from bot.domain.due_times import milestones, used_by_clock
from bot.domain.entitlement import Right, Standing
from bot.domain.errors import Refusal
from bot.domain.people import Actor
from bot.domain.priorities import Priority
from bot.domain.product import Department, Product
from bot.domain.states import ClosingReason
from bot.domain.ticket import Ticket
from storage.unit_of_work import SqlDatabase
from tests.storage.making import colleague, customer, ticket

DAY = timedelta(days=1)
LONGEST_ACTS = 14


@dataclass
class Lives:
    """One seed, the same lives."""

    chance: random.Random
    agents: list[int]
    message: int = 0

    def live(self, made: Ticket, product: Product, until: datetime) -> None:
        """Whatever the table allows, at random moments; what it refuses does not happen."""
        at = made.registered_at
        for _ in range(self.chance.randint(0, LONGEST_ACTS)):
            at += timedelta(
                seconds=self.chance.expovariate(1 / 40_000), microseconds=self.chance.randint(0, 999_999)
            )
            if at >= until:
                return
            self._warn(made, product, at)
            self.message += 1
            with suppress(Refusal):
                self.chance.choice(self._acts(made, product, at))()

    def _warn(self, made: Ticket, product: Product, at: datetime) -> None:
        """Agents are told a moment before, unless the bot was down."""
        told = {
            each.due.clock.value: each.percent for each in milestones(made, product.hours.calendar, now=at)
        }
        if told and self.chance.random() < 0.8:
            made.warn(told, at=at, clock=next(iter(told)), percent=100)

    def _acts(self, made: Ticket, product: Product, at: datetime) -> list[Callable[[], Any]]:
        by, mine = Actor.agent(self.chance.choice(self.agents)), self.message
        earlier = at.replace(microsecond=0)
        """As the channel has it: by whole seconds."""

        def used() -> dict[str, int]:
            return used_by_clock(made, product.hours.calendar, at=at)

        def right() -> Right:
            standing = self.chance.choice(list(Standing))
            return Right(standing, "K-1", 1, "ООО", self.chance.choice(["standard", "full"]))

        no = made.resolution_no
        work: list[Callable[[], Any]] = [
            lambda: made.take(by.id or 0, at=at),
            lambda: made.hear_agent(mine, by=by, at=at),
            lambda: made.hear_agent(mine, by=by, at=at),
            lambda: made.question_delivered(mine, by=by, at=at),
            lambda: made.question_delivered(None, by=by, at=at),
            lambda: made.hear_customer(mine, at=earlier),
            lambda: made.hear_customer(mine, at=earlier),
            lambda: made.resolution_delivered(mine, by=by, at=at),
            lambda: made.resolution_delivered(mine, by=by, at=at),
            lambda: made.resolution_delivered(mine, by=by, at=at, crossed=True),
        ]
        seldom: list[Callable[[], Any]] = [
            lambda: made.release(by=by, at=at),
            lambda: made.withdraw(at=earlier),
            lambda: made.close(ClosingReason.NO_ANSWER, by=by, at=at),
            lambda: made.escalate(Department.DEVELOPMENT, "сбой", message_id=mine, by=by, at=at),
            lambda: made.set_eta((at + 3 * DAY).date(), None, warned=None, by=by, at=at),
            lambda: made.return_("готово", message_id=mine, by=by, at=at),
            lambda: made.undo_resolution(mine - 1, by=by, at=earlier),
            lambda: made.change_priority(
                self.chance.choice([each for each in Priority if each is not made.priority]),
                by=by,
                at=at,
                because="так надо",
                used=used(),
            ),
            lambda: made.learn_right(right(), at=at, used=used()),
            lambda: made.delivery_failed("blocked", at=at),
        ]
        after: list[Callable[[], Any]] = [
            lambda: made.disagree([mine], at=earlier, button_no=no),
            lambda: made.confirm(no, at=earlier),
            lambda: made.confirm(no, at=earlier),
            lambda: made.rate(self.chance.randint(1, 5), at=earlier),
            lambda: made.reopen(at=earlier),
            lambda: made.just_a_note(no, at=earlier),
        ]
        return work + after if self.chance.random() < 0.8 else seldom


async def fill_with_lives(
    database: SqlDatabase, catalog: Catalog, *, seed: int, number: int, since: datetime, until: datetime
) -> None:
    chance = random.Random(seed)
    async with database.begin() as uow:
        agents = [(await colleague(uow, name)).id for name in ("Ольга", "Максим", "Ирина")]
        lives = Lives(chance, agents)
        for _ in range(number):
            product = chance.choice(catalog.all())
            person = await uow.customers.add(customer())
            made = ticket(
                person.id,
                await uow.tickets.next_number(product.id),
                product_id=product.id,
                prefix=product.prefix,
                type_id=product.types[0].id,
                policy=product.policy,
                policy_version=product.policy_version,
                priority=chance.choice(list(Priority)),
                form=(),
                registered_at=since + (until - since) * chance.random(),
            )
            await uow.tickets.add(made)
            lives.live(made, product, until)
            await uow.tickets.save(made)
