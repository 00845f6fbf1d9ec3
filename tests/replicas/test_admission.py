"""Who works on a database that is not shared stays alone there, and says so."""

import asyncio
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app import App
from bot.settings import Settings
from storage import admission
from storage.admission import Occupied
from tests.patience import PATIENCE
from tests.redis_server import OwnRedis
from tests.running import FAST, built_in, running


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "PATIENCE_SECONDS", 0.3)


@pytest.fixture(params=["sqlite", "postgresql"])
def lonely(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Without Redis."""
    if request.param == "sqlite":
        return settings
    return settings.model_copy(update={"database_url": request.getfixturevalue("postgres_url")})


class Log:
    """Waited for: nothing else tells how far a bot is."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog
        caplog.set_level(logging.INFO)

    async def says(self, words: str, *, times: int = 1) -> None:
        async with asyncio.timeout(PATIENCE):
            while sum(words in each for each in self._caplog.messages) < times:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Log:
    return Log(caplog)


async def start(settings: Settings) -> None:
    """Until it is refused."""
    await App(settings, built_in(), limits=FAST).run(asyncio.Event())


async def test_a_second_process_does_not_start(lonely: Settings, log: Log) -> None:
    async with running(lonely):
        await log.says("Ready")
        with pytest.raises(Occupied, match=r"Another process works on this database\..*REDIS_URL"):
            await start(lonely)


async def test_one_that_stops_is_waited_for(
    lonely: Settings, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "PATIENCE_SECONDS", PATIENCE)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        async with running(lonely):
            await log.says("Ready")
            tasks.create_task(App(lonely, built_in(), limits=FAST).run(stop))
            await log.says("waiting for it to stop")
        await log.says("This is the only process", times=2)
        await log.says("Ready", times=2)
        stop.set()


async def test_alone_and_together_do_not_mix(
    settings: Settings, postgres_url: str, redis_server: OwnRedis, log: Log
) -> None:
    alone = settings.model_copy(update={"database_url": postgres_url})
    shared = alone.model_copy(update={"redis_url": redis_server.url})
    async with running(shared), running(shared):
        await log.says("Ready", times=2)
        with pytest.raises(Occupied, match="REDIS_URL"):
            await start(alone)
    async with running(alone):
        await log.says("Ready", times=3)
        with pytest.raises(Occupied, match="without REDIS_URL"):
            await start(shared)


def test_the_command_line_says_why_it_does_not_start(tmp_path: Path) -> None:
    database = tmp_path / "support.sqlite3"
    lock = admission.FileLock(database)
    asyncio.run(lock.enter())
    code = (
        "from bot.__main__ import main; from storage import admission; admission.PATIENCE_SECONDS = 0; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, "run"],
        env={**os.environ, "BOT_TOKEN": "42:TEST", "DATA_DIR": str(tmp_path), "WEB_PORT": "0"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    asyncio.run(lock.close())
    assert ended.returncode == 1
    assert "Another process works on this database. Stop it" in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
