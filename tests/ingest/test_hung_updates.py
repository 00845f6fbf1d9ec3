"""An update that hangs has failed: its lane, its worker and a stop do not wait for it for ever."""

import asyncio
from dataclasses import replace

import pytest

from bot.ingest import inbox as inbox_module
from bot.ingest.inbox import ATTEMPTS, WORKERS, Inbox
from storage.unit_of_work import SqlDatabase
from tests.ingest.front_door import AT_ANY_PACE, FakeDoor, attempts, effects, pages, raw, statuses, store
from tests.patience import PATIENCE
from tests.services.channel import eventually


@pytest.fixture(autouse=True)
def short_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_module, "HANDLING_SECONDS", 0.5)


async def test_updates_that_hang_become_dead_letters_and_the_replica_goes_on(database: SqlDatabase) -> None:
    door, last_attempt = FakeDoor(), ATTEMPTS - 1
    inbox = Inbox(database, door, AT_ANY_PACE)
    updates = await store(database, *(raw(number, chat_id=number) for number in range(1, WORKERS + 2)))
    over = dict.fromkeys(range(1, WORKERS + 1), "dead") | {WORKERS + 1: "done"}

    async def all_are_over() -> bool:
        return await statuses(database) == over

    for each in updates[:WORKERS]:
        door.troubles[each.update_id].append(asyncio.Event())
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(inbox.run())
        inbox.take([replace(each, attempts=last_attempt) for each in updates[:WORKERS]])
        inbox.take(updates[WORKERS:])
        await eventually(all_are_over)
        inbox.stop()
    assert await effects(database, *range(1, WORKERS + 2)) == [WORKERS + 1]
    assert set(await pages(database)) == {f"U{number}" for number in range(1, WORKERS + 1)}


async def test_a_stop_waits_for_an_update_that_hangs_no_longer_than_for_any_other(
    database: SqlDatabase,
) -> None:
    door = FakeDoor()
    door.troubles[1].append(asyncio.Event())
    inbox = Inbox(database, door, AT_ANY_PACE)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(inbox.run())
        inbox.take(await store(database, raw(1)))
        await door.until(lambda: door.tried == [1])
        inbox.stop()
    assert await statuses(database) == {1: "waiting"}
    assert await attempts(database) == {1: 1}, "and it is tried again by the next run"
