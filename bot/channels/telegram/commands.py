"""The command menus that Telegram shows, per language, kind of chat and person."""

import logging
from collections.abc import Iterable, Mapping, Sequence

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
)

from bot.channels.telegram.command_table import CUSTOMERS, STAFF, Entry, agents
from bot.channels.telegram.errors import CALL_FAILURES
from bot.i18n import FALLBACK, gettext_for, languages

log = logging.getLogger(__name__)


async def show_commands(bot: Bot, *, groups: Mapping[int, str], admins: Sequence[int] = ()) -> None:
    """Best effort: without a menu everything works, it only has to be typed. `groups`: their languages."""
    private = BotCommandScopeAllPrivateChats()
    try:
        await bot.me()  # commands with the bot's name in them are compared with it
        for language in languages():
            await bot.set_my_commands(_menu(CUSTOMERS, language), scope=private, language_code=language)
        await bot.set_my_commands(_menu(CUSTOMERS, FALLBACK), scope=private)
    except CALL_FAILURES as error:
        log.warning("command menus not set: %s", type(error).__name__)
    for chat_id, language in groups.items():
        await show_agents_commands(bot, chat_id, language, admins=admins)


async def show_agents_commands(bot: Bot, chat_id: int, language: str, *, admins: Sequence[int] = ()) -> None:
    """Best effort, as well. Administrators of the bot see theirs beside the agents'; one who is not in the
    group sees nothing there, and Telegram refuses a menu for them."""
    try:
        await bot.set_my_commands(_menu(agents(), language), scope=BotCommandScopeChat(chat_id=chat_id))
    except CALL_FAILURES as error:
        log.warning("command menu of group %s not set: %s", chat_id, type(error).__name__)
        return
    for person in admins:
        scope = BotCommandScopeChatMember(chat_id=chat_id, user_id=person)
        try:
            await bot.set_my_commands(_menu(STAFF, language), scope=scope)
        except CALL_FAILURES as error:
            log.info("command menu of %s in group %s not set: %s", person, chat_id, type(error).__name__)


def _menu(commands: Iterable[Entry], language: str) -> list[BotCommand]:
    _ = gettext_for(language)
    return [BotCommand(command=each.name, description=_(each.menu)) for each in commands]
