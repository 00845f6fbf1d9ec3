"""The command menus that Telegram shows, per language and kind of chat."""

import logging
from collections.abc import Iterable

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
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
    "privacy": N_("What we keep about you"),
    "cancel": N_("Cancel the form"),
    "help": N_("Help"),
}
AGENTS = {
    "take": N_("Take the ticket"),
    "assign": N_("Hand the ticket over"),
    "ask": N_("Ask the customer"),
    "note": N_("Internal note"),
    "resolve": N_("Send the final answer"),
    "escalate": N_("Pass the ticket on to another department"),
    "return": N_("Return the ticket to support"),
    "eta": N_("Tell the customer when the update comes out"),
    "ship": N_("A release is out: prepare the answers"),
    "options": N_("Let the customer choose a solution"),
    "build": N_("Send a new build (as the file's caption)"),
    "undo": N_("Unsend the last message"),
    "release": N_("Return the ticket to the queue"),
    "priority": N_("Change the priority"),
    "history": N_("Ticket history"),
    "merge": N_("Merge into another ticket"),
    "split": N_("Split off a second problem"),
    "link": N_("Link to a problem"),
    "close": N_("Close without an answer"),
    "entitle": N_("Say by what right it is worked on"),
    "new": N_("Register a request for a caller"),
    "stats": N_("Statistics"),
    "cancel": N_("Cancel the form"),
    "help": N_("Help"),
}


async def show_commands(bot: Bot, *, groups: Iterable[int], staff_language: str) -> None:
    """Best effort: without a menu everything works, it only has to be typed."""
    private = BotCommandScopeAllPrivateChats()
    try:
        await bot.me()  # commands with the bot's name in them are compared with it
        for language in languages():
            await bot.set_my_commands(_menu(CUSTOMERS, language), scope=private, language_code=language)
        await bot.set_my_commands(_menu(CUSTOMERS, FALLBACK), scope=private)
    except CALL_FAILURES as error:
        log.warning("command menus not set: %s", type(error).__name__)
    for chat_id in groups:
        await show_agents_commands(bot, chat_id, staff_language)


async def show_agents_commands(bot: Bot, chat_id: int, language: str) -> None:
    """Best effort, as well."""
    try:
        await bot.set_my_commands(_menu(AGENTS, language), scope=BotCommandScopeChat(chat_id=chat_id))
    except CALL_FAILURES as error:
        log.warning("command menu of group %s not set: %s", chat_id, type(error).__name__)


def _menu(commands: dict[str, str], language: str) -> list[BotCommand]:
    _ = gettext_for(language)
    return [BotCommand(command=command, description=_(text)) for command, text in commands.items()]
