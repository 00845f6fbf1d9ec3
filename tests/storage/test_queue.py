"""The queue as the database orders it."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.clocks import Run
from bot.domain.group import Binding
from bot.domain.priorities import Priority
from bot.domain.product import Department
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


def place_in_queue(each: Ticket) -> tuple[bool, bool, bool, datetime, int, datetime, int]:
    return (
        each.assignee_id is not None,
        not each.blocker,
        not each.breached,
        each.next_due or datetime.max.replace(tzinfo=UTC),
        -each.priority.rank,
        each.registered_at,
        each.id,
    )


async def test_blockers_then_overdue_then_next_due_then_priority_then_age(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        agent = await colleague(uow)
        in_order: list[dict[str, Any]] = [
            {"work_stopped": True, "overdue": True, "next_due": NOON},
            {"priority": Priority.CRITICAL},
            {"overdue": True, "next_due": NOON - HOUR, "priority": Priority.LOW},
            {"overdue": True, "next_due": NOON},
            {"next_due": NOON + HOUR, "priority": Priority.LOW},
            {"next_due": NOON + 2 * HOUR, "priority": Priority.HIGH},
            {"priority": Priority.HIGH},
            {"registered_at": NOON - HOUR},
            {},
            {},
            {"work_stopped": True, "assignee_id": agent.id},
        ]
        numbered = [*enumerate(in_order, start=1)]
        for number, more in (*numbered[5:9], numbered[10], numbered[9], *numbered[:5]):
            await add(uow, number, **more)

    async with database.begin() as uow:
        assert [each.number for each in await uow.tickets.queue(STAFF)] == [*range(1, 12)]


async def test_what_comes_first_does_so_however_the_rest_is(database: SqlDatabase) -> None:
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
    free_blockers = [each for each in made if each.blocker and each.assignee_id is None]
    assert [each.number for each in blockers] == [
        each.number for each in sorted(free_blockers, key=place_in_queue)
    ]


async def test_what_waits_for_the_customer_or_is_another_groups_is_not_in_it(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        await uow.groups.name(OTHERS, "Разработка")
        await uow.groups.bind(Binding(None, Department.DEVELOPMENT, OTHERS))
        await uow.groups.bind(Binding("loyalhub", Department.SUPPORT, OTHERS))
        for number, state in enumerate(State, start=1):
            await add(uow, number, state=state)
        developers = Department.DEVELOPMENT
        away = await add(uow, 20, department=developers, other_desk=developers.value, state=State.ESCALATED)
        await uow.places.open(away.id, developers.value)
        await add(uow, 30, product_id="loyalhub", prefix="LH")

    async with database.begin() as uow:
        at_ours = await uow.tickets.queue(STAFF)
        ours = {(each.prefix, each.state) for each in at_ours}
        theirs = {each.number for each in await uow.tickets.queue(OTHERS)}

    assert ours == {("EC", State.NEW), ("EC", State.OPEN), ("EC", State.ESCALATED)}
    assert theirs == {20, 30}
    assert theirs.isdisjoint(each.number for each in at_ours)
