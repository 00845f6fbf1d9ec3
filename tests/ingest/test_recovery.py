"""What an earlier run left is handled first, one by one, and what kills the process runs out of attempts."""

import asyncio

import pytest

from bot.domain.errors import VersionMismatch
from bot.ingest.inbox import ATTEMPTS, Inbox
from bot.services.ports import StorageUnavailable
from storage.unit_of_work import SqlDatabase
from tests.ingest.front_door import AT_ANY_PACE, FakeDoor, attempts, effects, raw, statuses, store
from tests.patience import PATIENCE
from tests.storage.away import AwayDatabase
from tests.storage.each_database import database

__all__ = ["database"]

BUG = LookupError("a bug")


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


async def recover(database: SqlDatabase, door: FakeDoor) -> None:
    async with asyncio.timeout(PATIENCE):
        await Inbox(database, door, AT_ANY_PACE).recover()


async def counted(database: SqlDatabase, update_id: int, times: int) -> None:
    for _ in range(times):
        async with database.begin() as uow:
            await uow.inbox.count_attempt(raw(update_id))


async def test_nothing_left_is_nothing_to_do(database: SqlDatabase, door: FakeDoor) -> None:
    await recover(database, door)
    assert door.tried == []


async def test_what_was_left_is_handled_one_by_one_in_order(database: SqlDatabase, door: FakeDoor) -> None:
    await store(database, *(raw(number, chat_id=number % 3) for number in range(12)))
    await recover(database, door)
    assert door.tried == list(range(12))
    assert door.most_under_way == 1
    assert set((await statuses(database)).values()) == {"done"}
    assert door.answered == list(range(12))


async def test_more_than_one_load_is_recovered(
    database: SqlDatabase, door: FakeDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ingest.inbox.LEFT_AT_ONCE", 5)
    await store(database, *(raw(number) for number in range(12)))
    await recover(database, door)
    assert door.tried == list(range(12))


async def test_an_attempt_is_counted_before_it_is_made(database: SqlDatabase, door: FakeDoor) -> None:
    """Else an update that kills the process would kill it for ever."""
    await store(database, raw(1))
    dies = asyncio.Event()
    door.troubles[1].append(dies)
    recovering = asyncio.get_running_loop().create_task(Inbox(database, door, AT_ANY_PACE).recover())
    await door.until(lambda: door.tried == [1])
    assert await attempts(database) == {1: 1}
    recovering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await recovering
    assert await statuses(database) == {1: "waiting"}


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
    away = AwayDatabase(database, times=3)
    async with asyncio.timeout(PATIENCE):
        await Inbox(away, door, AT_ANY_PACE).recover()
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
    inbox = Inbox(database, door, AT_ANY_PACE)
    under_way = asyncio.Event()
    door.troubles[1].append(under_way)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(inbox.recover())
        await door.until(lambda: door.tried == [1])
        inbox.stop()
        under_way.set()
    assert await statuses(database) == {1: "done", 2: "waiting", 3: "waiting"}
