"""Which products are loaded: administrators look, and have the files read anew."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.callbacks import ProductsDo, ProductsPress
from bot.services.products import Products
from handlers.filters import FromAgent, InStaffGroup
from handlers.incoming import chat_of, person_of, pressed_message

RELOAD = "reload"


async def products(message: Message, command: CommandObject, products: Products) -> None:
    if (command.args or "").strip().lower() == RELOAD:
        await products.reload(person_of(message), chat_of(message))
    else:
        await products.overview(person_of(message), chat_of(message))


async def press(press: CallbackQuery, callback_data: ProductsPress, products: Products) -> None:
    person, where, ours = press.from_user.id, chat_of(press.message), pressed_message(press)
    match callback_data.do:
        case ProductsDo.RELOAD:
            await products.reload(person, where, instead_of=ours)
        case ProductsDo.SHOW if callback_data.product:
            await products.show(person, where, callback_data.product, instead_of=ours)
        case ProductsDo.SHOW:
            await products.overview(person, where, instead_of=ours)


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent())
    router.callback_query.filter(InStaffGroup())
    router.message.register(products, Command("products"))
    router.callback_query.register(press, ProductsPress.filter())
    return router
