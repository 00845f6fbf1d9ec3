"""Several inboxes on one database: each handles the lanes that are its own, and what a dead one has left."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from bot.ingest import inbox as module
from bot.ingest.inbox import ATTEMPTS, Inbox
from bot.services.signals import Kind
from storage.unit_of_work import SqlDatabase
from tests.ingest.front_door import AT_ANY_PACE, FakeDoor, attempts, effects, raw, statuses, store, waiting
from tests.patience import PATIENCE
from tests.services.channel import eventually
from tests.storage.each_database import database

__all__ = ["database"]

US, OTHER, GONE = 1, 2, 3
OURS, THEIRS = "chat:7", "chat:8"


class Standing:
    """We own some lanes, the other one owns the rest."""

    id = US

    def __init__(self) -> None:
        self.ours = {OURS}

    def owner_of(self, lane: str) -> int | None:
        return US if lane in self.ours else None

    def owns(self, lane: str) -> bool:
        return lane in self.ours

    def is_gone(self, holder: int | None) -> bool:
        return holder == GONE


class Held(Standing):
    """Somebody who owns everything."""

    def __init__(self, holder: int) -> None:
        self.id = holder

    def owner_of(self, lane: str) -> int:  # noqa: ARG002
        return self.id

    def owns(self, lane: str) -> bool:  # noqa: ARG002
        return True


class Told:
    def __init__(self) -> None:
        self.lanes: list[str] = []

    def tell(self, kind: Kind, lanes: Mapping[str, int] | None = None) -> None:
        assert kind is Kind.UPDATES
        self.lanes += lanes or {}


@pytest.fixture
def standing(database: SqlDatabase) -> Standing:
    database.standing = Standing()
    return database.standing


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def told() -> Told:
    return Told()


@asynccontextmanager
async def running(inbox: Inbox, *, looks: bool = True) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(inbox.run())
        watch = tasks.create_task(inbox.watch()) if looks else None
        yield
        inbox.stop()
        if watch:
            watch.cancel()
        async with asyncio.timeout(PATIENCE):
            await run


async def store_by(holder: int, database: SqlDatabase, *update_ids: int) -> None:
    before, database.standing = database.standing, Held(holder)
    await store(database, *(raw(each) for each in update_ids))
    database.standing = before


async def become(database: SqlDatabase, expected: dict[int, str]) -> None:
    async def there() -> bool:
        return await statuses(database) == expected

    await eventually(there)


@pytest.fixture(autouse=True)
def frequent_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.02)


async def test_what_is_anothers_is_told_and_left_to_it(
    database: SqlDatabase, standing: Standing, door: FakeDoor, told: Told
) -> None:
    inbox = Inbox(database, door, AT_ANY_PACE, standing=standing, signals=told)
    async with running(inbox):
        inbox.take(await store(database, raw(1), raw(2, chat_id=8)))
        await become(database, {1: "done", 2: "waiting"})
    assert told.lanes == [THEIRS]
    assert door.tried == [1]


async def test_what_another_has_stored_for_us_is_handled_when_it_tells(
    database: SqlDatabase, standing: Standing, door: FakeDoor, told: Told
) -> None:
    await store(database, raw(1), raw(2), raw(3, chat_id=8))
    inbox = Inbox(database, door, AT_ANY_PACE, standing=standing, signals=told)
    async with running(inbox, looks=False):
        inbox.hear([OURS, THEIRS])
        await become(database, {1: "done", 2: "done", 3: "waiting"})
    assert door.tried == [1, 2]


async def test_what_nobody_told_of_is_found(
    database: SqlDatabase, standing: Standing, door: FakeDoor, told: Told
) -> None:
    await store(database, raw(1), raw(2))
    async with running(Inbox(database, door, AT_ANY_PACE, standing=standing, signals=told)):
        await become(database, {1: "done", 2: "done"})
    assert await attempts(database) == {1: 0, 2: 0}, "nobody had begun"


async def test_what_a_dead_one_had_begun_is_counted_before_it_is_tried(
    database: SqlDatabase, standing: Standing, door: FakeDoor, told: Told
) -> None:
    await store_by(GONE, database, 1, 2)
    async with running(Inbox(database, door, AT_ANY_PACE, standing=standing, signals=told)):
        await become(database, {1: "done", 2: "done"})
    assert door.tried == [1, 2]
    assert await attempts(database) == {1: 1, 2: 0}, "of a lane it can have died of the first alone"


async def test_what_killed_its_replicas_runs_out_of_attempts(
    database: SqlDatabase, standing: Standing, door: FakeDoor, told: Told
) -> None:
    await store_by(GONE, database, 1, 2)
    for _ in range(ATTEMPTS):
        async with database.begin() as uow:
            await uow.inbox.count_attempt(raw(1))
    async with running(Inbox(database, door, AT_ANY_PACE, standing=standing, signals=told)):
        await become(database, {1: "dead", 2: "done"})
    assert door.tried == [2]
    assert door.given_up == [(1, "U1")]


async def test_what_a_living_one_has_begun_is_left_to_it_until_it_lets_go(
    database: SqlDatabase, standing: Standing, door: FakeDoor, told: Told
) -> None:
    await store_by(OTHER, database, 1)
    await store(database, raw(2))
    inbox = Inbox(database, door, AT_ANY_PACE, standing=standing, signals=told)
    async with running(inbox):
        inbox.take([raw(2)])
        await asyncio.sleep(0.1)
        assert door.tried == []
        database.standing = Held(OTHER)
        async with database.begin() as uow:
            await uow.inbox.let_go(OURS)
        database.standing = standing
        await become(database, {1: "done", 2: "done"})
    assert door.tried == [1, 2]


async def test_a_lane_that_has_become_anothers_is_let_go(
    database: SqlDatabase, standing: Standing, door: FakeDoor, told: Told
) -> None:
    busy = asyncio.Event()
    door.troubles[1].append(busy)
    inbox = Inbox(database, door, AT_ANY_PACE, standing=standing, signals=told)
    async with running(inbox):
        inbox.take(await store(database, raw(1), raw(2)))
        await door.until(lambda: door.tried == [1])
        standing.ours.clear()
        busy.set()

        async def is_let_go() -> bool:
            return [each.holder for each in await waiting(database)] == [None]

        await eventually(is_let_go)
    assert door.tried == [1]


async def test_what_we_hold_in_anothers_lane_without_knowing_is_let_go(
    database: SqlDatabase, standing: Standing, door: FakeDoor, told: Told
) -> None:
    """The lane became another's between storing and handing over: it would wait for us for ever."""
    inbox = Inbox(database, door, AT_ANY_PACE, standing=standing, signals=told)
    fresh = await store(database, raw(1))
    standing.ours.clear()
    async with running(inbox):
        inbox.take(fresh)

        async def is_let_go() -> bool:
            async with database.begin() as uow:
                return await uow.inbox.lanes() == [(OURS, None)]

        await eventually(is_let_go)
    assert told.lanes == [OURS]
    assert door.tried == []


async def test_two_who_think_that_a_lane_is_theirs_handle_it_once_and_in_order(
    postgresql: SqlDatabase, door: FakeDoor, told: Told
) -> None:
    """For a moment both may: one knows already that the other has come."""
    both = Held(US), Held(US)
    inboxes = [Inbox(postgresql, door, AT_ANY_PACE, standing=each, signals=told) for each in both]
    updates = await store(postgresql, *(raw(number) for number in range(20)))
    async with running(inboxes[0]), running(inboxes[1]):
        for inbox in inboxes:
            inbox.take(updates)
        await become(postgresql, dict.fromkeys(range(20), "done"))
    assert await effects(postgresql, *range(20)) == list(range(20))
    first_tries = list(dict.fromkeys(door.tried))
    assert first_tries == list(range(20))
    assert door.answered == list(range(20))
