"""Agents' buttons: the card's, and those of the questions the bot asks agents."""

from typing import Any

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery

from bot.channels.telegram.callbacks import DeskDo, DeskPress
from bot.domain.errors import OutdatedButton
from bot.domain.group import StaffGroup
from bot.domain.people import Agent
from bot.domain.ticket import Ticket
from bot.services.assignment import Assignment
from bot.services.clocks import SlaClocks
from bot.services.closing import Closing
from bot.services.desk import Desk
from bot.services.desk_ports import IntentKind
from bot.services.desk_views import DeskViews
from bot.services.entitlements import Entitlements
from bot.services.filling_in import FillingIn
from bot.services.ports import UnitOfWork
from bot.services.urgency import Urgency
from handlers.filters import InStaffGroup


class TicketOfButton(Filter):
    """The ticket that an agent's button names."""

    async def __call__(
        self, press: CallbackQuery, callback_data: DeskPress, uow: UnitOfWork
    ) -> bool | dict[str, Any]:
        ticket = await uow.tickets.find(callback_data.ticket)
        return {"ticket": ticket} if ticket else False


async def work(
    press: CallbackQuery, callback_data: DeskPress, agent: Agent, ticket: Ticket, desk: Desk
) -> None:
    match callback_data.do:
        case DeskDo.ASK:
            await desk.expect(agent, ticket, IntentKind.QUESTION)
        case DeskDo.NOTE:
            await desk.expect(agent, ticket, IntentKind.NOTE)
        case DeskDo.RESOLVE:
            await desk.resolve(agent, ticket)


async def look(press: CallbackQuery, callback_data: DeskPress, ticket: Ticket, desk_views: DeskViews) -> None:
    match callback_data.do:
        case DeskDo.MORE:
            await desk_views.show_more(ticket)
        case DeskDo.HISTORY:
            await desk_views.history(ticket)


async def who_works(
    press: CallbackQuery,
    callback_data: DeskPress,
    agent: Agent,
    ticket: Ticket,
    group: StaffGroup,
    assignment: Assignment,
) -> None:
    match callback_data.do:
        case DeskDo.TAKE:
            await assignment.take(agent, ticket)
        case DeskDo.RELEASE:
            await assignment.release(agent, ticket)
        case DeskDo.ASSIGN:
            await assignment.offer(ticket, group)
        case DeskDo.HANDOVER_NOTE:
            await assignment.ask_for_note(agent, ticket, callback_data.arg)
        case DeskDo.ASSIGN_TO:
            colleague, _, seen = callback_data.arg.partition("-")
            if not (colleague.isdecimal() and seen.isdecimal()):
                raise OutdatedButton
            await assignment.assign_by_button(agent, ticket, int(colleague), group, seen_assignee=int(seen))


async def time_and_urgency(
    press: CallbackQuery,
    callback_data: DeskPress,
    agent: Agent,
    ticket: Ticket,
    urgency: Urgency,
    sla_clocks: SlaClocks,
) -> None:
    match callback_data.do:
        case DeskDo.PRIORITY:
            await urgency.offer(ticket)
        case DeskDo.SET_PRIORITY:
            await urgency.press(agent, ticket, callback_data.arg)
        case DeskDo.DUE_TIMES:
            await sla_clocks.show_due_times(ticket)


async def missing_answers(
    press: CallbackQuery, callback_data: DeskPress, agent: Agent, ticket: Ticket, filling_in: FillingIn
) -> None:
    key, _, option = callback_data.arg.partition(".")
    match callback_data.do:
        case DeskDo.ASK_MISSING:
            await filling_in.ask_customer(agent, ticket)
        case DeskDo.FILL_IN:
            await filling_in.choose(agent, ticket)
        case DeskDo.FILL_IN_FIELD:
            await filling_in.expect(agent, ticket, key)
        case DeskDo.FILL_IN_WITH:
            await filling_in.press(agent, ticket, key, option)


async def decision(
    press: CallbackQuery, callback_data: DeskPress, agent: Agent, ticket: Ticket, desk: Desk
) -> None:
    match callback_data.do:
        case DeskDo.CLOSE:
            await desk.ask_closing_reason(ticket)
        case DeskDo.CLOSE_FOR:
            await desk.close(agent, ticket, callback_data.arg)
        case DeskDo.SEND_HELD:
            await desk.send_held(agent, ticket, _id(callback_data))
        case DeskDo.NOTE_HELD:
            await desk.note_held(agent, ticket, _id(callback_data))
        case DeskDo.NEVER_MIND:
            await desk.never_mind(agent, ticket, _id(callback_data))


async def silence(
    press: CallbackQuery, callback_data: DeskPress, agent: Agent, ticket: Ticket, closing: Closing
) -> None:
    await closing.take_as_note(agent, ticket)


def _id(press: DeskPress) -> int:
    if not press.arg.isdecimal():
        raise OutdatedButton
    return int(press.arg)


async def let_pass(press: CallbackQuery, agent: Agent, ticket: Ticket, entitlements: Entitlements) -> None:
    await entitlements.ask_reason(agent, ticket)


WHO_WORKS = {DeskDo.TAKE, DeskDo.RELEASE, DeskDo.ASSIGN, DeskDo.ASSIGN_TO, DeskDo.HANDOVER_NOTE}
MISSING = {DeskDo.ASK_MISSING, DeskDo.FILL_IN, DeskDo.FILL_IN_FIELD, DeskDo.FILL_IN_WITH}
TIME_AND_URGENCY = {DeskDo.PRIORITY, DeskDo.SET_PRIORITY, DeskDo.DUE_TIMES}
WORK = {DeskDo.ASK, DeskDo.NOTE, DeskDo.RESOLVE}
LOOK = {DeskDo.MORE, DeskDo.HISTORY}


def create_router() -> Router:
    router = Router(name=__name__)
    router.callback_query.filter(InStaffGroup(), DeskPress.filter(), TicketOfButton())
    router.callback_query.register(who_works, DeskPress.filter(F.do.in_(WHO_WORKS)))
    router.callback_query.register(look, DeskPress.filter(F.do.in_(LOOK)))
    router.callback_query.register(work, DeskPress.filter(F.do.in_(WORK)))
    router.callback_query.register(time_and_urgency, DeskPress.filter(F.do.in_(TIME_AND_URGENCY)))
    router.callback_query.register(missing_answers, DeskPress.filter(F.do.in_(MISSING)))
    router.callback_query.register(silence, DeskPress.filter(F.do == DeskDo.TAKE_AS_NOTE))
    router.callback_query.register(let_pass, DeskPress.filter(F.do == DeskDo.LET_PASS))
    router.callback_query.register(decision, DeskPress.filter())
    return router
