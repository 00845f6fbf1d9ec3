"""The buttons before a form: product, request type, consent, language."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.channels.telegram.callbacks import (
    ConsentPress,
    LanguagePress,
    MenuItem,
    MenuPress,
    ProductPress,
    TypePress,
)
from bot.domain.errors import OutdatedButton
from bot.domain.people import Customer
from bot.i18n import languages
from bot.services.people import People
from bot.services.reception import Reception
from bot.services.tickets import TicketWindow


async def product(
    press: CallbackQuery, callback_data: ProductPress, customer: Customer, reception: Reception
) -> None:
    await reception.choose_product(customer, callback_data.product)


async def request_type(
    press: CallbackQuery, callback_data: TypePress, customer: Customer, reception: Reception
) -> None:
    await reception.choose_type(customer, callback_data.product, callback_data.type)


async def menu_item(
    press: CallbackQuery,
    callback_data: MenuPress,
    customer: Customer,
    reception: Reception,
    ticket_window: TicketWindow,
) -> None:
    match callback_data.item:
        case MenuItem.PRODUCTS:
            await reception.start(customer)
        case MenuItem.TICKETS:
            await ticket_window.list(customer)
        case MenuItem.SUGGEST:
            await reception.suggest(customer, callback_data.product)
        case MenuItem.CONTACTS:
            await reception.contacts(customer, callback_data.product)


async def consent(
    press: CallbackQuery, callback_data: ConsentPress, customer: Customer, reception: Reception
) -> None:
    if callback_data.agreed:
        await reception.agree(customer, callback_data.draft)
    else:
        await reception.decline(customer, callback_data.draft)


async def language(
    press: CallbackQuery, callback_data: LanguagePress, customer: Customer, people: People
) -> None:
    if callback_data.language not in languages():
        raise OutdatedButton
    await people.choose_language(customer, callback_data.language)


def create_router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(product, ProductPress.filter())
    router.callback_query.register(request_type, TypePress.filter())
    router.callback_query.register(menu_item, MenuPress.filter())
    router.callback_query.register(consent, ConsentPress.filter())
    router.callback_query.register(language, LanguagePress.filter())
    return router
