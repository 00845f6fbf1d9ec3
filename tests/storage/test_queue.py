"""The queue as the database orders it."""

import random
from datetime import timedelta
from typing import Any

from bot.domain.clocks import Run
from bot.domain.group import Binding
from bot.domain.priorities import Priority
from bot.domain.product import Department
from bot.domain.queue import place_in_queue, to_offer
from bot.domain.states import State
from bot.domain.targets import ClockKind
from bot.domain.ticket import Ticket
from storage.unit_of_work import SqlDatabase, SqlUnitOfWork
from tests.storage.making import NOON, STAFF, colleague, customer, ticket

OTHERS = -1002
HOUR = timedelta(hours=1)


async def add(uow: SqlUnitOfWork, number: int, **more: Any) -> Ticket:
    person = await uow.customers.add(customer())
    made = ticket(person.id, number, **{key: value for key, value in more.items() if key != "overdue"})
    made.clocks = {ClockKind.RESOLUTION: Run(1, NOON, told=100 if more.get("overdue") else 0)}
    return await uow.tickets.add(made)


async def test_it_is_ordered_as_the_domain_says_with_what_nobody_has_first(database: SqlDatabase) -> None:
    dice = random.Random(7)
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        agent = await colleague(uow)
        made = [
            await add(
                uow,
                number,
                overdue=dice.random() < 0.3,
                work_stopped=dice.random() < 0.3,
                priority=dice.choice(list(Priority)),
                assignee_id=dice.choice([None, None, agent.id]),
                next_due=dice.choice([None, NOON + dice.randrange(-3, 9) * HOUR]),
                registered_at=NOON - dice.randrange(3) * HOUR,
                state=dice.choice([State.NEW, State.OPEN, State.ESCALATED]),
            )
            for number in range(1, 41)
        ]

    async with database.begin() as uow:
        queue = await uow.tickets.queue(STAFF)
        blockers = await uow.tickets.queue(STAFF, unclaimed_blockers=True)

    assert [each.number for each in queue] == [each.number for each in sorted(made, key=place_in_queue)]
    assert [each.number for each in blockers] == [each.number for each in to_offer(made)]


async def test_what_waits_for_the_customer_or_is_another_groups_is_not_in_it(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        await uow.groups.name(OTHERS, "Разработка")
        await uow.groups.bind(Binding(None, Department.DEVELOPMENT, OTHERS))
        await uow.groups.bind(Binding("loyalhub", Department.SUPPORT, OTHERS))
        for number, state in enumerate(State, start=1):
            await add(uow, number, state=state)
        await add(uow, 20, department=Department.DEVELOPMENT, state=State.ESCALATED)
        await add(uow, 30, product_id="loyalhub", prefix="LH")

    async with database.begin() as uow:
        ours = {(each.prefix, each.state) for each in await uow.tickets.queue(STAFF)}
        theirs = {each.number for each in await uow.tickets.queue(OTHERS)}

    assert ours == {("EC", State.NEW), ("EC", State.OPEN), ("EC", State.ESCALATED)}
    assert theirs == {20, 30}
