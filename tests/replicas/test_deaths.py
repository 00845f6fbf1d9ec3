"""Whichever replica dies, or only hangs: others go on with its work within seconds, and nothing is lost."""

import asyncio
import random

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from tests.crash.registering import Steadfast, SteadfastAgent
from tests.patience import PATIENCE
from tests.people import body
from tests.replicas.fleet import Fleet
from tests.replicas.talking import WORDS, all_is_there, register, write_on

pytestmark = pytest.mark.timeout(600)  # real processes, where the machine is busy

KILLS = 5


async def test_who_leads_is_killed_and_another_one_fetches_and_handles_everything(
    fleet: Fleet, customers: list[Steadfast], staff: SteadfastAgent
) -> None:
    for _ in range(2):
        await fleet.start()
    await fleet.size(2)
    numbers = await register(customers)
    writing = asyncio.gather(write_on(customers))
    first = await fleet.leader()
    await fleet.kill(first)
    await writing
    await all_is_there(fleet, customers, staff, numbers, WORDS)
    assert await fleet.leader() != first
    await fleet.size(1)


async def test_replicas_that_are_killed_again_and_again_lose_nothing(
    fleet: Fleet, customers: list[Steadfast], staff: SteadfastAgent
) -> None:
    for _ in range(3):
        await fleet.start()

    async def kill_now_and_then() -> None:
        for _ in range(KILLS):
            await asyncio.sleep(random.uniform(0.5, 1.5))
            await fleet.kill(random.choice(fleet.pids))
            await fleet.start()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(kill_now_and_then())
        numbers = await register(customers)
        await write_on(customers, pause=0.5)
    await all_is_there(fleet, customers, staff, numbers, WORDS)


async def test_what_is_being_sent_by_who_is_killed_is_sent_by_another(
    fleet: Fleet, world: World, customers: list[Steadfast], staff: SteadfastAgent
) -> None:
    both = [await fleet.start(), await fleet.start()]
    await fleet.size(2)
    (number,) = await register(customers[:1])
    thread = await staff.has_card_and_file(number)
    await fleet.handled()
    world.faults.add(Fault("copyMessage", chat_id=customers[0].id, kind="slow", seconds=PATIENCE))
    staff.writes("Please reload the page.", thread=thread)
    await world.wait_for(lambda: len(world.faults) == 0)
    lane = await fleet.value("SELECT lane FROM outbox WHERE status = 'queued' AND lane LIKE 'customer%'")
    assert lane
    await fleet.kill(await fleet.sender(lane))
    await customers[0].shown("Please reload the page.")
    assert len(fleet.pids) < len(both)
    await fleet.handled()


async def test_a_replica_that_hangs_is_followed_like_one_that_died(
    fleet: Fleet, customers: list[Steadfast], staff: SteadfastAgent
) -> None:
    """Its connections stand, and with them what it has locked: they are cut."""
    for _ in range(2):
        await fleet.start()
    await fleet.size(2)
    numbers = await register(customers)
    hanging = await fleet.leader()
    fleet.freeze(hanging)
    await write_on(customers)
    await all_is_there(fleet, customers, staff, numbers, WORDS)
    await fleet.size(1)

    fleet.thaw(hanging)
    await fleet.size(2)
    await write_on(customers, WORDS)
    await all_is_there(fleet, customers, staff, numbers, 2 * WORDS)


async def test_an_update_that_kills_whoever_handles_it_runs_out_of_attempts(
    fleet: Fleet, customers: list[Steadfast], staff: SteadfastAgent
) -> None:
    for _ in range(2):
        await fleet.start(dies_of="poison")
    await fleet.size(2)
    numbers = await register(customers[:2])
    customers[0].writes("poison")
    for _ in range(4):  # at once, and each time that it has been counted
        await fleet.one_died()
        await fleet.start(dies_of="poison")
    await customers[0].shown("U")
    dead = await fleet.rows("SELECT attempts FROM inbox WHERE status = 'dead'")
    assert [row[0] for row in dead] == [4]
    customers[0].writes("And now?")
    thread = await staff.has_card_and_file(numbers[0])
    await staff.world.wait_for(
        lambda: any("And now?" in body(each) for each in staff.from_bot(thread)), timeout=PATIENCE
    )
