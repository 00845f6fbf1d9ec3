"""Thirty customers register at once while the process is killed again and again."""

import asyncio
import logging
import random
from pathlib import Path

import pytest

from tests.crash.bots import zygote
from tests.crash.databases import on_sqlite
from tests.crash.registering import Steadfast, recorded, repeated
from tests.crash.scene import Scene, empty_database, everything_is_handled, scene
from tests.people import body

pytestmark = pytest.mark.timeout(900)  # where the machine is busy

log = logging.getLogger(__name__)

CUSTOMERS = 30
KILLS = 6


async def test_thirty_registrations_survive_random_deaths(tmp_path: Path) -> None:
    keeping = on_sqlite(await empty_database(tmp_path / "empty.sqlite3"))
    async with zygote() as herd, scene(herd, keeping, tmp_path / "bot") as crowd:
        customers = [
            Steadfast(crowd.world, f"Customer {number}", str(100_000 + number)) for number in range(CUSTOMERS)
        ]
        await crowd.bots.start()
        async with asyncio.TaskGroup() as tasks:
            reviving = tasks.create_task(crowd.bots.revive())
            killing = tasks.create_task(_kill_now_and_then(crowd))
            registering = [tasks.create_task(each.registers_steadfastly()) for each in customers]
            numbers = [await each for each in registering]
            await killing
            for number in numbers:
                await crowd.agent.has_card_and_file(number)
            await everything_is_handled(crowd)
            reviving.cancel()
        await crowd.bots.stop()

        assert sorted(numbers, key=_count) == [f"EC-{n}" for n in range(1, CUSTOMERS + 1)]
        for customer, number in zip(customers, numbers, strict=True):
            _check(crowd, customer, number)
        with recorded(crowd.folder) as database:
            assert database.execute("SELECT count(*) FROM inbox WHERE status <> 'done'").fetchone() == (0,)
            assert database.execute("SELECT count(*) FROM files").fetchone() == (CUSTOMERS,)
        sent_twice = sum(repeated(each.from_bot()) for each in customers)
        log.info("%s deaths, %s messages sent twice", crowd.bots.deaths, sent_twice)
        assert crowd.bots.deaths == KILLS


async def _kill_now_and_then(crowd: Scene) -> None:
    for _ in range(KILLS):
        await asyncio.sleep(random.uniform(0.3, 1.5))
        await crowd.bots.is_back()
        await crowd.bots.kill()
    await crowd.bots.is_back()


def _check(crowd: Scene, customer: Steadfast, number: str) -> None:
    """The customer's ticket is in one topic, with the customer's own words."""
    topics = [each for each in crowd.world.topics(crowd.agent.chat_id) if each.name.startswith(f"{number} ")]
    assert len(topics) == 1
    card = crowd.agent.from_bot(topics[0].message_thread_id)[0]
    assert f"The whole story of {customer.account}" in body(card)


def _count(number: str) -> int:
    return int(number.partition("-")[2])
