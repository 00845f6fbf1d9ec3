"""The bot's process, as the sandbox starts, stops and kills it."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

log = logging.getLogger(__name__)

STOP_SECONDS = 20.0
RESTART_SECONDS = 1.0


class BotProcess:
    """One child process. It ends when its standard input closes, so it never outlives the sandbox."""

    def __init__(self, environment: Mapping[str, str], changed: Callable[[], None]) -> None:
        self._environment = {**os.environ, **environment}
        self._changed = changed
        self._wanted = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._closing = False

    @property
    def state(self) -> str:
        if self._process and self._process.returncode is None:
            return "running"
        return "starting" if self._wanted.is_set() else "stopped"

    async def start(self) -> None:
        self._wanted.set()
        self._changed()

    async def stop(self) -> None:
        """An orderly stop, as by SIGTERM."""
        self._wanted.clear()
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.terminate()
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await self._process.wait()
            except TimeoutError:
                await self.kill()
        self._changed()

    async def kill(self) -> None:
        """As by `kill -9`, in the middle of whatever it does."""
        self._wanted.clear()
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        self._changed()

    async def close(self) -> None:
        self._closing = True
        await self.stop()
        self._wanted.set()

    async def run(self) -> None:
        """Keep the process as it is wanted, until `close`; one that dies by itself is started again."""
        while True:
            await self._wanted.wait()
            if self._closing:
                return
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", "run", "--while-stdin-is-open"),
                env=self._environment,
                stdin=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
            self._changed()
            code = await self._process.wait()
            self._changed()
            if code != 0 and self._wanted.is_set():
                log.warning("The bot ended by itself with exit code %s and is started again", code)
                await asyncio.sleep(RESTART_SECONDS)
            elif code == 0:
                self._wanted.clear()
                self._changed()
