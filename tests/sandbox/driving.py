"""Driving the stand-in over HTTP, by hand and by aiogram's real client."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError
from aiohttp import web

TOKEN = "42:TEST"
RIGHTS = {"can_manage_topics": True, "can_pin_messages": True, "can_delete_messages": True}


@dataclass
class Server:
    """The stand-in over HTTP."""

    url: str
    http: aiohttp.ClientSession

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """A call with a JSON body; the answer's whole body."""
        async with self.http.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as response:
            body: dict[str, Any] = await response.json()
            assert response.status == (200 if body["ok"] else body["error_code"])
            return body

    async def result(self, method: str, **params: Any) -> Any:
        body = await self.call(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        body = await self.call(method, **params)
        assert not body["ok"], body
        return str(body["description"])


async def serve(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return runner, f"http://{host}:{port}"


def client(url: str) -> Bot:
    return Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))


async def close(api: Bot) -> None:
    """Without the quarter of a second that aiogram waits for TLS."""
    assert isinstance(api.session, AiohttpSession)
    await (await api.session.create_session()).close()


async def refusal(call: Awaitable[object]) -> str:
    """The description of the error that Telegram answers with."""
    with pytest.raises(TelegramAPIError) as caught:
        await call
    return str(caught.value.message)


async def updates(api: Bot) -> list[Any]:
    """Fetch and confirm everything."""
    fetched: list[Any] = await api.get_updates()
    if fetched:
        await api.get_updates(offset=fetched[-1].update_id + 1, limit=1)
    return fetched
