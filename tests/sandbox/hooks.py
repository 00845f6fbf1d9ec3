"""A bot's webhook, of which a test says what it answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.delivery import SECRET
from tests.sandbox.driving import serve


@dataclass
class Hook:
    """Notes what it gets; answers in turn what was ordered, and then always with success."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    """Where it is not set, requests wait for their answer."""
    under_way: int = 0
    most_under_way: int = 0

    def __post_init__(self) -> None:
        self.open.set()

    async def receive(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        self.secrets.append(request.headers.get(SECRET))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await self.open.wait()
        finally:
            self.under_way -= 1
        return self.answers.pop(0) if self.answers else web.Response()

    @property
    def texts(self) -> list[str]:
        return [each["message"]["text"] for each in self.got if "message" in each]


@asynccontextmanager
async def a_hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.receive)
    runner, address = await serve(app)
    hook.url = f"{address}/hook"
    yield hook
    hook.open.set()
    await runner.cleanup()
