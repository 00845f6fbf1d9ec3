"""The real bot, in this process: its real HTTP client against the stand-in, a real database."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.app import App
from bot.catalog.loader import Catalog, load_catalog
from bot.channels.telegram.limits import Budget, Limits
from bot.sandbox.server import create_app
from bot.sandbox.world import World
from bot.services.ports import Clock
from bot.settings import Settings

TOKEN = "42:TEST-TOKEN"
FAST = Limits(Budget(10_000, 1.0), Budget(1_000, 1.0), Budget(1_000, 1.0))


class WorldClock:
    """The bot's clock goes with the stand-in's."""

    def __init__(self, world: World) -> None:
        self.world = world

    def now(self) -> datetime:
        return self.world.clock.now()

    def monotonic(self) -> float:
        return time.monotonic()


@cache
def built_in() -> Catalog:
    """The five products; reading their files takes a second."""
    return load_catalog()


@asynccontextmanager
async def telegram(world: World) -> AsyncIterator[str]:
    """The stand-in's address."""
    runner = web.AppRunner(create_app(world), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def settings_for(address: str, folder: Path, staff_chat: int, **more: Any) -> Settings:
    known: dict[str, Any] = {
        "bot_token": TOKEN,
        "telegram_api_url": address,
        "data_dir": folder,
        "staff_chat_id": staff_chat,
        "staff_language": "ru",
    }
    return Settings(_env_file=None, **(known | more))


@asynccontextmanager
async def running(
    settings: Settings, limits: Limits = FAST, *, clock: Clock | None = None
) -> AsyncIterator[App]:
    """The bot from start to orderly stop, unhindered by limits that only few tests are about."""
    app = App(settings, built_in(), clock=clock, limits=limits)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(app.run(stop))
        try:
            yield app
        finally:
            stop.set()
            await run
