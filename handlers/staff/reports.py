"""Statistics, for whoever asks in a staff group."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.domain.delivery import Recipient
from bot.domain.group import StaffGroup
from bot.domain.message import Source
from bot.services.reports import Reports
from handlers.filters import FromAgent, InStaffGroup


async def stats(message: Message, command: CommandObject, group: StaffGroup, reports: Reports) -> None:
    thread = message.message_thread_id if message.is_topic_message else None
    where = Recipient.chat(message.chat.id, thread)
    await reports.ask(group, where, Source(message.chat.id, message.message_id), command.args or "")


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent())
    router.message.register(stats, Command("stats"))
    return router
