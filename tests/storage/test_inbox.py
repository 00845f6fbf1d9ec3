"""Raw updates: stored once, kept until they are handled or given up."""

from dataclasses import replace

from sqlalchemy import select

from bot.services.incoming import RawUpdate
from storage.tables import inbox
from storage.unit_of_work import SqlDatabase
from tests.storage.making import NOON


def update(update_id: int, *, bot_id: int = 42, payload: str = "{}") -> RawUpdate:
    return RawUpdate(bot_id, update_id, "chat:7", payload, NOON)


async def test_updates_wait_oldest_first(database: SqlDatabase) -> None:
    given = [update(9, payload='{"text":"Привет 🙈"}'), update(7), update(8)]
    async with database.begin() as uow:
        assert await uow.inbox.put(given) == given, "all new, in the order they came"

    async with database.begin() as uow:
        assert await uow.inbox.take([given[0].lane]) == [given[1], given[2], given[0]]


async def test_an_update_that_comes_again_is_not_new(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.inbox.put([update(7, payload="first"), update(8)])
    async with database.begin() as uow:
        fresh = await uow.inbox.put([update(8), update(7, payload="again"), update(9)])
        assert fresh == [update(9)]
        assert await uow.inbox.put([update(7), update(8), update(9)]) == []
        assert await uow.inbox.put([update(7, bot_id=43)]) == [update(7, bot_id=43)], "another bot's"

    async with database.begin() as uow:
        waiting = await uow.inbox.take([update(7).lane])
        assert [each.payload for each in waiting if each.update_id == 7 and each.bot_id == 42] == ["first"]
        assert len(waiting) == 4


async def test_an_update_is_done_once(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.inbox.put([update(7), update(8)])
    async with database.begin() as uow:
        assert await uow.inbox.claim(update(7))
    async with database.begin() as uow:
        assert not await uow.inbox.claim(update(7)), "somebody else has handled it"
        assert not await uow.inbox.claim(update(9)), "nobody knows it"
        assert await uow.inbox.take([update(8).lane]) == [update(8)]
        assert await uow.inbox.put([update(7)]) == [], "and it does not come back"


async def test_attempts_are_counted(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.inbox.put([update(7), update(8)])
    for _ in range(2):
        async with database.begin() as uow:
            await uow.inbox.count_attempt(update(7))
    async with database.begin() as uow:
        assert await uow.inbox.take([update(7).lane]) == [replace(update(7), attempts=2), update(8)]


async def test_a_dead_letter_is_kept_under_its_incident(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.inbox.put([update(7, payload="poison"), update(8)])
    async with database.begin() as uow:
        await uow.inbox.bury(update(7), "U7")

    async with database.begin() as uow:
        assert await uow.inbox.take([update(7).lane]) == [update(8)]
        assert not await uow.inbox.claim(update(7))
    async with database.read() as connection:
        dead = (await connection.execute(select(inbox).where(inbox.c.update_id == 7))).one()
        assert (dead.status, dead.incident, dead.payload) == ("dead", "U7", "poison")


async def test_a_lane_waits_until_its_last_update_is_handled(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.inbox.put([update(1), replace(update(2), lane="chat:8")])
        assert await uow.inbox.is_waiting("chat:7")
        assert not await uow.inbox.is_waiting("chat:9")
        await uow.inbox.claim(update(1))
        assert not await uow.inbox.is_waiting("chat:7")
