"""The real bot, in this process: its real HTTP client against the stand-in, a real database."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.app import App
from bot.catalog.loader import load_catalog
from bot.catalog.products import Catalog
from bot.channels.telegram.limits import Budget, Limits
from bot.ingest.pace import Pacing
from bot.sandbox.clock import SandboxClock
from bot.sandbox.server import create_app
from bot.sandbox.world import World
from bot.services.ports import Clock
from bot.settings import Settings
from tests.servers import free_port

TOKEN = "42:TEST-TOKEN"
UNHURRIED = Pacing(burst=100_000, seconds=0.001)
FAST = Limits(Budget(10_000, 1.0), Budget(1_000, 1.0), Budget(1_000, 1.0))


class StoppedClock(SandboxClock):
    """The stand-in's time, which goes by nothing but `move`.

    Telegram's messages are dated by whole seconds and the bot's own acts by parts of them, so that on a clock
    which goes by itself a wait of three hours may be counted as a little less.
    """

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self.moment + self.offset

    def timestamp(self) -> float:
        return self.now().timestamp()


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
    runner = web.AppRunner(create_app(world), access_log=None, shutdown_timeout=1.0)
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
        "web_port": 0,
    }
    return Settings(_env_file=None, **(known | more))


def webhook_settings(world: World) -> dict[str, Any]:
    """Of a bot to which Telegram brings the updates."""
    world.plain_webhooks = True
    port = free_port()
    return {"web_port": port, "webhook_url": f"http://127.0.0.1:{port}/telegram/updates"}


def by_webhook(settings: Settings, world: World) -> Settings:
    """The same bot, by webhook."""
    return settings.model_copy(update=webhook_settings(world))


@asynccontextmanager
async def running(
    settings: Settings,
    limits: Limits = FAST,
    *,
    catalog: Catalog | None = None,
    clock: Clock | None = None,
    pacing: Pacing = UNHURRIED,
) -> AsyncIterator[App]:
    """The bot from start to orderly stop, unhindered by limits that only few tests are about."""
    app = App(settings, catalog or built_in(), clock=clock, limits=limits, pacing=pacing)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(app.run(stop))
        try:
            yield app
        finally:
            stop.set()
            await run
