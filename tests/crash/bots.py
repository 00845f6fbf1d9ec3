"""Real processes of the bot, to be killed."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from bot.sandbox.world import World

GONE_SECONDS = 20.0
LOOK_SECONDS = 0.005


class Zygote:
    """Forks bots from a process that has imported everything."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def fork(self, order: dict[str, Any]) -> int:
        """The new process's id."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        await self._process.stdin.drain()
        return int(await self._process.stdout.readline())


@asynccontextmanager
async def zygote() -> AsyncIterator[Zygote]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.crash.zygote"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Zygote(process)
    finally:
        process.kill()
        await process.wait()


class Bots:
    """The bots of one world and one database, one at a time."""

    def __init__(
        self,
        zygote: Zygote,
        world: World,
        address: str,
        folder: Path,
        staff_chat: int,
        *,
        clock: Path | None = None,
        order: Mapping[str, Any] | None = None,
        **settings: Any,
    ) -> None:
        self._zygote = zygote
        self._settings = {
            "bot_token": world.token,
            "telegram_api_url": address,
            "data_dir": str(folder),
            "staff_chat_id": staff_chat,
            **settings,
        }
        self._order = {**(order or {}), **({"clock": str(clock)} if clock else {})}
        self._birth: asyncio.Task[None] | None = None
        self._pid: int | None = None
        self._is_away = False
        self.deaths = 0

    async def start(self, **order: Any) -> None:
        """Whoever is cancelled meanwhile must still know of the bot that comes to life."""
        self._birth = asyncio.get_running_loop().create_task(self._be_born(order))
        await asyncio.shield(self._birth)

    async def _be_born(self, order: Mapping[str, Any]) -> None:
        self._pid = await self._zygote.fork({"settings": self._settings, **self._order, **order})

    async def kill(self) -> None:
        """`kill -9`, in the middle of whatever the bot does."""
        await self._end(signal.SIGKILL)

    async def is_back(self) -> None:
        """Until `revive` has noticed a death and a bot lives again."""
        async with asyncio.timeout(GONE_SECONDS):
            while not self._alive:  # noqa: ASYNC110 - another process's child has no event
                await asyncio.sleep(LOOK_SECONDS)

    async def stop(self) -> None:
        """An orderly stop."""
        await self._end(signal.SIGTERM)

    async def away(self) -> None:
        """An orderly stop, and none follows."""
        self._is_away = True
        await self.stop()

    def come_back(self) -> None:
        self._is_away = False

    async def is_restarted(self) -> None:
        """An orderly stop, unless it dies of that, while `revive` has another one follow."""
        pid = self._pid
        assert pid is not None
        os.kill(pid, signal.SIGTERM)
        async with asyncio.timeout(GONE_SECONDS):
            while self._pid == pid:  # noqa: ASYNC110 - another process's child has no event
                await asyncio.sleep(LOOK_SECONDS)

    async def revive(self) -> None:
        """Until cancelled: a bot that died is followed by one that lives."""
        while True:
            if not self._alive and not self._is_away:
                self.deaths += 1
                await self.start()
            await asyncio.sleep(LOOK_SECONDS)

    async def _end(self, how: signal.Signals) -> None:
        if self._birth is None:
            return
        await self._birth
        pid = self._pid  # `revive` may be quick, and the next one is not who was killed
        assert pid is not None
        with suppress(ProcessLookupError):
            os.kill(pid, how)
        async with asyncio.timeout(GONE_SECONDS):
            while _lives(pid):  # noqa: ASYNC110 - another process's child has no event
                await asyncio.sleep(LOOK_SECONDS)

    @property
    def _alive(self) -> bool:
        return _lives(self._pid or 0)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
