"""The bot's process, as the sandbox starts, stops and kills it."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

from bot.sandbox.clock import SandboxClock
from bot.sandbox.leash import telling

log = logging.getLogger(__name__)

STOP_SECONDS = 20.0
RESTART_SECONDS = 1.0


class BotProcess:
    """One child process. Its standard input tells it the sandbox's time, and closes when the sandbox ends."""

    def __init__(
        self, environment: Callable[[], Mapping[str, str]], clock: SandboxClock, changed: Callable[[], None]
    ) -> None:
        """`environment` is asked at each start."""
        self._environment = environment
        self._clock = clock
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
        self._clock.on_move(self._tell_time)
        try:
            await self._keep()
        finally:
            self._clock.forget(self._tell_time)

    def _tell_time(self) -> None:
        """What a process that has just died does not hear, the next one is told first."""
        if self._process and self._process.stdin and self._process.returncode is None:
            self._process.stdin.write(telling(self._clock.offset))

    async def _keep(self) -> None:
        while True:
            await self._wanted.wait()
            if self._closing:
                return
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", "run", "--leashed"),
                env={**os.environ, **self._environment()},
                stdin=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
            self._tell_time()
            self._changed()
            code = await self._process.wait()
            self._changed()
            if code != 0 and self._wanted.is_set():
                log.warning("The bot ended by itself with exit code %s and is started again", code)
                await asyncio.sleep(RESTART_SECONDS)
            elif code == 0:
                self._wanted.clear()
                self._changed()
