"""The log of administrative acts."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.channels.telegram.callbacks import ActsPress
from bot.services.acts import ActLog
from handlers.filters import InStaffGroup
from handlers.incoming import chat_of


async def show(press: CallbackQuery, act_log: ActLog) -> None:
    await act_log.show(press.from_user.id, chat_of(press.message))


def create_router() -> Router:
    router = Router(name=__name__)
    router.callback_query.filter(InStaffGroup())
    router.callback_query.register(show, ActsPress.filter())
    return router
