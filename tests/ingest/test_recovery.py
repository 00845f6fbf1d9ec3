"""Of what an earlier run left, the first of each lane may have killed it: one of them is tried at a time,
and runs out of attempts. Everything else goes its way meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.domain.errors import VersionMismatch
from bot.ingest.inbox import ATTEMPTS, WORKERS, Inbox
from bot.services.ports import Database, StorageUnavailable
from storage.unit_of_work import SqlDatabase
from tests.ingest.front_door import AT_ANY_PACE, FakeDoor, attempts, effects, raw, statuses, store
from tests.patience import PATIENCE
from tests.services.channel import eventually
from tests.storage.away import AwayDatabase
from tests.storage.each_database import database

__all__ = ["database"]

BUG = LookupError("a bug")


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@asynccontextmanager
async def recovering(database: Database, door: FakeDoor) -> AsyncIterator[Inbox]:
    inbox = Inbox(database, door, AT_ANY_PACE)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        await inbox.recall()
        tasks.create_task(inbox.run())
        yield inbox
        inbox.stop()


async def all_handled(database: SqlDatabase) -> None:
    async def there() -> bool:
        return "waiting" not in (await statuses(database)).values()

    await eventually(there)


async def recover(database: SqlDatabase, door: FakeDoor) -> None:
    async with recovering(database, door):
        await all_handled(database)


async def counted(database: SqlDatabase, update_id: int, times: int) -> None:
    for _ in range(times):
        async with database.begin() as uow:
            await uow.inbox.count_attempt(raw(update_id))


async def test_nothing_left_is_nothing_to_do(database: SqlDatabase, door: FakeDoor) -> None:
    await recover(database, door)
    assert door.tried == []


async def test_the_first_of_each_lane_is_handled_alone_and_what_comes_after_it_in_order(
    database: SqlDatabase, door: FakeDoor
) -> None:
    await store(database, *(raw(number, chat_id=number) for number in range(12)))
    await recover(database, door)
    assert sorted(door.tried) == list(range(12))
    assert door.most_under_way == 1
    await store(database, *(raw(number, chat_id=number % 3) for number in range(20, 32)))
    door.tried.clear()
    await recover(database, door)
    for lane in range(3):
        assert [each for each in door.tried if each % 3 == lane] == [*range(20, 32)][(lane + 1) % 3 :: 3]
    assert set((await statuses(database)).values()) == {"done"}
    assert (await attempts(database))[20 + 3] == 0, "the second of a lane has not been begun"


async def test_more_lanes_than_workers_are_recovered_and_newcomers_do_not_wait_for_them(
    database: SqlDatabase, door: FakeDoor
) -> None:
    await store(database, *(raw(number, chat_id=number) for number in range(2 * WORKERS)))
    async with recovering(database, door) as inbox:
        inbox.take(await store(database, raw(100, chat_id=100), raw(101, chat_id=2 * WORKERS - 1)))
        await all_handled(database)
    assert door.tried.index(100) < WORKERS, "with the next worker that is free"
    assert door.tried.index(2 * WORKERS - 1) < door.tried.index(101), "each lane in its order"
    assert len(door.tried) == 2 * WORKERS + 2


async def test_an_attempt_is_counted_before_it_is_made(database: SqlDatabase, door: FakeDoor) -> None:
    """Else an update that kills the process would kill it for ever."""
    await store(database, raw(1))
    dies = asyncio.Event()
    door.troubles[1].append(dies)
    async with recovering(database, door):
        await door.until(lambda: door.tried == [1])
        assert await attempts(database) == {1: 1}
        assert await statuses(database) == {1: "waiting"}
        dies.set()


async def test_an_update_that_killed_the_process_each_time_is_given_up_unopened(
    database: SqlDatabase, door: FakeDoor
) -> None:
    await store(database, raw(1), raw(2))
    await counted(database, 1, ATTEMPTS)
    await recover(database, door)
    assert door.tried == [2]
    assert door.given_up == [(1, "U1")]
    assert await statuses(database) == {1: "dead", 2: "done"}


async def test_a_last_attempt_is_still_made(database: SqlDatabase, door: FakeDoor) -> None:
    await store(database, raw(1))
    await counted(database, 1, ATTEMPTS - 1)
    await recover(database, door)
    assert await statuses(database) == {1: "done"}


async def test_a_mishap_while_recovering_is_tried_again_before_the_next(
    database: SqlDatabase, door: FakeDoor
) -> None:
    door.troubles[1].extend([BUG, VersionMismatch("EC-1")])
    await store(database, raw(1), raw(2))
    await recover(database, door)
    assert door.tried == [1, 1, 1, 2]
    assert await effects(database, 1, 2) == [1, 2]


async def test_a_poison_update_is_given_up_once_and_the_rest_recovered(
    database: SqlDatabase, door: FakeDoor
) -> None:
    door.troubles[1].extend([BUG] * 10)
    await store(database, raw(1), raw(2))
    await recover(database, door)
    assert door.tried == [*([1] * ATTEMPTS), 2]
    assert door.given_up == [(1, "U1")]
    assert await statuses(database) == {1: "dead", 2: "done"}


async def test_a_poison_update_that_nobody_can_be_told_of_does_not_keep_the_bot_from_starting(
    database: SqlDatabase, door: FakeDoor
) -> None:
    door.troubles[1].extend([BUG] * 10)
    door.broken = True
    await store(database, raw(1), raw(2))
    await recover(database, door)
    assert await statuses(database) == {1: "dead", 2: "done"}


async def test_a_database_away_while_recovering_is_waited_for(database: SqlDatabase, door: FakeDoor) -> None:
    await store(database, raw(1), raw(2))
    away = AwayDatabase(database, times=0)
    async with recovering(away, door):
        away.times = 3
        await all_handled(database)
    assert set((await statuses(database)).values()) == {"done"}


async def test_outages_of_the_database_are_no_attempts(database: SqlDatabase, door: FakeDoor) -> None:
    """An update that never got its chance must not be taken for one that kills the process."""
    await store(database, raw(1))
    door.troubles[1].extend(StorageUnavailable("locked") for _ in range(ATTEMPTS + 3))
    await recover(database, door)
    assert await statuses(database) == {1: "done"}
    assert await attempts(database) == {1: 1}
    assert door.given_up == []


async def test_a_stop_is_heard_in_the_middle_of_recovering(database: SqlDatabase, door: FakeDoor) -> None:
    await store(database, raw(1), raw(2), raw(3))
    under_way = asyncio.Event()
    door.troubles[1].append(under_way)
    async with recovering(database, door) as inbox:
        await door.until(lambda: 1 in door.tried)
        inbox.stop()
        under_way.set()
    assert await statuses(database) == {1: "done", 2: "waiting", 3: "waiting"}
