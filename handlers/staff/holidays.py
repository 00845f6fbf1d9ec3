"""Production calendars: everybody in the group may look, administrators change days."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.callbacks import HolidayDo, HolidayPress
from bot.domain.public_days import DayKind
from bot.services.holidays import Holidays
from handlers.filters import FromAgent, InStaffGroup
from handlers.incoming import chat_of, person_of, pressed_message

BECOMES = {
    HolidayDo.OFF: DayKind.OFF,
    HolidayDo.WORKING: DayKind.WORKING,
    HolidayDo.SHORT: DayKind.SHORT,
    HolidayDo.PLAIN: None,
}


async def holidays(message: Message, command: CommandObject, holidays: Holidays) -> None:
    await holidays.command(person_of(message), chat_of(message), command.args or "")


async def press(press: CallbackQuery, callback_data: HolidayPress, holidays: Holidays) -> None:
    person, where, ours = press.from_user.id, chat_of(press.message), pressed_message(press)
    country, at, do = callback_data.country, callback_data.at, callback_data.do
    match do:
        case HolidayDo.SHOW:
            await holidays.show(where, country, at, instead_of=ours)
        case HolidayDo.PICK:
            await holidays.pick(person, where, country, at, instead_of=ours)
        case HolidayDo.DAY:
            await holidays.ask(person, where, country, at, instead_of=ours)
        case _:
            await holidays.change(person, where, country, at, BECOMES[do], instead_of=ours)


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent())
    router.callback_query.filter(InStaffGroup())
    router.message.register(holidays, Command("holidays"))
    router.callback_query.register(press, HolidayPress.filter())
    return router
