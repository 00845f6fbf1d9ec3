"""Who may not write: administrators say so in a ticket of the customer's."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.domain.ticket import Ticket
from bot.services.bans import Bans
from handlers.filters import FromAgent, InStaffGroup, TicketHere
from handlers.incoming import person_of


async def ban(message: Message, command: CommandObject, ticket: Ticket, bans: Bans) -> None:
    await bans.ban(person_of(message), message.chat.id, ticket, command.args or "")


async def unban(message: Message, command: CommandObject, ticket: Ticket, bans: Bans) -> None:
    await bans.lift(person_of(message), message.chat.id, ticket, command.args or "")


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent())
    router.message.register(ban, Command("ban"), TicketHere())
    router.message.register(unban, Command("unban"), TicketHere())
    return router
