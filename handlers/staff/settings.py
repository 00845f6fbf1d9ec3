"""A staff group's settings: administrators' command and its buttons."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.callbacks import SettingsPress
from bot.domain.group import StaffGroup
from bot.i18n import languages
from bot.services.group_settings import GroupSettings
from handlers.filters import InStaffGroup
from handlers.incoming import chat_of, person_of, pressed_message


async def settings(message: Message, group: StaffGroup, group_settings: GroupSettings) -> None:
    person = person_of(message)
    group_settings.show(person, chat_of(message), group)


async def change(
    press: CallbackQuery, callback_data: SettingsPress, group: StaffGroup, group_settings: GroupSettings
) -> None:
    await group_settings.change(
        press.from_user.id,
        chat_of(press.message),
        pressed_message(press),
        group,
        setting=callback_data.setting,
        value=callback_data.value,
        languages=languages(),
    )


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup())
    router.callback_query.filter(InStaffGroup())
    router.message.register(settings, Command("settings"))
    router.callback_query.register(change, SettingsPress.filter())
    return router
