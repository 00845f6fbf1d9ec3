"""Customers who may not write: before anything else is asked, what they send ends here."""

from datetime import UTC, datetime

from aiogram import F, Router
from aiogram.filters import Command, Filter
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.callbacks import (
    LanguagePress,
    MenuItem,
    MenuPress,
    OptionPress,
    TicketDo,
    TicketPress,
)
from bot.domain.people import Customer
from bot.services.bans import Bans
from bot.services.ports import Clock
from handlers.customer.words import NOT_TAKEN, PEOPLES_MESSAGES
from handlers.filters import Where

LOOKING = Command("tickets", "ticket", "contacts", "language", "privacy", "help")
"""What may be done all the same: nothing of it comes to agents as words."""
OWN_TICKETS = {
    TicketDo.SHOW,
    TicketDo.HISTORY,
    TicketDo.CONFIRM,
    TicketDo.RATE,
    TicketDo.WITHDRAW,
    TicketDo.WITHDRAW_YES,
    TicketDo.KEEP,
}
HARMLESS = (
    TicketPress.filter(F.do.in_(OWN_TICKETS)),
    MenuPress.filter(F.item.in_({MenuItem.TICKETS, MenuItem.CONTACTS})),
    OptionPress.filter(),
    LanguagePress.filter(),
)


class FromBanned(Filter):
    """The moment of the message decides, not that of its handling."""

    async def __call__(
        self, event: Message | CallbackQuery, clock: Clock, customer: Customer | None = None
    ) -> bool:
        return customer is not None and customer.banned(_moment(event, clock)) is not None


def _moment(event: Message | CallbackQuery, clock: Clock) -> datetime:
    """Telegram does not tell when a button was pressed."""
    if not isinstance(event, Message):
        return clock.now()
    return datetime.fromtimestamp(event.edit_date, UTC) if event.edit_date else event.date


class LeadsToWriting(Filter):
    """A button that does more than look at the customer's own tickets, or decide about them."""

    async def __call__(self, press: CallbackQuery) -> bool:
        for harmless in HARMLESS:
            if await harmless(press):
                return False
        return True


async def wrote(message: Message, customer: Customer, bans: Bans) -> None:
    await bans.attempted(customer)


async def pressed(press: CallbackQuery, customer: Customer, bans: Bans) -> None:
    await bans.attempted(customer)


def create_router() -> Router:
    router = Router(name=__name__)
    for observer in (router.message, router.edited_message, router.callback_query):
        observer.filter(FromBanned())
    router.message.register(wrote, Where(F.content_type.in_(PEOPLES_MESSAGES | NOT_TAKEN)), ~LOOKING)
    router.edited_message.register(wrote)
    router.callback_query.register(pressed, LeadsToWriting())
    return router
