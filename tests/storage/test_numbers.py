"""Ticket numbers: from 1 in each product, without gaps, never twice, also in a rush."""

import asyncio

from storage.unit_of_work import SqlDatabase
from tests.storage.making import customer, registered, rolled_back, ticket, undone


async def test_each_product_counts_from_one(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        assert [await uow.tickets.next_number("e-comet") for _ in range(3)] == [1, 2, 3]
        assert await uow.tickets.next_number("mixvel") == 1
    async with database.begin() as uow:
        assert await uow.tickets.next_number("e-comet") == 4


async def test_fifty_registrations_at_once_get_fifty_numbers_in_a_row(database: SqlDatabase) -> None:
    async def register() -> int:
        async with database.begin() as uow:
            _, made = await registered(uow)
        return made.number

    numbers = await asyncio.gather(*(register() for _ in range(50)))

    assert sorted(numbers) == list(range(1, 51))
    async with database.begin() as uow:
        assert [bool(await uow.tickets.named(f"EC-{number}")) for number in range(52)] == [
            False,
            *([True] * 50),
            False,
        ]


async def test_a_registration_that_fails_gives_its_number_back(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await registered(uow)
    async with rolled_back(database) as uow:
        _, lost = await registered(uow)
        assert lost.name == "EC-2"

    async with database.begin() as uow:
        _, made = await registered(uow)
        assert made.name == "EC-2"


async def test_failures_between_registrations_at_once_leave_no_gap(database: SqlDatabase) -> None:
    numbers: list[int] = []

    async def register() -> None:
        async with database.begin() as uow:
            _, made = await registered(uow)
        numbers.append(made.number)

    async def fail() -> None:
        async with rolled_back(database) as uow:
            await registered(uow)

    await asyncio.gather(*(fail() if index % 3 == 0 else register() for index in range(30)))

    assert sorted(numbers) == list(range(1, 21))


async def test_a_number_is_given_back_with_its_savepoint(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person = await uow.customers.add(customer())
        async with undone(uow):
            await uow.tickets.next_number("e-comet")
        await uow.tickets.add(ticket(person.id, await uow.tickets.next_number("e-comet")))
    async with database.begin() as uow:
        assert await uow.tickets.named("EC-1")
