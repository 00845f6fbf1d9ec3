"""Who goes next: by urgency, one worker to a lane, rests, and the end."""

import asyncio

import pytest

from bot.domain.delivery import Urgency
from bot.services.lanes import Lanes
from tests.patience import PATIENCE


async def taken(lanes: Lanes, count: int) -> list[str | None]:
    async with asyncio.timeout(PATIENCE):
        return [await lanes.take() for _ in range(count)]


async def nothing_to_take(lanes: Lanes) -> bool:
    """Nobody is handed a lane, even given the time."""
    waiting = asyncio.get_running_loop().create_task(lanes.take())
    await asyncio.sleep(0.02)
    waiting.cancel()
    return not waiting.done()


async def test_the_most_urgent_lane_comes_first_and_equals_as_they_came() -> None:
    lanes = Lanes()
    for lane, urgency in (("mark", 2), ("desk", 1), ("anna", 0), ("card", 2), ("boris", 0)):
        lanes.wake(lane, urgency)
    assert await taken(lanes, 5) == ["anna", "boris", "desk", "mark", "card"]


async def test_a_lane_that_waits_becomes_as_urgent_as_its_most_urgent_news() -> None:
    lanes = Lanes()
    lanes.wake("card", Urgency.COSMETIC)
    lanes.wake("desk", Urgency.AGENT)
    lanes.wake("card", 0)
    lanes.wake("card", Urgency.COSMETIC)
    assert await taken(lanes, 2) == ["card", "desk"]
    assert await nothing_to_take(lanes), "woken thrice, handed out once"


async def test_a_lane_has_one_worker_at_most() -> None:
    lanes = Lanes()
    lanes.wake("anna")
    assert await taken(lanes, 1) == ["anna"]
    lanes.wake("anna")
    assert await nothing_to_take(lanes)
    lanes.give_back("anna")
    assert await taken(lanes, 1) == ["anna"], "what came meanwhile was not forgotten"
    lanes.give_back("anna")
    assert lanes.idle


async def test_news_of_a_busy_lane_keep_their_urgency() -> None:
    lanes = Lanes()
    lanes.wake("card", Urgency.COSMETIC)
    assert await taken(lanes, 1) == ["card"]
    lanes.wake("card", Urgency.COSMETIC)
    lanes.wake("desk", Urgency.AGENT)
    lanes.give_back("card")
    assert await taken(lanes, 2) == ["desk", "card"]


async def test_a_worker_that_waits_is_woken() -> None:
    lanes = Lanes()
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        waiting = [tasks.create_task(lanes.take()) for _ in range(3)]
        await asyncio.sleep(0)
        lanes.wake("anna")
        lanes.wake("boris")
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        lanes.wake("vera")
    assert sorted(str(each.result()) for each in waiting) == ["anna", "boris", "vera"]


async def test_a_lane_rests_while_the_others_go_on() -> None:
    lanes = Lanes()
    lanes.wake("anna")
    lanes.wake("boris")
    assert await taken(lanes, 1) == ["anna"]
    lanes.give_back("anna", rest=3600)
    lanes.wake("anna")
    assert await taken(lanes, 1) == ["boris"]
    lanes.give_back("boris")
    assert await nothing_to_take(lanes), "a wake-up does not cut the rest short"
    assert not lanes.idle


async def test_a_lane_comes_back_from_its_rest_by_itself_and_once() -> None:
    lanes = Lanes()
    lanes.wake("anna")
    assert await taken(lanes, 1) == ["anna"]
    lanes.give_back("anna", rest=0.01)
    lanes.wake("anna")
    assert await taken(lanes, 1) == ["anna"]
    lanes.give_back("anna")
    assert lanes.idle


@pytest.mark.parametrize("urgency", [1, 2])
async def test_a_lane_that_rested_is_as_urgent_as_before(urgency: int) -> None:
    lanes = Lanes()
    lanes.wake("desk", urgency)
    assert await taken(lanes, 1) == ["desk"]
    lanes.give_back("desk", rest=0.001)
    await asyncio.sleep(0.01)
    lanes.wake("anna", 0)
    assert await taken(lanes, 2) == ["anna", "desk"]


async def test_closing_hands_out_nothing_more_and_lets_everybody_go() -> None:
    lanes = Lanes()
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        waiting = [tasks.create_task(lanes.take()) for _ in range(3)]
        await asyncio.sleep(0)
        lanes.close()
    assert [each.result() for each in waiting] == [None, None, None]
    lanes.wake("anna")
    assert await taken(lanes, 1) == [None]
    assert lanes.closed
