"""Trouble on the way to Telegram: waited out where that helps, said where not; the token stays secret."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Literal

import pytest

from bot.ingest import polling
from bot.ingest.receiver import ReceivingRefused
from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from bot.services.incoming import RawUpdate
from bot.services.ports import StorageUnavailable
from storage.unit_of_work import SqlDatabase, SqlUnitOfWork
from tests.ingest.conftest import Make, Polling
from tests.patience import PATIENCE
from tests.people import CustomerPerson
from tests.running import TOKEN
from tests.storage.away import AwayDatabase

SECRET = TOKEN.partition(":")[2]


async def test_a_wrong_token_ends_the_polling_with_a_word(make: Make) -> None:
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(ReceivingRefused, match="BOT_TOKEN") as refused:
            await make(token=f"42:NOT-{SECRET}").run()
    assert SECRET not in str(refused.value)


async def test_of_two_pollers_one_is_told_of_the_other(make: Make) -> None:
    loop = asyncio.get_running_loop()
    pollers = [loop.create_task(make().run()) for _ in range(2)]
    async with asyncio.timeout(PATIENCE):
        done, left = await asyncio.wait(pollers, return_when=asyncio.FIRST_COMPLETED)
    for each in left:
        each.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    (loser,) = done
    with pytest.raises(ReceivingRefused, match="Somebody else"):
        await loser


async def test_somebody_else_may_be_borne_for_a_while(
    customer: CustomerPerson, world: World, *, make: Make, handed: list[RawUpdate], polling_on: Polling
) -> None:
    """A replica that hung goes on for a moment where another has followed it; but no longer."""
    conflict = Fault("getUpdates", kind="error", status=409, parameters={"retry_after": 0.01}, times=2)
    world.faults.add(conflict)
    async with polling_on(make(bears=2)):
        customer.writes("Здравствуйте")
        await world.wait_for(lambda: len(handed) == 1)
        await world.wait_for(lambda: world.updates_pending() == 0)
        world.faults.add(conflict)
        customer.writes("ещё")
        await world.wait_for(lambda: len(handed) == 2)
        await world.wait_for(lambda: len(world.faults) == 0)
    world.faults.add(replace(conflict, times=3))
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(ReceivingRefused, match="Somebody else"):
            await make(bears=2).run()


async def test_a_webhook_left_over_is_removed(
    customer: CustomerPerson, world: World, handed: list[RawUpdate], polling_on: Polling
) -> None:
    world.profile.webhook = {"url": "https://example.org/hook", "max_connections": 40}
    customer.writes("Здравствуйте")
    async with polling_on():
        await world.wait_for(lambda: len(handed) == 1)
    assert world.profile.webhook == {}


@pytest.mark.parametrize("effect", ["before", "after"])
@pytest.mark.parametrize(
    "fault",
    [
        Fault("getUpdates", kind="drop", times=3),
        Fault("getUpdates", kind="500_html", times=3),
        Fault("getUpdates", kind="502", times=3),
        Fault("getUpdates", kind="error", status=429, parameters={"retry_after": 0.01}, times=3),
        Fault("getUpdates", kind="error", status=500, parameters={"retry_after": 0.01}, times=3),
    ],
    ids=["dropped", "html", "bad gateway", "too many requests", "server error"],
)
async def test_trouble_on_the_way_is_waited_out_and_nothing_is_lost(
    customer: CustomerPerson,
    world: World,
    *,
    handed: list[RawUpdate],
    polling_on: Polling,
    fault: Fault,
    effect: Literal["before", "after"],
) -> None:
    world.faults.add(replace(fault, effect=effect))
    customer.writes("Здравствуйте")
    async with polling_on():
        await world.wait_for(lambda: len(handed) == 1)
        customer.writes("ещё")
        await world.wait_for(lambda: len(handed) == 2)
        await world.wait_for(lambda: world.updates_pending() == 0)
    assert len(world.faults) == 0


async def test_an_answer_that_never_comes_is_given_up(
    customer: CustomerPerson,
    world: World,
    *,
    handed: list[RawUpdate],
    polling_on: Polling,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling, "GRACE_SECONDS", 0.25 - polling.LONGEST_POLL)
    world.faults.add(Fault("getUpdates", kind="slow", seconds=0.6))
    customer.writes("Здравствуйте")
    async with polling_on():
        await world.wait_for(lambda: len(handed) == 1)


async def test_the_token_is_never_logged(
    customer: CustomerPerson,
    world: World,
    *,
    make: Make,
    handed: list[RawUpdate],
    polling_on: Polling,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    world.faults.add(Fault("getUpdates", kind="drop"))
    world.faults.add(Fault("getUpdates", kind="500_html"))
    world.faults.add(Fault("getUpdates", kind="error", status=500, parameters={"retry_after": 0.01}))
    async with polling_on():
        customer.writes("Здравствуйте")
        await world.wait_for(lambda: len(handed) == 1)
    async with polling_on(make(api_url="http://127.0.0.1:1")):
        await _until(lambda: "ClientConnectorError" in caplog.text)
    assert "no updates" in caplog.text
    assert SECRET not in caplog.text


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - a log has none
            await asyncio.sleep(0.01)


class Deaf(AwayDatabase):
    """Commits, and the answer is lost on the way back."""

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlUnitOfWork]:
        async with self.database.begin() as uow:
            yield uow
        if self.times > 0:
            self.times -= 1
            raise StorageUnavailable("connection lost")


async def test_updates_whose_commit_was_not_heard_of_are_handled_all_the_same(
    customer: CustomerPerson,
    world: World,
    database: SqlDatabase,
    handed: list[RawUpdate],
    make: Make,
    polling_on: Polling,
) -> None:
    customer.writes("Здравствуйте")
    async with polling_on(make(stores_in=Deaf(database, times=1))):
        await world.wait_for(lambda: len(handed) == 1)
        customer.writes("Помогите")
        await world.wait_for(lambda: len(handed) == 2)


async def test_a_database_that_is_back_is_not_left_waiting(
    customer: CustomerPerson,
    world: World,
    database: SqlDatabase,
    handed: list[RawUpdate],
    *,
    make: Make,
    polling_on: Polling,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However long Telegram itself would be left alone by now."""
    monkeypatch.setattr(polling, "back_off", lambda _: 10 * PATIENCE)
    monkeypatch.setattr(polling, "DATABASE_SECONDS", 0.01)
    customer.writes("Здравствуйте")
    async with polling_on(make(stores_in=AwayDatabase(database, times=3))):
        await world.wait_for(lambda: len(handed) == 1)
