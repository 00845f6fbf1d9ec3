"""Lanes that a limit delays: in order, one at a time, and without holding up who does not share it."""

import asyncio

import pytest

from bot.domain.delivery import Urgency
from bot.services import lanes as lanes_module
from bot.services.lanes import Lanes
from bot.services.sending import EVERYWHERE, Wait
from tests.patience import PATIENCE
from tests.services.test_lanes import nothing_to_take, taken

GROUP = "-100"
LONG = 3600.0
SHORTLY = 0.01


async def refused(lanes: Lanes, *names: str, place: str = GROUP, seconds: float = LONG) -> None:
    """They are handed out, and there is no room for them."""
    for name in names:
        lanes.wake(name, 1)
    assert await taken(lanes, len(names)) == list(names)
    for name in names:
        lanes.give_back(name, full=Wait(seconds, place))


async def test_who_waits_for_a_place_holds_up_nobody_else() -> None:
    lanes = Lanes()
    await refused(lanes, "a", "b")
    lanes.wake("anna")
    assert await taken(lanes, 1) == ["anna"]
    lanes.give_back("anna")
    lanes.wake("a", 1)
    assert await nothing_to_take(lanes), "news do not cut the wait short"
    assert not lanes.idle


async def test_of_those_who_wait_for_a_place_one_at_a_time_asks_in_order() -> None:
    lanes = Lanes()
    await refused(lanes, "a", "b", "c", seconds=SHORTLY)
    assert await taken(lanes, 1) == ["a"]
    assert await nothing_to_take(lanes), "only one asks"
    lanes.has_room("a")
    assert await taken(lanes, 1) == ["b"], "there may be more room"
    lanes.give_back("b", full=Wait(SHORTLY, GROUP))
    assert await taken(lanes, 1) == ["b"], "it keeps its place"
    lanes.give_back("b")
    assert await taken(lanes, 1) == ["c"], "who did not need the room leaves it to the next"
    lanes.give_back("c", rest=LONG)
    lanes.give_back("a")
    assert not lanes.must_queue("d", GROUP)
    assert not lanes.is_wanted(GROUP)


async def test_who_comes_later_stands_behind_those_who_wait() -> None:
    lanes = Lanes()
    await refused(lanes, "a")
    lanes.wake("b", 1)
    assert await taken(lanes, 1) == ["b"]
    assert lanes.must_queue("b", GROUP)
    assert not lanes.must_queue("b", "-200")
    assert lanes.is_wanted(GROUP)
    lanes.give_back("b", full=Wait(0.0, GROUP))
    assert await nothing_to_take(lanes)


async def test_who_queued_while_the_last_of_those_who_wait_found_room_waited_for_ever() -> None:
    lanes = Lanes()
    await refused(lanes, "a", seconds=SHORTLY)
    lanes.wake("b", 1)
    assert set(await taken(lanes, 2)) == {"a", "b"}
    assert lanes.must_queue("b", GROUP)
    lanes.has_room("a")
    lanes.give_back("b", full=Wait(0.0, GROUP))
    assert await taken(lanes, 1) == ["b"]
    assert not lanes.must_queue("b", GROUP)


async def test_who_is_more_urgent_than_all_who_wait_may_ask_at_once() -> None:
    lanes = Lanes()
    await refused(lanes, "a", "b")
    lanes.wake("blocker", 0)
    assert await taken(lanes, 1) == ["blocker"]
    assert not lanes.must_queue("blocker", GROUP)


async def test_more_urgent_news_let_a_lane_ask_again() -> None:
    """Another limit may hold for it now."""
    lanes = Lanes()
    await refused(lanes, "a")
    lanes.wake("a", 0)
    assert await taken(lanes, 1) == ["a"]
    lanes.give_back("a")
    assert lanes.idle


async def test_while_everything_is_full_few_at_a_time_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes_module, "AT_THE_GATE", 2)
    lanes = Lanes()
    await refused(lanes, "a", "b", "c", place=EVERYWHERE, seconds=SHORTLY)
    assert await taken(lanes, 2) == ["a", "b"]
    assert await nothing_to_take(lanes)
    assert lanes.is_next("a")
    lanes.has_room("b")
    assert not lanes.is_next("b")
    assert await taken(lanes, 1) == ["c"]


async def test_while_everything_is_full_the_most_urgent_ask_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes_module, "AT_THE_GATE", 1)
    lanes = Lanes()
    await refused(lanes, "a", "b", place=EVERYWHERE, seconds=SHORTLY)
    lanes.wake("anna", 0)
    assert await taken(lanes, 1) == ["anna"]
    assert await nothing_to_take(lanes)
    lanes.has_room("anna")
    assert await taken(lanes, 1) == ["a"]
    lanes.give_back("a", full=Wait(SHORTLY, EVERYWHERE))
    assert await taken(lanes, 1) == ["a"]
    lanes.has_room("a")
    assert await taken(lanes, 1) == ["b"]
    lanes.has_room("b")
    lanes.wake("c")
    lanes.wake("d")
    assert await taken(lanes, 2) == ["c", "d"], "nobody waits any more: all may ask at once"


async def test_until_there_is_room_nobody_is_handed_out() -> None:
    lanes = Lanes()
    await refused(lanes, "a", place=EVERYWHERE)
    lanes.wake("anna", 0)
    assert await nothing_to_take(lanes)
    lanes.close()
    assert await taken(lanes, 1) == [None]


async def test_who_asks_for_a_place_and_finds_everything_full_stays_the_one_who_asks() -> None:
    lanes = Lanes()
    await refused(lanes, "a", "b", seconds=SHORTLY)
    assert await taken(lanes, 1) == ["a"]
    lanes.give_back("a", full=Wait(SHORTLY, EVERYWHERE))
    assert await taken(lanes, 1) == ["a"]
    assert await nothing_to_take(lanes)


async def test_a_lane_that_has_more_stands_behind_those_who_wait() -> None:
    lanes = Lanes()
    lanes.wake("a")
    assert await taken(lanes, 1) == ["a"]
    lanes.wake("b")
    lanes.give_back("a", has_more=True)
    assert await taken(lanes, 2) == ["b", "a"]
    lanes.give_back("a")
    lanes.give_back("b")
    assert lanes.idle


async def test_decoration_is_patient_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    lanes = Lanes()
    lanes.wake("card", Urgency.COSMETIC)
    lanes.wake("desk", Urgency.AGENT)
    assert await taken(lanes, 2) == ["desk", "card"]
    assert lanes.is_patient("card")
    assert not lanes.is_patient("desk")
    lanes.give_back("card", full=Wait(SHORTLY, f"{GROUP} spare"))
    async with asyncio.timeout(PATIENCE):
        await lanes.take()
    assert lanes.is_patient("card")
    monkeypatch.setattr(lanes_module, "PATIENCE_SECONDS", 0.0)
    assert not lanes.is_patient("card")
    lanes.has_room("card")
