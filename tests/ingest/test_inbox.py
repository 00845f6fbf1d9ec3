"""Updates that run: in order within a lane, each in one transaction, and none is lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from typing import Any

import pytest

from bot.domain.errors import VersionMismatch
from bot.ingest.inbox import ATTEMPTS, RACES, WORKERS, Inbox
from bot.ingest.pace import Pace, Pacing
from bot.services.incoming import RawUpdate
from bot.services.ports import Database, StorageUnavailable, UnitOfWork
from storage.unit_of_work import SqlDatabase
from tests.ingest.front_door import (
    AT_ANY_PACE,
    FakeDoor,
    Watch,
    attempts,
    effects,
    pages,
    raw,
    statuses,
    store,
)
from tests.patience import PATIENCE
from tests.services.channel import eventually
from tests.storage.away import AwayDatabase
from tests.storage.each_database import database

__all__ = ["database"]

BUG = LookupError("a bug")
Running = Callable[..., AbstractAsyncContextManager[Inbox]]


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def running(database: SqlDatabase, door: FakeDoor) -> Running:
    @asynccontextmanager
    async def running(*, handles_in: Database = database) -> AsyncIterator[Inbox]:
        inbox = Inbox(handles_in, door, AT_ANY_PACE)
        async with asyncio.TaskGroup() as tasks:
            run = tasks.create_task(inbox.run())
            yield inbox
            inbox.stop()
            async with asyncio.timeout(PATIENCE):
                await run

    return running


async def become(database: SqlDatabase, expected: dict[int, str]) -> None:
    async def there() -> bool:
        return await statuses(database) == expected

    await eventually(there)


async def test_the_updates_of_a_lane_are_handled_in_order_and_once(
    database: SqlDatabase, door: FakeDoor, running: Running
) -> None:
    updates = [raw(number) for number in range(20)]
    async with running() as inbox:
        inbox.take(await store(database, *updates))
        await become(database, dict.fromkeys(range(20), "done"))
    assert door.tried == list(range(20))
    assert await effects(database, *range(20)) == list(range(20))
    assert door.answered == list(range(20)), "after each commit"


async def test_lanes_do_not_wait_for_each_other_to_be_tried_again(
    database: SqlDatabase, door: FakeDoor, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ingest.inbox.BACK_OFF_SECONDS", 3600.0)
    door.troubles[1].append(BUG)
    async with running() as inbox:
        inbox.take(await store(database, raw(1), raw(2), raw(3, chat_id=8)))
        await become(database, {1: "waiting", 2: "waiting", 3: "done"})
    assert 2 not in door.tried, "in its own lane it comes first"


async def test_what_comes_while_its_lane_is_busy_is_handled_next(
    database: SqlDatabase, door: FakeDoor, running: Running
) -> None:
    """A customer types on while the first words are being read."""
    busy = asyncio.Event()
    door.troubles[1].append(busy)
    first, second, third, last = await store(database, *(raw(number) for number in range(1, 5)))
    async with running() as inbox:
        inbox.take([first])
        await door.until(lambda: door.tried == [1])
        inbox.take([second])
        inbox.take([third])
        busy.set()
        await become(database, {1: "done", 2: "done", 3: "done", 4: "waiting"})
        inbox.take([last])
        await become(database, {1: "done", 2: "done", 3: "done", 4: "done"})
    assert door.tried == [1, 2, 3, 4]


async def test_a_mishap_is_tried_again_and_leaves_nothing_behind(
    database: SqlDatabase, door: FakeDoor, running: Running
) -> None:
    door.troubles[1].extend([BUG, BUG])
    async with running() as inbox:
        inbox.take(await store(database, raw(1), raw(2)))
        await become(database, {1: "done", 2: "done"})
    assert door.tried == [1, 1, 1, 2]
    assert await attempts(database) == {1: 2, 2: 0}
    assert await effects(database, 1, 2) == [1, 2]
    assert door.given_up == []
    assert door.answered == [1, 2]


async def test_three_failures_make_a_dead_letter_and_the_lane_goes_on(
    database: SqlDatabase, door: FakeDoor, running: Running
) -> None:
    door.troubles[1].extend([BUG] * 10)
    async with running() as inbox:
        inbox.take(await store(database, raw(1), raw(2)))
        await become(database, {1: "dead", 2: "done"})
    assert door.tried == [*([1] * ATTEMPTS), 2]
    assert door.given_up == [(1, "U1")]
    assert await pages(database) == ["U1"]
    assert await effects(database, 1, 2) == [2]
    assert door.answered == [2]


@pytest.mark.parametrize("how", [{"broken": True}, {"thread": [5]}, {"thread": "5\0"}], ids=str)
async def test_an_update_is_buried_even_if_nobody_can_be_told(
    database: SqlDatabase, door: FakeDoor, running: Running, how: dict[str, Any]
) -> None:
    door.troubles[1].extend([BUG] * 10)
    vars(door).update(how)
    async with running() as inbox:
        inbox.take(await store(database, raw(1), raw(2), raw(3, chat_id=8)))
        await become(database, {1: "dead", 2: "done", 3: "done"})


async def test_an_update_that_another_process_handled_leaves_no_second_effect(
    database: SqlDatabase, door: FakeDoor, running: Running
) -> None:
    (mine, _) = await store(database, raw(1), raw(2))
    async with database.begin() as uow:
        await uow.inbox.claim(mine)
    async with running() as inbox:
        inbox.take([raw(1), raw(2)])
        await become(database, {1: "done", 2: "done"})
    assert door.tried == [2]
    assert await effects(database, 1, 2) == [2]
    assert await attempts(database) == {1: 0, 2: 0}
    assert door.answered == [2], "who was faster has answered already"


async def test_a_lost_race_is_run_again_on_the_fresh_rows_at_once(
    database: SqlDatabase, door: FakeDoor, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ingest.inbox.BACK_OFF_SECONDS", 3600.0)
    door.troubles[1].extend(VersionMismatch("EC-1") for _ in range(RACES - 1))
    async with running() as inbox:
        inbox.take(await store(database, raw(1)))
        await become(database, {1: "done"})
    assert door.tried == [1] * RACES
    assert await attempts(database) == {1: 0}


async def test_races_lost_without_end_are_a_failure_like_any_other(
    database: SqlDatabase, door: FakeDoor, running: Running
) -> None:
    door.troubles[1].extend(VersionMismatch("EC-1") for _ in range(RACES * ATTEMPTS))
    async with running() as inbox:
        inbox.take(await store(database, raw(1), raw(2)))
        await become(database, {1: "dead", 2: "done"})


async def test_while_the_database_is_away_updates_wait_and_no_attempt_is_counted(
    database: SqlDatabase, door: FakeDoor, running: Running
) -> None:
    away = AwayDatabase(database, times=7)
    updates = await store(database, raw(1), raw(2), raw(3, chat_id=8))
    async with running(handles_in=away) as inbox:
        inbox.take(updates)
        await become(database, {1: "done", 2: "done", 3: "done"})
    assert sorted(door.tried) == [1, 2, 3]
    assert await attempts(database) == {1: 0, 2: 0, 3: 0}


async def test_stopping_finishes_what_is_being_handled_and_leaves_the_rest_stored(
    database: SqlDatabase, door: FakeDoor, running: Running
) -> None:
    busy = asyncio.Event()
    door.troubles[1].append(busy)
    async with running() as inbox:
        inbox.take(await store(database, raw(1), raw(2), raw(3, chat_id=8)))
        await door.until(lambda: 1 in door.tried)
        inbox.stop()
        asyncio.get_running_loop().call_later(0.02, busy.set)
    found = await statuses(database)
    assert (found[1], found[2]) == ("done", "waiting")


async def test_an_answer_that_fails_after_the_commit_stops_nothing(
    database: SqlDatabase, door: FakeDoor, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = door.handle

    async def handle_and_fail_later(update, uow):
        await handle(update, uow)

        async def after_commit() -> None:
            raise BUG

        return after_commit

    monkeypatch.setattr(door, "handle", handle_and_fail_later)
    async with running() as inbox:
        inbox.take(await store(database, raw(1), raw(2), raw(3, chat_id=8)))
        await become(database, {1: "done", 2: "done", 3: "done"})


async def test_there_are_no_more_workers_than_needed(
    database: SqlDatabase, door: FakeDoor, running: Running
) -> None:
    updates: list[RawUpdate] = [raw(number, chat_id=number) for number in range(40)]
    async with running() as inbox:
        inbox.take(await store(database, *updates))
        await become(database, dict.fromkeys(range(40), "done"))
    assert door.most_under_way <= WORKERS


async def test_a_flood_is_handled_slowly_and_told_of_once(database: SqlDatabase, door: FakeDoor) -> None:
    ticks = count(step=0.01)
    inbox = Inbox(database, door, Pace(lambda: next(ticks), Pacing(burst=2, seconds=0.05)))
    updates = [raw(number) for number in range(6)]
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(inbox.run())
        inbox.take(await store(database, *updates))
        await become(database, dict.fromkeys(range(6), "done"))
        inbox.stop()
        await run
    assert door.tried == list(range(6)), "in order, each once"
    assert door.slowed == [2]


async def test_a_customer_hears_of_the_flood_also_where_the_database_was_away_at_first(
    database: SqlDatabase, door: FakeDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ingest.inbox.AWAY_SECONDS", 0.01)
    slow_down = door.slow_down

    async def slow_down_in_vain(update: dict[str, Any], uow: UnitOfWork) -> None:
        monkeypatch.setattr(door, "slow_down", slow_down)
        await slow_down(update, uow)
        raise StorageUnavailable("gone before the commit")

    monkeypatch.setattr(door, "slow_down", slow_down_in_vain)
    inbox = Inbox(database, door, Pace(Watch(), Pacing(burst=2, seconds=3600.0)))
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(inbox.run())
        inbox.take(await store(database, *[raw(number) for number in range(4)]))
        await door.until(lambda: door.slowed == [2, 2])
        inbox.stop()
        await run


async def test_what_waits_for_its_pace_stays_stored_at_a_stop(database: SqlDatabase, door: FakeDoor) -> None:
    inbox = Inbox(database, door, Pace(Watch(), Pacing(burst=2, seconds=3600.0)))
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(inbox.run())
        inbox.take(await store(database, *[raw(number) for number in range(4)]))
        await door.until(lambda: door.slowed == [2])
        inbox.stop()
        await run
    assert await statuses(database) == {0: "done", 1: "done", 2: "waiting", 3: "waiting"}
