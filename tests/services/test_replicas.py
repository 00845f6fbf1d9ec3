"""Who is there, and which lanes are whose."""

import asyncio
import time
from collections import Counter

import pytest

from bot.services.ports import StorageUnavailable
from bot.services.replicas import SILENT_LOOKS, Alone, Replicas, Sign, owner

LANES = [f"chat:{number}" for number in range(600)]


class FakeRoll:
    """A list in memory; others beat only when they are told to."""

    def __init__(self) -> None:
        self.beats: dict[int, int] = {}
        self.struck: list[int] = []
        self.away = False
        self.hangs = False
        self._number = 0

    def other(self) -> int:
        self._number += 1
        self.beats[self._number] = 0
        return self._number

    async def join(self, name: str) -> Sign:
        return Sign(self.other(), name, 0)

    async def beat(self, mine: Sign) -> list[Sign]:
        if self.away:
            raise StorageUnavailable("away")
        if self.hangs:
            await asyncio.Event().wait()
        self.beats[mine.id] = self.beats.get(mine.id, 0) + 1
        return [Sign(each, "", beat) for each, beat in self.beats.items()]

    async def strike(self, gone: Sign) -> None:
        self.struck.append(gone.id)
        del self.beats[gone.id]

    async def leave(self, mine: Sign) -> None:
        del self.beats[mine.id]


@pytest.fixture
def roll() -> FakeRoll:
    return FakeRoll()


async def joined(roll: FakeRoll) -> Replicas:
    replicas = Replicas(roll, "us", time.monotonic)
    await replicas.join()
    return replicas


def test_lanes_are_shared_out_evenly_and_few_move() -> None:
    before = {lane: owner(lane, [1, 2, 3]) for lane in LANES}
    assert min(Counter(before.values()).values()) > len(LANES) / 5
    after = {lane: owner(lane, [1, 3]) for lane in LANES}
    assert {before[lane] for lane in LANES if before[lane] != after[lane]} == {2}


async def test_one_whose_beat_stands_still_is_struck_and_its_lanes_pass_on(roll: FakeRoll) -> None:
    other = roll.other()
    us = await joined(roll)
    shared = sum(map(us.owns, LANES))
    assert 0 < shared < len(LANES)
    for _ in range(SILENT_LOOKS - 1):
        await us.look()
        assert sum(map(us.owns, LANES)) == shared
        assert not us.is_gone(other)
    await us.look()
    assert roll.struck == [other]
    assert us.is_gone(other)
    assert all(map(us.owns, LANES))


async def test_one_whose_beat_goes_on_stays(roll: FakeRoll) -> None:
    other = roll.other()
    us = await joined(roll)
    for _ in range(3 * SILENT_LOOKS):
        roll.beats[other] += 1
        await us.look()
    assert roll.struck == []


async def test_while_the_database_is_away_nobody_is_judged(roll: FakeRoll) -> None:
    other = roll.other()
    us = await joined(roll)
    roll.away = True
    for _ in range(3 * SILENT_LOOKS):
        with pytest.raises(StorageUnavailable):
            await us.look()
    roll.away = False
    await us.look()
    assert not us.is_gone(other)
    assert roll.struck == []


async def test_one_that_came_a_moment_ago_and_was_not_seen_yet_is_not_gone(roll: FakeRoll) -> None:
    us = await joined(roll)
    newcomer = roll.other()
    assert not us.is_gone(newcomer)
    await us.look()
    del roll.beats[newcomer]
    await us.look()
    assert us.is_gone(newcomer)
    assert not us.is_gone(None)


async def test_who_has_left_owns_nothing(roll: FakeRoll) -> None:
    us = await joined(roll)
    assert all(map(us.owns, LANES))
    await us.leave()
    assert not any(map(us.owns, LANES))
    await us.look()
    assert roll.beats == {}


def test_who_is_alone_owns_everything() -> None:
    assert Alone().owns("chat:1")
    assert not Alone().is_gone(5)


async def test_a_look_that_nobody_answers_was_waited_for_for_ever(
    roll: FakeRoll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.replicas.ANSWER_SECONDS", 0.01)
    us = await joined(roll)
    roll.hangs = True
    with pytest.raises(StorageUnavailable):
        await us.look()
    roll.hangs = False
    await us.look()
    assert all(map(us.owns, LANES))
