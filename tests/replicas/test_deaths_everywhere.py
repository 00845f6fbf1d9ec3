"""Where several processes tell each other that they are there, one dies at each of its commits."""

import asyncio
import logging
from pathlib import Path

import psutil
import pytest

from tests.crash.deadly import Journal
from tests.crash.registering import Steadfast, SteadfastAgent
from tests.crash.sites import OF_REPLICAS
from tests.patience import PATIENCE
from tests.replicas.fleet import Fleet
from tests.replicas.talking import WORDS, all_is_there, register, write_on

pytestmark = pytest.mark.timeout(900)  # real processes, where the machine is busy

log = logging.getLogger(__name__)

LEAVING, STRIKING = "storage/roll.py SqlRoll.leave", "storage/roll.py SqlRoll.strike"
CUSTOMERS = 3


async def test_whichever_sign_of_life_is_its_last_nothing_is_lost(
    fleet: Fleet, customers: list[Steadfast], staff: SteadfastAgent, tmp_path: Path
) -> None:
    """Beside one that stays; who strikes the dead off the list has to be alone, lest another is faster."""
    journal = Journal(tmp_path / "journal")
    people = customers[:CUSTOMERS]
    stays = await fleet.start()
    await fleet.size(1)
    numbers = await register(people)
    written = 0
    async with asyncio.TaskGroup() as tasks:
        dying = tasks.create_task(_mortals(fleet, journal, set(OF_REPLICAS) - {LEAVING, STRIKING}))
        while not dying.done():
            await write_on(people, written, pause=1.0)
            written += WORDS
    while journal.left({LEAVING}):
        mortal = await _mortal(fleet, journal, {LEAVING})
        await fleet.size(2)
        await fleet.stop(mortal)
        await fleet.size(1)
    await fleet.kill(stays)
    await _mortals(fleet, journal, {STRIKING})
    await fleet.start()
    await write_on(people, written)
    await all_is_there(fleet, people, staff, numbers, written + WORDS)
    await fleet.size(1)
    log.info("%s deaths", len(journal.deaths()))


async def _mortals(fleet: Fleet, journal: Journal, where: set[str]) -> None:
    """One after the other, until there has been a death before and after each of these commits."""
    while journal.left(where):
        mortal = await _mortal(fleet, journal, where)
        async with asyncio.timeout(4 * PATIENCE):
            while psutil.pid_exists(mortal):  # noqa: ASYNC110 - not our child
                await asyncio.sleep(0.05)
        fleet.pids.remove(mortal)


async def _mortal(fleet: Fleet, journal: Journal, where: set[str]) -> int:
    return await fleet.start(journal=str(journal.path), at=sorted(where))
