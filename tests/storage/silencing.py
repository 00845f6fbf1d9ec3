"""A way to a server that goes silent: nobody closes anything, and nothing gets through any more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy.engine import make_url

CHUNK = 1 << 16


class Way:
    """To a database, by a port of its own."""

    def __init__(self, url: str) -> None:
        self._to = make_url(url)
        self._port = 0
        self._gates: list[asyncio.Event] = []
        """One for each connection: set while something gets through."""
        self.served = 0

    @property
    def url(self) -> str:
        by = self._to.set(host="127.0.0.1", port=self._port)
        return by.render_as_string(hide_password=False)

    def falls_silent(self) -> None:
        """On the connections that there are; who connects anew is served."""
        for gate in self._gates:
            gate.clear()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Way"]:
        async with asyncio.TaskGroup() as tasks:
            served: list[asyncio.Task[None]] = []
            server = await asyncio.start_server(
                lambda *streams: served.append(tasks.create_task(self._serve(*streams))), "127.0.0.1", 0
            )
            self._port = server.sockets[0].getsockname()[1]
            try:
                yield self
            finally:
                server.close()
                for each in served:
                    each.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.served += 1
        gate = asyncio.Event()
        gate.set()
        self._gates.append(gate)
        theirs, to_them = await asyncio.open_connection(self._to.host, self._to.port)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(_pass_on(reader, to_them, gate))
                tasks.create_task(_pass_on(theirs, writer, gate))
        finally:
            for each in (writer, to_them):
                each.close()
                with suppress(ConnectionError):
                    await each.wait_closed()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, gate: asyncio.Event) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(CHUNK):
            await gate.wait()
            writer.write(data)
        await gate.wait()
    writer.close()
