"""Agents look for tickets, anywhere in a staff group."""

from aiogram import Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import CallbackQuery, InaccessibleMessage, Message

from bot.channels.telegram.callbacks import SearchPress
from bot.domain.delivery import Recipient
from bot.domain.errors import OutdatedButton
from bot.domain.message import Source
from bot.services.ports import UnitOfWork
from bot.services.search import Search
from handlers.filters import FromAgent, InStaffGroup
from handlers.incoming import replied_to


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
    await search.look(command.args or "", _where(message), _source(message), language=staff_language)


async def answered(message: Message, search: Search, staff_language: str) -> None:
    words = message.text or message.caption or ""
    await search.look(words, _where(message), _source(message), language=staff_language)


async def turned(
    press: CallbackQuery, callback_data: SearchPress, search: Search, staff_language: str
) -> None:
    if press.message is None:
        raise OutdatedButton
    await search.turn(
        callback_data.id,
        callback_data.page,
        _where(press.message),
        _source(press.message),
        language=staff_language,
    )


def _where(message: Message | InaccessibleMessage) -> Recipient:
    if isinstance(message, Message) and message.is_topic_message:
        return Recipient.chat(message.chat.id, message.message_thread_id)
    return Recipient.chat(message.chat.id)


def _source(message: Message | InaccessibleMessage) -> Source:
    return Source(message.chat.id, message.message_id)


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent())
    router.callback_query.filter(InStaffGroup())
    router.message.register(search, Command("search"))
    router.message.register(answered, RepliesToQuestion())
    router.callback_query.register(turned, SearchPress.filter())
    return router
