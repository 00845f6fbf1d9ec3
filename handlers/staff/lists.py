"""The queue, an agent's own tickets, and a ticket by its number: anywhere in a staff group."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.list_callbacks import ListDo, ListPress
from bot.domain.desk_list import ListView
from bot.domain.errors import OutdatedButton
from bot.domain.group import StaffGroup
from bot.domain.notice import Notice
from bot.domain.people import Agent
from bot.domain.ticket import Ticket
from bot.services.lists import TicketLists
from handlers.filters import FromAgent, InStaffGroup, TicketHere
from handlers.incoming import chat_of, pressed_message


async def queue(message: Message, group: StaffGroup, ticket_lists: TicketLists) -> None:
    await ticket_lists.show(group, ListView(), chat_of(message))


async def mine(message: Message, group: StaffGroup, agent: Agent, ticket_lists: TicketLists) -> None:
    await ticket_lists.show(group, ListView(agent.id), chat_of(message))


async def in_a_ticket(
    message: Message, command: CommandObject, ticket: Ticket, ticket_lists: TicketLists
) -> None:
    await ticket_lists.glance(command.args or "", chat_of(message), beside=ticket)


async def by_number(message: Message, command: CommandObject, ticket_lists: TicketLists) -> None:
    await ticket_lists.glance(command.args or "", chat_of(message), beside=None)


async def pressed(
    press: CallbackQuery,
    callback_data: ListPress,
    agent: Agent,
    group: StaffGroup,
    ticket_lists: TicketLists,
) -> Notice | None:
    view, where, ours = callback_data.view(agent.id), chat_of(press.message), pressed_message(press)
    if view is None:
        raise OutdatedButton
    if callback_data.do is ListDo.TAKE:
        return await ticket_lists.take_next(
            agent, group, view, where, seen=callback_data.number, instead_of=ours
        )
    await ticket_lists.show(group, view, where, instead_of=ours, choosing=CHOOSING.get(callback_data.do, ""))
    return None


CHOOSING = {
    ListDo.PRODUCT: "product",
    ListDo.DEPARTMENT: "department",
    ListDo.STATE: "state",
    ListDo.DUE: "due",
}


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent())
    router.message.register(queue, Command("queue"))
    router.message.register(mine, Command("mine"))
    router.message.register(in_a_ticket, Command("ticket"), TicketHere())
    router.message.register(by_number, Command("ticket"))
    router.callback_query.filter(InStaffGroup())
    router.callback_query.register(pressed, ListPress.filter())
    return router
