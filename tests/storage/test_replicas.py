"""The list of replicas, and whose the waiting updates are."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.services.incoming import RawUpdate
from bot.services.ports import StorageUnavailable
from bot.services.replicas import Replicas
from storage.engine import create_engine
from storage.roll import SqlRoll
from storage.tables import inbox
from storage.unit_of_work import SqlDatabase
from tests.patience import PATIENCE
from tests.storage.making import NOON, STAFF, StandingClock

LANE = "chat:7"


def update(update_id: int, *, lane: str = LANE) -> RawUpdate:
    return RawUpdate(42, update_id, lane, "{}", NOON)


class Standing:
    """As a test says."""

    def __init__(self, mine: int | None, *, owners: Mapping[str, int | None] | None = None) -> None:
        """`owners`: of lanes that are not all ours."""
        self.id = mine
        self.owners = owners
        self.gone: set[int] = set()

    def owner_of(self, lane: str) -> int | None:
        return self.id if self.owners is None else self.owners[lane]

    def owns(self, lane: str) -> bool:
        return self.owner_of(lane) == self.id

    def is_gone(self, holder: int | None) -> bool:
        return holder in self.gone


async def put(database: SqlDatabase, *updates: RawUpdate) -> None:
    async with database.begin() as uow:
        await uow.inbox.put(updates)


async def take(database: SqlDatabase, lane: str = LANE) -> list[tuple[int, int | None]]:
    """The updates, and who held each."""
    async with database.begin() as uow:
        return [(each.update_id, each.holder) for each in await uow.inbox.take([lane])]


async def holders(database: SqlDatabase) -> dict[int, int | None]:
    async with database.read() as connection:
        rows = await connection.execute(select(inbox.c.update_id, inbox.c.holder))
        return {row[0]: row[1] for row in rows}


async def test_everybody_sees_everybody_and_beats(database: SqlDatabase, clock: StandingClock) -> None:
    roll = SqlRoll(database, clock)
    one, other = await roll.join("one"), await roll.join("other")
    assert other.id > one.id
    assert [(each.name, each.beat) for each in await roll.beat(one)] == [("one", 1), ("other", 0)]
    assert [each.beat for each in await roll.beat(one)] == [2, 0]

    await roll.strike(other)
    assert [each.name for each in await roll.beat(one)] == ["one"]
    assert [each.name for each in await roll.beat(other)] == ["one", "other"], "it lives after all"
    await roll.strike(one)
    assert len(await roll.beat(other)) == 2, "its beat has gone on since"
    await roll.leave(other)
    assert [each.name for each in await roll.beat(one)] == ["one"]
    assert (await roll.join("third")).id > other.id, "numbers are not given twice"


async def test_who_is_struck_is_cut_off_from_what_it_has_locked(
    postgres_url: str, postgresql: SqlDatabase, clock: StandingClock
) -> None:
    hanging = SqlDatabase(create_engine(postgres_url, name="hanging"), clock)
    roll = SqlRoll(postgresql, clock)
    sign = await roll.join("hanging")
    await put(postgresql, update(1))

    async def handle() -> None:
        async with hanging.begin() as uow:
            assert await uow.inbox.claim(update(1))
            await roll.strike(sign)
            async with postgresql.begin() as ours:
                assert await ours.inbox.claim(update(1))

    with pytest.raises(StorageUnavailable):
        await handle()
    await hanging.close()


async def test_what_is_stored_is_for_the_owner_of_its_lane_if_it_is_here(
    database: SqlDatabase, clock: StandingClock
) -> None:
    roll = SqlRoll(database, clock)
    us, other = [(await roll.join(name)).id for name in ("us", "other")]
    database.standing = Standing(us, owners={LANE: us, "chat:8": other, "chat:9": None, "chat:10": other + 1})
    lanes = [LANE, "chat:8", "chat:9", "chat:10"]
    await put(database, *(update(number, lane=lane) for number, lane in enumerate(lanes)))
    assert await holders(database) == {0: us, 1: other, 2: None, 3: None}


async def test_who_leaves_in_order_leaves_nothing_that_looks_like_a_death(
    postgresql: SqlDatabase, clock: StandingClock
) -> None:
    """The one that stores does not know yet that the other is leaving."""
    roll = SqlRoll(postgresql, clock)
    us, leaving = await roll.join("us"), await roll.join("leaving")
    ours = Standing(us.id, owners={LANE: leaving.id})
    postgresql.standing = ours
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks, postgresql.begin() as storing:
        await storing.inbox.put([update(1)])
        postgresql.standing = Standing(leaving.id)
        left = tasks.create_task(roll.leave(leaving))
        await asyncio.sleep(0.1)
        assert not left.done()
    postgresql.standing = ours
    await put(postgresql, update(2))
    assert await holders(postgresql) == {1: None, 2: None}


async def test_lanes_are_taken_together_and_each_up_to_what_anothers_is(
    database: SqlDatabase, clock: StandingClock
) -> None:
    roll = SqlRoll(database, clock)
    us, other = [(await roll.join(name)).id for name in ("us", "other")]
    before = Standing(us, owners={LANE: us, "chat:8": other, "chat:9": None})
    database.standing = before
    await put(database, update(5), update(6, lane="chat:8"), update(7, lane="chat:9"))
    before.owners = {LANE: other, "chat:9": us}
    await put(database, update(8), update(9, lane="chat:9"))
    async with database.begin() as uow:
        taken = await uow.inbox.take(["chat:9", LANE, "chat:8"])
    assert sorted((each.update_id, each.holder) for each in taken) == [(5, us), (7, None), (9, us)]
    assert await holders(database) == {5: us, 6: other, 7: us, 8: other, 9: us}


async def test_what_is_ours_is_looked_at_without_a_lock(postgresql: SqlDatabase) -> None:
    async def is_locked() -> bool:
        """Or was: PostgreSQL writes it down in the row, and leaves it there."""
        async with postgresql.read() as connection:
            rows = await connection.execute(text("SELECT xmax::text <> '0' FROM inbox"))
            return bool(rows.scalar_one())

    postgresql.standing = Standing(1)
    await put(postgresql, update(1))
    assert await take(postgresql) == [(1, 1)]
    assert not await is_locked()
    postgresql.standing = Standing(2)
    assert await take(postgresql) == []
    assert await is_locked(), "what is another's is, as long as it is looked at"


async def test_what_nobody_has_begun_is_taken_and_what_the_dead_held_is_told(database: SqlDatabase) -> None:
    database.standing = Standing(1)
    await put(database, update(1))
    database.standing = Standing(2, owners={LANE: None})
    await put(database, update(2))
    database.standing = us = Standing(3)
    assert await take(database) == [], "the first has begun with it, and lives"
    us.gone = {1}
    assert await take(database) == [(1, 1), (2, None)]
    assert await holders(database) == {1: 3, 2: 3}
    assert await take(database) == [(1, 3), (2, 3)]


async def test_what_is_let_go_is_anybodys(database: SqlDatabase, clock: StandingClock) -> None:
    replicas = Replicas(SqlRoll(database, clock), "us", time.monotonic)
    database.standing = replicas
    await replicas.join()
    await put(database, update(1), update(2), update(3, lane="chat:8"))
    async with database.begin() as uow:
        await uow.inbox.claim(update(1))
        await uow.inbox.let_go("chat:8")
    assert await holders(database) == {1: replicas.id, 2: replicas.id, 3: None}
    await replicas.leave()
    assert (await holders(database))[2] is None


async def test_an_update_is_claimed_by_one_and_a_later_one_of_its_lane_not_before(
    postgresql: SqlDatabase,
) -> None:
    await put(postgresql, update(1), update(2), update(3, lane="chat:8"))
    async with postgresql.begin() as one:
        assert await one.inbox.claim(update(1))
        async with postgresql.begin() as other:
            assert not await other.inbox.claim(update(2)), "the first may still fail"
            assert await other.inbox.claim(update(3, lane="chat:8"))
            assert await other.inbox.take([LANE]) == [update(2)], "but for what is being handled"
    async with postgresql.begin() as other:
        assert not await other.inbox.claim(update(1)), "it is handled"
        assert await other.inbox.claim(update(2))


async def test_ids_may_begin_anew_after_a_quiet_week(database: SqlDatabase) -> None:
    before = [replace(update(900 + number), received_at=NOON) for number in range(2)]
    after = [replace(update(number), received_at=NOON + timedelta(days=8)) for number in (5, 6)]
    await put(database, *after, *before)
    in_order = [*before, *after]
    async with database.begin() as uow:
        assert await uow.inbox.take([LANE]) == in_order
        for each in reversed(in_order[1:]):
            assert not await uow.inbox.claim(each)
        assert all([await uow.inbox.claim(each) for each in in_order])


async def test_clocks_of_replicas_may_differ(database: SqlDatabase) -> None:
    late = replace(update(1), received_at=NOON + timedelta(seconds=5))
    await put(database, update(2), late)
    async with database.begin() as uow:
        assert await uow.inbox.take([LANE]) == [late, update(2)]
        assert not await uow.inbox.claim(update(2))
        assert await uow.inbox.claim(late)


async def test_administrators_are_told_once_in_a_while_whoever_tells_them(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async def is_news() -> bool:
        async with database.begin() as uow:
            return await uow.alarms.is_news("the group is gone", for_=timedelta(hours=1))

    assert await is_news()
    assert not await is_news()
    clock.passes(hours=2)
    assert await is_news()
    clock.passes(hours=-5)
    assert await is_news(), "the clock was wrong"


async def test_replicas_that_start_together_name_the_same_group(postgresql: SqlDatabase) -> None:
    async def another() -> None:
        async with postgresql.begin() as uow:
            assert await uow.groups.set_default(STAFF) == STAFF

    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks, postgresql.begin() as uow:
        assert await uow.groups.set_default(STAFF) == STAFF
        tasks.create_task(another())
        await asyncio.sleep(0.1)
