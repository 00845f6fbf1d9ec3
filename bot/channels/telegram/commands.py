"""The command menus that Telegram shows, per language and kind of chat."""

import logging

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
)

from bot.channels.telegram.errors import CALL_FAILURES
from bot.i18n import FALLBACK, N_, gettext_for, languages

log = logging.getLogger(__name__)

CUSTOMERS = {
    "new": N_("A new request"),
    "tickets": N_("Your tickets"),
    "suggest": N_("Suggest a feature"),
    "contacts": N_("Contacts"),
    "language": N_("Language"),
    "privacy": N_("What is kept about you"),
    "cancel": N_("Cancel the form"),
    "help": N_("Help"),
}
AGENTS = {
    "take": N_("Take the ticket"),
    "assign": N_("Hand the ticket over"),
    "ask": N_("Ask the customer"),
    "note": N_("Internal note"),
    "resolve": N_("Send the final answer"),
    "undo": N_("Unsend the last message"),
    "release": N_("Return the ticket to the queue"),
    "history": N_("What happened"),
    "close": N_("Close without an answer"),
    "help": N_("Help"),
}


async def show_commands(bot: Bot, *, staff_chat: int | None, staff_language: str) -> None:
    """Best effort: without a menu everything works, it only has to be typed."""
    private = BotCommandScopeAllPrivateChats()
    try:
        await bot.me()  # commands with the bot's name in them are compared with it
        for language in languages():
            await bot.set_my_commands(_menu(CUSTOMERS, language), scope=private, language_code=language)
        await bot.set_my_commands(_menu(CUSTOMERS, FALLBACK), scope=private)
        if staff_chat:
            scope: BotCommandScopeUnion = BotCommandScopeChat(chat_id=staff_chat)
            await bot.set_my_commands(_menu(AGENTS, staff_language), scope=scope)
    except CALL_FAILURES as error:
        log.warning("command menus not set: %s", type(error).__name__)


def _menu(commands: dict[str, str], language: str) -> list[BotCommand]:
    _ = gettext_for(language)
    return [BotCommand(command=command, description=_(text)) for command, text in commands.items()]
