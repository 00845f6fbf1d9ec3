"""Long polling against the stand-in: what is confirmed is stored, and what fails is fetched again."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import pytest
from sqlalchemy import func, select

from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from bot.services.incoming import RawUpdate
from storage.tables import inbox
from storage.unit_of_work import SqlDatabase, SqlUnitOfWork
from tests.ingest.conftest import Make, Polling
from tests.ingest.front_door import waiting
from tests.people import CustomerPerson
from tests.storage.away import AwayDatabase
from tests.storage.making import NOON


class Killed(BaseException):
    """The process is gone."""


class KilledAfterCommit:
    """The real database; the process dies as soon as something is committed."""

    def __init__(self, database: SqlDatabase) -> None:
        self.database = database

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlUnitOfWork]:
        async with self.database.begin() as uow:
            yield uow
        raise Killed


async def stored(database: SqlDatabase) -> int:
    async with database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(inbox))).scalar_one())


async def test_updates_are_handed_over_in_order_with_their_lanes(
    world: World,
    customer: CustomerPerson,
    handed: list[RawUpdate],
    database: SqlDatabase,
    polling_on: Polling,
) -> None:
    other = world.create_user("Борис")
    async with polling_on():
        customer.writes("Здравствуйте 🙈")
        world.write(other.id, other.id, "Привет")
        await world.wait_for(lambda: len(handed) == 2)
        customer.writes("ещё")
        await world.wait_for(lambda: len(handed) == 3)
        await world.wait_for(lambda: world.updates_pending() == 0)

    assert [each.lane for each in handed] == [
        f"chat:{customer.id}",
        f"chat:{other.id}",
        f"chat:{customer.id}",
    ]
    said = [json.loads(each.payload)["message"]["text"] for each in handed]
    assert said == ["Здравствуйте 🙈", "Привет", "ещё"]
    assert {(each.bot_id, each.received_at, each.attempts) for each in handed} == {(42, NOON, 0)}
    assert await waiting(database) == handed


async def test_what_is_handed_over_is_committed_already(
    customer: CustomerPerson,
    database: SqlDatabase,
    world: World,
    make: Make,
    polling_on: Polling,
) -> None:
    seen: list[int] = []
    path = database.engine.url.database or ""

    def look(_fresh: object) -> None:
        with closing(sqlite3.connect(path)) as stranger:
            seen.append(stranger.execute("SELECT count(*) FROM inbox").fetchone()[0])

    poller = make()
    poller.storing.hand_over = look
    async with polling_on(poller):
        customer.writes("Здравствуйте")
        await world.wait_for(lambda: seen)
    assert seen == [1]


async def test_nothing_is_confirmed_before_it_is_stored(
    customer: CustomerPerson,
    world: World,
    *,
    database: SqlDatabase,
    handed: list[RawUpdate],
    polling_on: Polling,
) -> None:
    async with polling_on():
        async with database.begin():  # the poller waits for its turn to write
            customer.writes("Здравствуйте")
            await world.wait_for(lambda: any(call.method == "getUpdates" for call in world.calls))
            await asyncio.sleep(0.05)
            assert (world.updates_pending(), handed) == (1, [])
        await world.wait_for(lambda: world.updates_pending() == 0)
    assert len(handed) == 1


async def test_an_update_that_was_stored_and_not_confirmed_comes_again_and_is_stored_once(
    customer: CustomerPerson,
    world: World,
    *,
    database: SqlDatabase,
    make: Make,
    handed: list[RawUpdate],
    polling_on: Polling,
) -> None:
    customer.writes("Здравствуйте")
    with pytest.raises(Killed):
        await make(stores_in=KilledAfterCommit(database)).run()
    assert (await stored(database), handed, world.updates_pending()) == (1, [], 1)

    async with polling_on():
        await world.wait_for(lambda: world.updates_pending() == 0)
        assert await stored(database) == 1
        assert handed == [], "the inbox has it from the run before"
        customer.writes("ещё")
        await world.wait_for(lambda: len(handed) == 1)
    assert len(await waiting(database)) == 2


async def test_while_the_database_is_away_telegram_keeps_the_updates(
    customer: CustomerPerson,
    world: World,
    *,
    database: SqlDatabase,
    make: Make,
    handed: list[RawUpdate],
    polling_on: Polling,
) -> None:
    customer.writes("Здравствуйте")
    async with polling_on(make(stores_in=AwayDatabase(database, times=3))):
        await world.wait_for(lambda: world.updates_pending() == 0)
    assert len(handed) == await stored(database) == 1


async def test_after_a_full_answer_there_may_be_more_so_that_nothing_counts_as_read(
    world: World, customer: CustomerPerson, handed: list[RawUpdate], make: Make, polling_on: Polling
) -> None:
    poller = make()
    completed: list[int] = []

    async def note(*_: object, **__: object) -> None:
        completed.append(len(handed))

    poller.reading.completed = note  # type: ignore[method-assign]
    for number in range(250):
        customer.writes(f"строка {number}")
    async with polling_on(poller):
        await world.wait_for(lambda: len(handed) == 250)
        customer.writes("ещё")
        await world.wait_for(lambda: len(completed) >= 2)

    assert completed[0] == 250


async def test_telegram_is_asked_at_once_whether_it_hands_over_updates_and_then_patiently(
    world: World, make: Make, polling_on: Polling
) -> None:
    poller = make()
    assert poller.last_heard() is None
    async with polling_on(poller):
        await world.wait_for(lambda: poller.last_heard() is not None)
        await world.wait_for(lambda: len(polls(world)) == 2)

    assert poller.last_heard() == NOON.timestamp()
    assert polls(world) == [0, 25]


async def test_a_telegram_that_does_not_answer_was_not_heard(
    world: World, make: Make, polling_on: Polling
) -> None:
    world.faults.add(Fault("getUpdates", kind="502", times=2))
    poller = make()
    async with polling_on(poller):
        await world.wait_for(lambda: len(polls(world)) == 2)
        assert poller.last_heard() is None
        await world.wait_for(lambda: poller.last_heard() is not None)


def polls(world: World) -> list[int]:
    """How long each poll was allowed to wait."""
    return [call.params["timeout"] for call in world.calls if call.method == "getUpdates"]
