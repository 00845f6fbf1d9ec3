"""A world with a customer, an agent and a staff group, over HTTP, and aiogram's real client."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiogram import Bot

from bot.sandbox.clock import SandboxClock
from bot.sandbox.model import Chat, User
from bot.sandbox.server import create_app
from bot.sandbox.world import World
from tests.sandbox.driving import RIGHTS, TOKEN, Server, client, close, serve
from tests.sandbox.page import Events


@pytest.fixture
def world() -> World:
    world = World(clock=SandboxClock())
    world.create_bot(TOKEN, "Support", "support_bot")
    return world


@pytest.fixture
def anna(world: World) -> User:
    """A customer who has started the bot."""
    anna = world.create_user("Анна", username="anna", language_code="ru")
    world.start(anna.id)
    world.drop_updates()
    return anna


@pytest.fixture
def ivan(world: World) -> User:
    return world.create_user("Иван", language_code="en", side="staff")


@pytest.fixture
def group(world: World, ivan: User) -> Chat:
    """The staff group: a forum of Ivan's with the bot as an administrator."""
    group = world.create_group("Staff", forum=True)
    world.join(group.id, ivan.id, status="creator")
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    world.drop_updates()
    return group


@pytest.fixture
async def server(world: World) -> AsyncIterator[Server]:
    runner, url = await serve(create_app(world))
    async with aiohttp.ClientSession() as http:
        yield Server(url, http)
    await runner.cleanup()


@pytest.fixture
async def api(server: Server) -> AsyncIterator[Bot]:
    api = client(server.url)
    yield api
    await close(api)


@pytest.fixture
async def events(world: World, server: Server) -> AsyncIterator[Events]:
    """A page that listens from now on."""
    async with server.http.get(f"{server.url}/sandbox/events?since={world.feed.seq}") as response:
        assert response.headers["Content-Type"] == "text/event-stream"
        yield Events(response)
