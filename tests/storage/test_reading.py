"""A look at the database keeps no writer waiting, and waits for none."""

import asyncio

from sqlalchemy import func, select

from storage.tables import customers
from storage.unit_of_work import SqlDatabase
from tests.patience import PATIENCE
from tests.storage.making import customer

COUNT = select(func.count()).select_from(customers)


async def test_a_look_does_not_wait_for_a_writer(database: SqlDatabase) -> None:
    async with asyncio.timeout(PATIENCE), database.begin() as uow:
        await uow.customers.add(customer())
        async with database.read() as connection:
            assert (await connection.execute(COUNT)).scalar_one() == 0, "what is not committed is not seen"
    async with database.read() as connection:
        assert (await connection.execute(COUNT)).scalar_one() == 1


async def test_a_writer_does_not_wait_for_a_look_which_stays_as_it_was(database: SqlDatabase) -> None:
    async with database.read() as connection:
        assert (await connection.execute(COUNT)).scalar_one() == 0
        async with asyncio.timeout(PATIENCE), database.begin() as uow:
            await uow.customers.add(customer())
        assert (await connection.execute(COUNT)).scalar_one() == 0
