"""What the bot says of itself."""

import pytest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
    MenuButtonCommands,
)

from tests.sandbox.driving import refusal
from tests.sandbox.page import state


async def test_commands_by_scope_and_language(group, api):
    help_ = [BotCommand(command="help", description="Help")]
    await api.set_my_commands(help_)
    await api.set_my_commands(
        [BotCommand(command="new", description="Новая заявка")],
        scope=BotCommandScopeAllPrivateChats(),
        language_code="ru",
    )
    await api.set_my_commands(
        [BotCommand(command="take", description="Take")], scope=BotCommandScopeChat(chat_id=group.id)
    )

    assert [c.command for c in await api.get_my_commands()] == ["help"]
    assert [c.command for c in await api.get_my_commands(scope=BotCommandScopeChat(chat_id=group.id))] == [
        "take"
    ]
    russian = {"scope": BotCommandScopeAllPrivateChats(), "language_code": "ru"}
    assert [c.description for c in await api.get_my_commands(**russian)] == ["Новая заявка"]
    await api.delete_my_commands(**russian)
    assert await api.get_my_commands(**russian) == []


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ({"command": "Help", "description": "a"}, "BOT_COMMAND_INVALID"),
        ({"command": "x" * 33, "description": "a"}, "BOT_COMMAND_INVALID"),
        ({"command": "", "description": "a"}, "BOT_COMMAND_INVALID"),
        ({"command": "help", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"command": "help", "description": "x" * 257}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_commands_are_checked(server, command, fault):
    assert await server.refusal("setMyCommands", commands=[command]) == f"Bad Request: {fault}"


async def test_scopes_languages_and_numbers_of_commands_are_checked(server):
    command = {"command": "help", "description": "a"}
    assert (
        await server.refusal("setMyCommands", commands=[command] * 101)
        == "Bad Request: BOT_COMMANDS_TOO_MUCH"
    )
    assert "Unsupported type" in await server.refusal("setMyCommands", commands=[], scope={"type": "all"})
    assert await server.refusal("setMyCommands", commands=[], scope={"type": "chat", "chat_id": 1}) == (
        "Bad Request: chat not found"
    )
    assert await server.refusal("setMyCommands", commands=[], language_code="rus") == (
        "Bad Request: LANG_CODE_INVALID"
    )
    await server.result("setMyCommands", commands=[command] * 100)


async def test_texts(world, api):
    assert (await api.get_my_name()).name == "Support"
    assert await api.set_my_name("Поддержка", language_code="ru")
    assert (await api.get_my_name(language_code="ru")).name == "Поддержка"
    assert await api.set_my_description("We help.")
    assert await api.set_my_short_description("Help")
    assert await api.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (
        await refusal(api.set_my_short_description("x" * 121))
        == "Bad Request: bot short description is too long"
    )
    assert world.profile.descriptions == {"": "We help."}
    assert await api.log_out()


async def test_a_member_may_have_commands_of_their_own(world, group, ivan, api, server):
    help_ = [BotCommand(command="help", description="Help")]
    settings = [*help_, BotCommand(command="settings", description="Settings")]
    await api.set_my_commands(help_, scope=BotCommandScopeChat(chat_id=group.id))
    await api.set_my_commands(settings, scope=BotCommandScopeChatMember(chat_id=group.id, user_id=ivan.id))

    shown = (await state(server))["bot"]["commands"]

    assert [each["command"] for each in shown["group"]["en"]] == ["help"]
    assert [each["command"] for each in shown["members"][f"{group.id}:{ivan.id}"]["en"]] == [
        "help",
        "settings",
    ]
