"""Rounds of work, and the rests between them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.services.ports import StorageUnavailable
from bot.services.rounds import Bell, round_after_round
from tests.patience import PATIENCE

LONG = 3600.0


class Worker:
    """Does something in each round; how many there have been."""

    def __init__(self, *troubles: Exception | None) -> None:
        self.troubles = list(troubles)
        self.rounds: asyncio.Queue[None] = asyncio.Queue()
        self.bell = Bell()
        self.comes_up = 0
        """How often something more comes up while the worker works."""

    async def look(self) -> None:
        self.rounds.put_nowait(None)
        if self.comes_up:
            self.comes_up -= 1
            self.bell.ring()
        if self.troubles and (trouble := self.troubles.pop(0)):
            raise trouble

    async def looks(self) -> None:
        """Until the next round."""
        async with asyncio.timeout(PATIENCE):
            await self.rounds.get()


@pytest.fixture
async def worker(request: pytest.FixtureRequest) -> AsyncIterator[Worker]:
    worker = Worker(*getattr(request, "param", ()))
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(round_after_round(worker.look, rest=LONG, bell=worker.bell, who="a test"))
        yield worker
        run.cancel()


async def test_a_rest_ends_when_there_is_something_to_do(worker: Worker) -> None:
    for _ in range(3):
        await worker.looks()
        worker.bell.ring()
    await worker.looks()
    assert worker.rounds.empty()


async def test_what_comes_up_during_a_round_is_done_without_a_rest(worker: Worker) -> None:
    await worker.looks()
    worker.comes_up = 2
    worker.bell.ring()
    for _ in range(3):
        await worker.looks()
    assert worker.rounds.empty()


@pytest.mark.parametrize("worker", [(None, StorageUnavailable("gone"))], indirect=True)
async def test_the_rounds_go_on_after_the_database_was_away(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        await worker.looks()
        worker.bell.ring()
    await worker.looks()
    assert "a test waits for the database: gone" in caplog.text


@pytest.mark.parametrize("worker", [(None, ZeroDivisionError("a bug"))], indirect=True)
async def test_a_round_that_breaks_ends_neither_the_rounds_nor_the_bot(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        await worker.looks()
        worker.bell.ring()
    await worker.looks()
    assert "a round of a test broke: ZeroDivisionError" in caplog.messages[0]


async def test_a_rest_is_over_by_itself() -> None:
    await Bell().rest(0.01)
