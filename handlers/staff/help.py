"""Help in a staff group: in a ticket's place about this ticket, elsewhere about lists and search."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.domain.message import Source
from bot.domain.ticket import Ticket
from bot.services.help import Help
from handlers.filters import FromAgent, InStaffGroup, TicketHere
from handlers.incoming import chat_of, person_of


async def in_ticket(message: Message, ticket: Ticket, help_: Help) -> None:
    asked = Source(message.chat.id, message.message_id)
    await help_.in_ticket(person_of(message), chat_of(message), asked, ticket)


async def in_group(message: Message, help_: Help) -> None:
    await help_.in_group(person_of(message), chat_of(message))


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent())
    router.message.register(in_ticket, Command("help", "start"), TicketHere())
    router.message.register(in_group, Command("help", "start"))
    return router
