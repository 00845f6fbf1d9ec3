"""A customer's commands."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import Message

from bot.domain.delivery import words_to_customer
from bot.domain.errors import UnknownCommand
from bot.domain.people import Customer
from bot.services.intake import Intake
from bot.services.people import People
from bot.services.ports import UnitOfWork
from bot.services.reception import Reception
from bot.services.tickets import TicketWindow
from handlers.filters import LooksLikeCommand, Where


async def start(message: Message, command: CommandObject, customer: Customer, reception: Reception) -> None:
    await reception.start(customer, (command.args or "").strip())


async def new(message: Message, customer: Customer, reception: Reception) -> None:
    await reception.start(customer)


async def tickets(message: Message, customer: Customer, ticket_window: TicketWindow) -> None:
    await ticket_window.list(customer)


async def ticket(
    message: Message, command: CommandObject, customer: Customer, ticket_window: TicketWindow
) -> None:
    if command.args:
        await ticket_window.show_named(customer, command.args)
    else:
        await ticket_window.list(customer)


async def suggest(message: Message, customer: Customer, reception: Reception) -> None:
    await reception.suggest(customer)


async def contacts(message: Message, customer: Customer, reception: Reception) -> None:
    await reception.contacts(customer)


async def language(message: Message, customer: Customer, uow: UnitOfWork) -> None:
    uow.deliver(words_to_customer(customer.id, "language"))


async def privacy(message: Message, customer: Customer, people: People) -> None:
    await people.tell_what_is_kept(customer)


async def help_(message: Message, customer: Customer, uow: UnitOfWork) -> None:
    uow.deliver(words_to_customer(customer.id, "help_customer"))


async def cancel(message: Message, customer: Customer, intake: Intake) -> None:
    await intake.cancel(customer)


async def unknown(message: Message) -> None:
    raise UnknownCommand


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(LooksLikeCommand())
    router.message.register(start, CommandStart())
    router.message.register(new, Command("new"))
    router.message.register(tickets, Command("tickets"))
    router.message.register(ticket, Command("ticket"))
    router.message.register(suggest, Command("suggest"))
    router.message.register(contacts, Command("contacts"))
    router.message.register(language, Command("language"))
    router.message.register(privacy, Command("privacy"))
    router.message.register(help_, Command("help"))
    router.message.register(cancel, Command("cancel"))
    # A path that somebody pastes begins with a slash too, and is no command.
    router.message.register(unknown, Where(F.text.regexp(r"^/[A-Za-z_]+(@\w+)?$")))
    return router
