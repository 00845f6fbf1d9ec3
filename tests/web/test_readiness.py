"""What keeps the bot from its work is said in words; that it is alive is another question."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.services.vitals import Queue
from bot.web import asking
from bot.web.asking import Asked
from bot.web.readiness import Phase
from tests.storage.making import StandingClock
from tests.web.watched import SCHEMA, Watched, get, watching


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def watched(clock: StandingClock) -> AsyncIterator[Watched]:
    async with watching(clock) as watched:
        yield watched


async def test_all_is_well(watched: Watched) -> None:
    for queue in Queue:
        watched.waits(queue, seconds=59, to="customer")

    async with watched.served() as address:
        assert await get(f"{address}/readyz") == (200, "ready\n")


async def test_each_thing_that_is_wrong_has_a_line(watched: Watched) -> None:
    watched.schema = "0021"
    watched.heard = watched.clock.monotonic() - 91
    watched.is_late("chat:7", seconds=75, count=3)
    watched.waits(Queue.QUEUED, seconds=80, count=2, to="customer")
    watched.waits(Queue.TIMERS, seconds=90, count=4)

    async with watched.served() as address:
        status, text = await get(f"{address}/readyz")

    assert status == 503
    assert text.splitlines() == [
        f"The database's schema is 0021; this version works with {SCHEMA}.",
        "No updates: Telegram has not answered for 91 s.",
        "Updates wait to be handled: 3, the oldest that should be handled for 75 s.",
        "Deliveries to customers wait to be sent: 2, the oldest for 80 s.",
        "Timers are overdue: 4, the oldest for 90 s.",
    ]


@pytest.mark.parametrize("phase", [each for each in Phase if each is not Phase.AT_WORK])
async def test_a_bot_that_starts_or_stops_says_so_and_is_alive(watched: Watched, phase: Phase) -> None:
    watched.watch.now(phase)

    async with watched.served() as address:
        assert await get(f"{address}/readyz") == (503, f"{phase.value}\n")
        assert await get(f"{address}/healthz") == (200, "ok\n")
    assert watched.asked == 0


async def test_a_database_that_is_away_is_named_without_its_words_and_comes_back(watched: Watched) -> None:
    watched.away = True
    assert await watched.troubles() == ["The database does not answer."]
    watched.away = False
    assert await watched.troubles() == []


async def test_a_newer_schema_is_another_replicas_business(watched: Watched) -> None:
    watched.schema = "0030"
    assert await watched.troubles() == []


async def test_telegram_has_to_answer_once_before_the_bot_is_ready(watched: Watched) -> None:
    watched.heard = None
    assert await watched.troubles() == ["No updates: Telegram has not answered yet."]


async def test_what_waits_for_somebody_else_is_no_trouble(watched: Watched) -> None:
    """Customers who blocked the bot, agents whose group gets twenty messages a minute, what was put aside."""
    watched.waits(Queue.HELD, seconds=9999, to="customer")
    watched.waits(Queue.QUEUED, seconds=9999, to="desk")
    watched.waits(Queue.DEAD, seconds=9999)
    watched.waits(Queue.BURIED, seconds=9999)
    assert await watched.troubles() == []


async def test_one_customer_who_floods_made_the_bot_unready(watched: Watched) -> None:
    watched.is_late("chat:666", seconds=300, count=500)
    watched.not_due.add("chat:666")
    assert await watched.troubles() == []

    watched.is_late("chat:7", seconds=70)
    assert await watched.troubles() == [
        "Updates wait to be handled: 501, the oldest that should be handled for 71 s."
    ]


async def test_a_flood_of_probes_asks_the_database_once_a_second(
    watched: Watched, clock: StandingClock
) -> None:
    async with watched.served() as address:
        answers = await asyncio.gather(*(get(f"{address}/readyz") for _ in range(50)))
        assert set(answers) == {(200, "ready\n")}
        assert watched.asked == 1
        await get(f"{address}/metrics")
        assert watched.asked == 1
        clock.passes(seconds=1)
        await get(f"{address}/readyz")
    assert watched.asked == 2


async def test_a_flood_of_probes_waits_no_longer_than_one_for_a_database_that_hangs(
    clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 0.05)
    asked = 0
    hanging = asyncio.Event()

    async def hangs() -> int:
        nonlocal asked
        asked += 1
        await hanging.wait()
        return asked

    question = Asked(hangs, clock.monotonic)
    assert await question.answer() is None, "nobody asks yet"
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(question.run())
        await asyncio.sleep(0)
        assert await asyncio.gather(*(question.answer() for _ in range(50))) == [None] * 50
        assert await question.answer() is None
        assert asked == 1
        monkeypatch.undo()
        hanging.set()
        assert await question.answer() == 1
        run.cancel()


async def test_a_bug_in_watching_stops_nothing(clock: StandingClock) -> None:
    async def breaks() -> int:
        raise LookupError

    question = Asked(breaks, clock.monotonic)
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(question.run())
        await asyncio.sleep(0)
        assert await question.answer() is None
        clock.passes(seconds=1)
        assert await question.answer() is None
        run.cancel()
