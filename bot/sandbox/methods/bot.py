"""The bot itself: who it is, its commands, its texts."""

import re
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.request import Request
from bot.sandbox.model import JSON
from bot.sandbox.params import Params

MAX_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)


def get_me(request: Request) -> Any:
    return request.world.bot.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
        "supports_join_request_queries": False,
    }


def set_my_commands(request: Request) -> Any:
    commands = request.params.data("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    taken = [_command(command) for command in commands]
    scope, language = _scope(request), _language(request)
    given = request.world.profile.commands.setdefault(scope, {})
    if taken:
        given[language] = taken
    else:
        given.pop(language, None)
    return _told(request)


def get_my_commands(request: Request) -> Any:
    return request.world.profile.commands.get(_scope(request), {}).get(_language(request), [])


def delete_my_commands(request: Request) -> Any:
    request.world.profile.commands.get(_scope(request), {}).pop(_language(request), None)
    return _told(request)


def set_my_name(request: Request) -> Any:
    return _set_text(request, request.world.profile.names, "name", 64)


def get_my_name(request: Request) -> Any:
    names = request.world.profile.names
    return {"name": names.get(_language(request)) or names.get("") or request.world.bot.first_name}


def set_my_description(request: Request) -> Any:
    return _set_text(request, request.world.profile.descriptions, "description", 512)


def set_my_short_description(request: Request) -> Any:
    return _set_text(request, request.world.profile.short_descriptions, "short_description", 120)


def set_chat_menu_button(request: Request) -> Any:
    button = request.params.data("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: unsupported type specified")
    request.world.profile.menu_buttons[request.params.text("chat_id")] = button
    return _told(request)


def log_out(_request: Request) -> Any:
    return True


def _set_text(request: Request, texts: dict[str, str], name: str, limit: int) -> bool:
    text = request.params.text(name)
    if len(text) > limit:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    language = _language(request)
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)
    return _told(request)


def _told(request: Request) -> bool:
    request.world.keep_bot()
    request.world.feed.publish("bot")
    return True


def _command(command: object) -> JSON:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, description = command.get("command"), command.get("description")
    if not isinstance(name, str) or not _COMMAND.fullmatch(name.removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.removeprefix("/"), "description": description}


def _language(request: Request) -> str:
    language = request.params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("LANG_CODE_INVALID")
    return language


def _scope(request: Request) -> str:
    """The scope as one word: its type, then chat and user where it has them."""
    given = request.params.data("scope") or {"type": "default"}
    if not isinstance(given, dict) or given.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    scope = str(given["type"])
    if scope in ("chat", "chat_administrators", "chat_member"):
        chat_id = given.get("chat_id")
        if chat_id is None:
            raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
        chat = Request(request.world, Params({"chat_id": chat_id})).chat()
        if chat.peer is not None and not chat.peer.started:
            raise bad_request("chat not found")
        scope += f":{chat.id}"
    if given["type"] == "chat_member":
        scope += f":{given.get('user_id')}"
    return scope


METHODS = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": set_my_name,
    "getMyName": get_my_name,
    "setMyDescription": set_my_description,
    "setMyShortDescription": set_my_short_description,
    "setChatMenuButton": set_chat_menu_button,
    "logOut": log_out,
    "close": log_out,
}
