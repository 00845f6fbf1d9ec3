"""Menus of commands stay no longer than they are right."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.app import App
from bot.channels.telegram.command_table import STAFF, agents
from bot.sandbox.model import Call, Chat
from bot.sandbox.world import World
from bot.services.menu_ports import Menu
from bot.settings import Settings
from storage.post import SqlSurroundings
from tests.conftest import RIGHTS
from tests.journeys.administration import admin, settings
from tests.journeys.helpers import eventually
from tests.people import AgentPerson
from tests.running import running

__all__ = ["admin", "settings"]

OF_AGENTS, OF_ADMINS = ([each.name for each in entries] for entries in (agents(), STAFF))


def menu(world: World, chat: int, person: int | None = None) -> list[str]:
    """As Telegram keeps it for the group, or for one person there."""
    scope = f"chat:{chat}" if person is None else f"chat_member:{chat}:{person}"
    kept: Mapping[str, list[dict[str, Any]]] = world.profile.commands.get(scope, {})
    return [each["command"] for each in kept.get("", [])]


def calls(world: World, doing: str) -> list[Call]:
    return [each for each in world.calls if each.method == f"{doing}MyCommands"]


async def until(world: World, chat: int, person: int | None, wanted: list[str]) -> None:
    await world.wait_for(lambda: menu(world, chat, person) == wanted)


async def given(bot: App) -> set[Menu]:
    return set(await SqlSurroundings(bot.database, bot.clock).given_menus())


async def is_kept(bot: App, *wanted: Menu) -> None:
    async def found() -> bool:
        return await given(bot) == set(wanted)

    await eventually(found)


@pytest.fixture
def other(world: World, admin: AgentPerson) -> Chat:
    """Another group with the bot in it."""
    group = world.create_group("Другая", forum=False)
    world.join(group.id, admin.id, status="creator")
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    return group


async def test_who_administers_no_more_has_the_menu_of_the_agents_after_the_next_start(
    settings: Settings, world: World, admin: AgentPerson, agent: AgentPerson
) -> None:
    chat = admin.chat_id
    both = settings.model_copy(update={"admin_ids": (admin.id, agent.id)})
    async with running(both) as bot:
        await until(world, chat, admin.id, OF_ADMINS)
        await until(world, chat, agent.id, OF_ADMINS)
        await is_kept(bot, Menu(chat), Menu(chat, admin.id), Menu(chat, agent.id))
    async with running(settings) as bot:
        await until(world, chat, agent.id, [])
        await is_kept(bot, Menu(chat), Menu(chat, admin.id))
    assert menu(world, chat, admin.id) == OF_ADMINS
    assert menu(world, chat) == OF_AGENTS


async def test_a_group_that_serves_nothing_any_more_has_no_menus_at_once(
    settings: Settings, world: World, admin: AgentPerson, other: Chat
) -> None:
    there = AgentPerson(world, admin.id, other.id, admin.language)
    async with running(settings) as bot:
        there.writes("/bind loyalhub support")
        await until(world, other.id, None, OF_AGENTS)
        await until(world, other.id, admin.id, OF_ADMINS)
        there.writes("/bind none")
        await until(world, other.id, None, [])
        await until(world, other.id, admin.id, [])
        await is_kept(bot, Menu(admin.chat_id), Menu(admin.chat_id, admin.id))


async def test_another_staff_group_in_the_settings_leaves_the_one_before_without_menus(
    settings: Settings, world: World, admin: AgentPerson, other: Chat
) -> None:
    async with running(settings):
        await until(world, admin.chat_id, admin.id, OF_ADMINS)
    async with running(settings.model_copy(update={"staff_chat_id": other.id})) as bot:
        await until(world, admin.chat_id, admin.id, [])
        await until(world, admin.chat_id, None, [])
        await is_kept(bot, Menu(other.id), Menu(other.id, admin.id))


async def test_what_telegram_does_not_let_go_of_goes_at_another_start(
    settings: Settings, world: World, admin: AgentPerson, other: Chat
) -> None:
    old = admin.chat_id
    elsewhere = settings.model_copy(update={"staff_chat_id": other.id})
    async with running(settings):
        await until(world, old, admin.id, OF_ADMINS)
    world.leave(old, world.bot.id)
    async with running(elsewhere) as bot:
        await until(world, other.id, admin.id, OF_ADMINS)
        await world.wait_for(lambda: [call.status for call in calls(world, "delete")] == [403, 403])
        assert {each for each in await given(bot) if each.chat_id == old} == {Menu(old), Menu(old, admin.id)}
    assert menu(world, old, admin.id) == OF_ADMINS
    world.join(old, world.bot.id)
    async with running(elsewhere) as bot:
        await until(world, old, admin.id, [])
        await is_kept(bot, Menu(other.id), Menu(other.id, admin.id))


async def test_what_telegram_has_refused_is_not_remembered(
    settings: Settings, world: World, admin: AgentPerson
) -> None:
    world.leave(admin.chat_id, world.bot.id)
    async with running(settings) as bot:
        await world.wait_for(lambda: any(call.status == 403 for call in calls(world, "set")))
        await is_kept(bot)
