"""SIGTERM while fifty customers write: the process ends in order and soon, and its successor goes on."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.sandbox.world import World
from bot.settings import Settings
from tests.crash.registering import Steadfast, recorded, repeated
from tests.patience import PATIENCE
from tests.running import running

pytestmark = pytest.mark.timeout(600)  # where the machine is busy

CUSTOMERS = 50
SECONDS_TO_STOP = 30.0


@pytest.fixture
def language() -> str:
    return "en"


class InACrowd(Steadfast):
    patience = 4 * PATIENCE


async def fill_in(customer: Steadfast) -> None:
    """Half of the form."""
    customer.starts()
    for label in ("e-Comet", "Incident", "Agree"):
        await customer.press_once(label)
    await customer.shown("1 of 4")
    customer.writes(f"Subject of {customer.account}")
    await customer.shown("2 of 4")


async def test_it_ends_with_zero_and_everything_is_handled_once(
    settings: Settings, world: World, tmp_path: Path
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"), env=_environment(settings), cwd=tmp_path
    )
    try:
        await world.wait_for(lambda: world.queue.poller is not None, timeout=4 * PATIENCE)
        customers = [InACrowd(world, f"Customer {n}", str(100_000 + n)) for n in range(CUSTOMERS)]
        async with asyncio.TaskGroup() as tasks:
            for customer in customers:
                tasks.create_task(fill_in(customer))
            await customers[0].shown("what do you need help with")
            process.terminate()
            async with asyncio.timeout(SECONDS_TO_STOP):
                assert await process.wait() == 0
            filled = sum(_asked(each, "2 of 4") for each in customers)
            assert filled < CUSTOMERS, "it was under load"
            async with running(settings):
                for customer in customers:
                    await customer.shown("2 of 4")
                await world.wait_for(lambda: not world.updates_pending())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()

    with recorded(settings.data_dir) as database:
        assert database.execute("SELECT count(*) FROM inbox WHERE status <> 'done'").fetchone() == (0,)
        (most,) = database.execute("SELECT max(attempts) FROM inbox").fetchone()
        assert most <= 1, "what was left is counted by who comes next, once, as it is after a crash"
        assert database.execute("SELECT count(*) FROM drafts").fetchone() == (CUSTOMERS,)
        texts = database.execute("SELECT text, count(*) FROM messages WHERE text LIKE 'Subject%' GROUP BY 1")
        assert [count for _, count in texts] == [1] * CUSTOMERS
    assert sum(repeated(each.from_bot()) for each in customers) == 0, "an orderly stop repeats nothing"


def _asked(customer: Steadfast, text: str) -> bool:
    return any(text in each.get("text", "") for each in customer.from_bot())


def _environment(settings: Settings) -> Mapping[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "BOT_TOKEN": settings.bot_token or "",
        "TELEGRAM_API_URL": settings.telegram_api_url,
        "STAFF_CHAT_ID": str(settings.staff_chat_id),
        "DATA_DIR": str(settings.data_dir),
        "WEB_PORT": "0",
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
