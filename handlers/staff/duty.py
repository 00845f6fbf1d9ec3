"""Who is on duty in a staff group."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.callbacks import DutyPress
from bot.domain.duty import Duty
from bot.domain.group import StaffGroup
from bot.domain.people import Agent
from bot.services.duty import DutyRoster
from handlers.filters import FromAgent, InStaffGroup
from handlers.incoming import chat_of, pressed_message


async def duty(message: Message, agent: Agent, group: StaffGroup, duty_roster: DutyRoster) -> None:
    await duty_roster.come(agent, group, chat_of(message))


async def away(message: Message, agent: Agent, group: StaffGroup, duty_roster: DutyRoster) -> None:
    await duty_roster.go(agent, group, chat_of(message))


async def came(press: CallbackQuery, agent: Agent, group: StaffGroup, duty_roster: DutyRoster) -> None:
    await duty_roster.come(agent, group, chat_of(press.message), instead_of=pressed_message(press))


async def went(press: CallbackQuery, agent: Agent, group: StaffGroup, duty_roster: DutyRoster) -> None:
    await duty_roster.go(agent, group, chat_of(press.message), instead_of=pressed_message(press))


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent())
    router.message.register(duty, Command("duty"))
    router.message.register(away, Command("away"))
    router.callback_query.filter(InStaffGroup())
    router.callback_query.register(came, DutyPress.filter(F.duty == Duty.ON))
    router.callback_query.register(went, DutyPress.filter(F.duty == Duty.AWAY))
    return router
