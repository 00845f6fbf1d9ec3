"""Agents look for tickets, anywhere in a staff group."""

from aiogram import Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.callbacks import SearchPress
from bot.services.ports import UnitOfWork
from bot.services.search import Search
from handlers.filters import FromAgent, InStaffGroup
from handlers.incoming import chat_of, pressed_message, replied_to, source_of


class RepliesToQuestion(Filter):
    """What an agent answers when they have been asked for words.

    The question names its command: only then is the database asked what the message is.
    """

    async def __call__(self, message: Message, uow: UnitOfWork) -> bool:
        source, target = replied_to(message), message.reply_to_message
        if source is None or target is None or "/search" not in (target.text or ""):
            return False
        link = await uow.links.at(source)
        return link is not None and link.code == "search_what"


async def search(message: Message, command: CommandObject, search: Search, staff_language: str) -> None:
    await search.look(command.args or "", chat_of(message), source_of(message), language=staff_language)


async def answered(message: Message, search: Search, staff_language: str) -> None:
    words = message.text or message.caption or ""
    await search.look(words, chat_of(message), source_of(message), language=staff_language)


async def turned(
    press: CallbackQuery, callback_data: SearchPress, search: Search, staff_language: str
) -> None:
    where, shown = chat_of(press.message), pressed_message(press)
    await search.turn(callback_data.id, callback_data.page, where, shown, language=staff_language)


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent())
    router.callback_query.filter(InStaffGroup())
    router.message.register(search, Command("search"))
    router.callback_query.register(turned, SearchPress.filter())
    return router


def create_words_router() -> Router:
    router = Router(name=f"{__name__}.words")
    router.message.register(answered, RepliesToQuestion())
    return router
