"""What agents do with several tickets: merge, split, link."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.callbacks import DeskDo, DeskPress
from bot.domain.errors import OutdatedButton
from bot.domain.people import Agent
from bot.domain.ticket import Ticket
from bot.services.desk import Desk
from bot.services.desk_ports import IntentKind
from bot.services.linking import Linking
from bot.services.merging import Merging
from bot.services.splitting import Splitting
from handlers.filters import FromAgent, InStaffGroup, TicketHere
from handlers.incoming import replied_to
from handlers.staff.buttons import TicketOfButton


async def merge(
    message: Message, command: CommandObject, agent: Agent, ticket: Ticket, merging: Merging, desk: Desk
) -> None:
    if command.args:
        await merging.offer(agent, ticket, command.args)
    else:
        await desk.expect(agent, ticket, IntentKind.MERGE)


async def link(
    message: Message, command: CommandObject, agent: Agent, ticket: Ticket, linking: Linking, desk: Desk
) -> None:
    if command.args:
        await linking.link(agent, ticket, command.args)
    elif not await linking.show(ticket):
        await desk.expect(agent, ticket, IntentKind.LINK)


async def split(message: Message, ticket: Ticket, splitting: Splitting) -> None:
    await splitting.offer(ticket, replied_to(message))


async def merge_button(
    press: CallbackQuery,
    callback_data: DeskPress,
    agent: Agent,
    ticket: Ticket,
    merging: Merging,
    desk: Desk,
) -> None:
    match callback_data.do:
        case DeskDo.MERGE:
            await desk.expect(agent, ticket, IntentKind.MERGE)
        case DeskDo.MERGE_INTO:
            (into,) = _ids(callback_data, 1)
            await merging.merge(agent, ticket, into)
        case DeskDo.UNMERGE:
            await merging.undo(agent, ticket)


async def split_button(
    press: CallbackQuery, callback_data: DeskPress, agent: Agent, ticket: Ticket, splitting: Splitting
) -> None:
    match callback_data.do:
        case DeskDo.SPLIT:
            splitting.explain(ticket)
        case DeskDo.SPLIT_OFF:
            first, last = _ids(callback_data, 2)
            await splitting.split(agent, ticket, first, last)


async def link_button(
    press: CallbackQuery,
    callback_data: DeskPress,
    agent: Agent,
    ticket: Ticket,
    linking: Linking,
    desk: Desk,
) -> None:
    match callback_data.do:
        case DeskDo.LINK if not await linking.show(ticket):
            await desk.expect(agent, ticket, IntentKind.LINK)
        case DeskDo.UNLINK:
            await linking.unlink(agent, ticket)
        case DeskDo.TELL_OTHERS:
            (message,) = _ids(callback_data, 1)
            await linking.pass_on(ticket, message)
        case DeskDo.PROMISE_OTHERS:
            await linking.pass_on_promise(agent, ticket, callback_data.arg)


def _ids(press: DeskPress, number: int) -> list[int]:
    given = press.arg.split("-")
    if len(given) != number or not all(each.isdecimal() for each in given):
        raise OutdatedButton
    return [int(each) for each in given]


MERGE = {DeskDo.MERGE, DeskDo.MERGE_INTO, DeskDo.UNMERGE}
SPLIT = {DeskDo.SPLIT, DeskDo.SPLIT_OFF}
LINK = {DeskDo.LINK, DeskDo.UNLINK, DeskDo.TELL_OTHERS, DeskDo.PROMISE_OTHERS}


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent(), TicketHere())
    router.callback_query.filter(InStaffGroup(), DeskPress.filter(), TicketOfButton())
    router.message.register(merge, Command("merge"))
    router.message.register(split, Command("split"))
    router.message.register(link, Command("link"))
    router.callback_query.register(merge_button, DeskPress.filter(F.do.in_(MERGE)))
    router.callback_query.register(split_button, DeskPress.filter(F.do.in_(SPLIT)))
    router.callback_query.register(link_button, DeskPress.filter(F.do.in_(LINK)))
    return router
