"""Questions that wait together share a trip, and share its fate; none waits for company."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.services import grouped
from bot.services.grouped import Grouped
from bot.services.ports import StorageUnavailable

Squares = Grouped[int, int]


class Squaring:
    """Answers when it may; notes what went together."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.may = asyncio.Event()
        self.troubles: list[Exception] = []

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.groups.append(list(numbers))
        await self.may.wait()
        if self.troubles:
            raise self.troubles.pop()
        return [each * each for each in numbers]


@pytest.fixture
def squaring() -> Squaring:
    return Squaring()


def ask_all(squares: Squares, *numbers: int) -> list[asyncio.Task[int]]:
    loop = asyncio.get_running_loop()
    return [loop.create_task(squares.ask(each)) for each in numbers]


async def everybody_waits() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_comes_first_is_answered_at_once_and_who_comes_meanwhile_is_next(
    squaring: Squaring,
) -> None:
    squares = Squares(squaring)
    first = ask_all(squares, 1)
    await everybody_waits()
    assert squaring.groups == [[1]]
    rest = ask_all(squares, 2, 3, 4)
    await everybody_waits()
    assert not any(each.done() for each in first + rest)

    squaring.may.set()
    assert await asyncio.gather(*first, *rest) == [1, 4, 9, 16]
    assert squaring.groups == [[1], [2, 3, 4]]


async def test_what_fails_fails_for_all_of_its_group_and_for_nobody_else(squaring: Squaring) -> None:
    squares = Squares(squaring)
    asked = ask_all(squares, 1)
    await everybody_waits()
    asked += ask_all(squares, 2, 3)
    await everybody_waits()
    squaring.troubles.append(StorageUnavailable("away"))
    squaring.may.set()
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(each) for each in outcomes] == [StorageUnavailable, int, int]

    squaring.may.clear()
    asked = ask_all(squares, 4)
    await everybody_waits()
    asked += ask_all(squares, 5, 6)
    squaring.may.set()
    await asyncio.gather(*asked)
    squaring.troubles.append(StorageUnavailable("away"))
    outcomes = await asyncio.gather(*ask_all(squares, 7, 8), return_exceptions=True)
    assert StorageUnavailable in [type(each) for each in outcomes]


@pytest.mark.parametrize("gone", [0, 1])
async def test_whoever_goes_away_leaves_the_others_to_be_answered(squaring: Squaring, gone: int) -> None:
    squares = Squares(squaring)
    asked = ask_all(squares, 1)
    await everybody_waits()
    asked += ask_all(squares, 2, 3)
    await everybody_waits()
    asked[gone].cancel()
    await everybody_waits()
    squaring.may.set()
    outcomes = await asyncio.gather(*asked, return_exceptions=True)

    assert [type(each) for each in outcomes].count(asyncio.CancelledError) == 1
    assert {2, 3} <= set(squaring.groups[-1]), "asked, whoever waits"


async def test_a_group_has_an_upper_limit(squaring: Squaring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouped, "MOST", 2)
    squares = Squares(squaring)
    asked = ask_all(squares, 1, 2, 3, 4, 5)
    squaring.may.set()
    await asyncio.gather(*asked)

    assert sorted(each for group in squaring.groups for each in group) == [1, 2, 3, 4, 5]
    assert all(len(group) <= 2 for group in squaring.groups)
