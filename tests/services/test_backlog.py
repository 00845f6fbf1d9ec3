"""Many tickets that wait to be shown: who is told, once in a while."""

from sqlalchemy import select

from bot.services.backlog import Backlog, Crowd
from storage.tables import outbox
from storage.unit_of_work import SqlDatabase
from tests.storage.making import StandingClock

GROUPS = (-1001, -1003, -1002)


class Waiting:
    """In no order that a second look would find again."""

    async def crowds(self, *, more_than: int) -> list[Crowd]:
        return [Crowd(each, more_than + 1, ("EC-6",)) for each in GROUPS]


async def told(database: SqlDatabase) -> list[int]:
    async with database.read() as connection:
        rows = await connection.execute(select(outbox.c.recipient_id).order_by(outbox.c.id))
        return list(rows.scalars())


async def test_groups_are_looked_at_in_one_order_and_told_once_in_a_while(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        for each in GROUPS:
            await uow.groups.name(each, "Group")
    backlog = Backlog(Waiting(), database, clock)
    await backlog.look()
    assert await told(database) == sorted(GROUPS)

    await backlog.look()
    assert len(await told(database)) == len(GROUPS)
    clock.passes(minutes=10)
    await backlog.look()
    assert await told(database) == sorted(GROUPS) * 2
