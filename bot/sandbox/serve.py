"""The sandbox as a program: the stand-in for Telegram, its page, and the bot's process."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from aiohttp import web

from bot.sandbox.clock import SandboxClock
from bot.sandbox.groups import BOT_RIGHTS
from bot.sandbox.model import Status
from bot.sandbox.process import BotProcess
from bot.sandbox.server import create_app
from bot.sandbox.store import Store
from bot.sandbox.world import World

TOKEN = "1000000001:SANDBOX-this-token-opens-nothing"  # noqa: S105 - and that is the point
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - what an operator may ask for


def open_world(folder: Path) -> World:
    """The world of the folder; the first time, with a few people and a staff group to begin with."""
    world = World(SandboxClock(), Store(folder))
    bot = world.create_bot(TOKEN, "Поддержка · Support", "support_sandbox_bot")
    if world.groups():
        return world
    world.create_user("Анна", last_name="Петрова", username="anna", language_code="ru")
    world.create_user("John", last_name="Smith", username="john", language_code="en")
    group = world.create_group("Служба поддержки", forum=True)
    world.join(group.id, bot.id, status="administrator", rights=BOT_RIGHTS)
    staff: tuple[tuple[str, Status], ...] = (
        ("Ольга", "creator"),
        ("Максим", "member"),
        ("Ирина", "member"),
    )
    for name, status in staff:
        agent = world.create_user(name, language_code="ru", side="staff")
        world.join(group.id, agent.id, status=status)
    return world


async def serve(
    folder: Path,
    *,
    host: str,
    port: int,
    bot_settings: Callable[[World, str], Mapping[str, str]],
    announce: Callable[[str], None],
    stop: asyncio.Event,
) -> None:
    """Until `stop`. `bot_settings` gives the bot's environment for a world at an address, each time the
    bot starts; `announce` is told the page's address. Raises `OSError` when the port is taken."""
    world = open_world(folder)
    address = f"http://{'127.0.0.1' if host in EVERYWHERE else host}:{port}"
    process = BotProcess(lambda: bot_settings(world, address), world.clock, world.bot_changed)
    runner = web.AppRunner(create_app(world, bot_control=process), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        announce(address)
        async with asyncio.TaskGroup() as tasks:
            keeper = tasks.create_task(process.run())
            await process.start()
            await stop.wait()
            await process.close()
            await keeper
    finally:
        await runner.cleanup()
        world.close()
