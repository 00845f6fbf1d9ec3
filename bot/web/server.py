"""The HTTP server beside the bot."""

from collections.abc import Iterable

from aiohttp import web

BODY_LIMIT = 1 << 20
"""Bytes of a request; Telegram's updates are far smaller."""


class CannotListen(Exception):
    """The address cannot be had; the text says why and what helps."""


class WebSide:
    """Listens at one address, from `listen` to `close`."""

    def __init__(self, host: str, port: int, routes: Iterable[web.AbstractRouteDef]) -> None:
        self.host = host
        self.port = port
        self._routes = list(routes)
        self._runner: web.AppRunner | None = None
        self.address: str | None = None
        """Where it listens, with the port that was free where `port` is 0."""

    async def listen(self) -> str:
        """The address listened at; raises `CannotListen`."""
        app = web.Application(client_max_size=BODY_LIMIT)
        app.add_routes(self._routes)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.host, self.port).start()
        except OSError as error:
            await runner.cleanup()
            raise CannotListen(
                f"Cannot listen on {self.host}:{self.port} ({error.strerror}). Set WEB_PORT to another port."
            ) from error
        self._runner = runner
        self.address = f"http://{self.host}:{runner.addresses[0][1]}"
        return self.address

    async def close(self) -> None:
        """Requests under way are answered first."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None
