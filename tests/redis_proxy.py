"""A way to Redis that a test can cut, or hold up, for one replica alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.redis_server import OwnRedis


class Proxy:
    """On a Unix socket of its own."""

    def __init__(self, socket: Path, server: OwnRedis) -> None:
        self.url = f"unix://{socket}"
        self._socket = socket
        self._target = server.url.removeprefix("unix://")
        self._is_cut = False
        self._flows = asyncio.Event()
        self._flows.set()
        self._ends: set[asyncio.StreamWriter] = set()
        self._tasks: asyncio.TaskGroup

    def cut(self) -> None:
        """Nobody gets through, and nobody hears an answer; what was said before is still heard there."""
        self._is_cut = True
        for each in list(self._ends):
            each.close()

    def hold_up(self) -> None:
        """What is said on the way there stays here; whoever said it may have left when it gets there."""
        self._flows.clear()

    def let_go(self) -> None:
        """What was held up goes on its way."""
        self._flows.set()

    def mend(self) -> None:
        self._is_cut = False
        self._flows.set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Proxy"]:
        async with asyncio.TaskGroup() as self._tasks:
            server = await asyncio.start_unix_server(self._connected, self._socket)
            try:
                yield self
            finally:
                server.close()
                self.let_go()
                self.cut()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.close()
        else:
            self._ends.add(writer)
            self._tasks.create_task(self._connect(reader, writer))

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            there, back = await asyncio.open_unix_connection(self._target)
            self._tasks.create_task(self._answer(there, writer))
            await self._pass_on(reader, back)
        self._ends.discard(writer)
        writer.close()

    async def _pass_on(self, asked: asyncio.StreamReader, there: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while said := await asked.read(1 << 16):
                await self._flows.wait()
                there.write(said)
                await there.drain()
        there.close()

    async def _answer(self, said: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while answer := await said.read(1 << 16):
                writer.write(answer)
                await writer.drain()
        writer.close()
