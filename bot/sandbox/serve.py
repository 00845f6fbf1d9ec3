"""The sandbox as a program: the stand-in for Telegram, its page, and the bot's process."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from aiohttp import web

from bot.sandbox import channels
from bot.sandbox.clock import SandboxClock
from bot.sandbox.groups import BOT_RIGHTS
from bot.sandbox.model import Status
from bot.sandbox.process import BotProcess
from bot.sandbox.server import create_app
from bot.sandbox.store import Store
from bot.sandbox.world import World

CHANNEL = "support_sandbox_news"
TOKEN = "1000000001:SANDBOX-this-token-opens-nothing"  # noqa: S105 - and that is the point
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - what an operator may ask for


def open_world(folder: Path) -> World:
    """The world of the folder; to begin with, there are a few people, a staff group and a channel."""
    world = World(SandboxClock(), Store(folder))
    world.create_bot(TOKEN, "Поддержка · Support", "support_sandbox_bot")
    with world.change():
        if not world.groups():
            _add_people_and_group(world)
        if not world.channels():
            _add_channel(world)
    return world


def _add_people_and_group(world: World) -> None:
    bot = world.bot
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


def _add_channel(world: World) -> None:
    """A public channel of the staff group's owner, which everybody reads and may comment in."""
    staff = world.first_group()
    owner = world.owner(staff, world.bot)
    channel = world.create_channel("Новости продуктов", CHANNEL)
    discussion = world.create_group("Новости продуктов: обсуждение", forum=False)
    world.join(channel.id, owner.id, status="creator")
    world.join(discussion.id, owner.id, status="creator")
    world.link(channel.id, discussion.id)
    for person in world.people():
        if person.id != owner.id and not person.deactivated:
            world.join(channel.id, person.id)
    world.join(channel.id, world.bot.id, status="administrator", rights=channels.BOT_RIGHTS)
    world.join(discussion.id, world.bot.id, status="administrator", rights=BOT_RIGHTS)


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
