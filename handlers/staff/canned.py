"""Canned answers: sent in tickets' places, and kept by administrators."""

from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from bot.channels.telegram.callbacks import CannedDo, CannedPress, DeskDo, DeskPress
from bot.domain.errors import CannedUsage, OutdatedButton
from bot.domain.message import Message as Said
from bot.domain.people import Actor, Agent
from bot.domain.said_verbs import ADD, CHANGE, REMOVE
from bot.domain.ticket import Ticket
from bot.services.canned_book import CannedBook
from bot.services.canned_desk import CannedDesk, Moment
from handlers.filters import FromAgent, InStaffGroup, TicketHere, Where
from handlers.incoming import chat_of, incoming, person_of, pressed_message, replied_to, without_command
from handlers.staff.buttons import TicketOfButton

OF_A_TICKET = {DeskDo.CANNED, DeskDo.CANNED_PICK, DeskDo.CANNED_SEND, DeskDo.CANNED_DROP}


class NewTextOfAnswer(Filter):
    """A reply to the question for another text; which answer it is for stands on the question's button."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        target = message.reply_to_message if replied_to(message) else None
        if target is None or target.from_user is None or not _is_me(message, target.from_user.id):
            return False
        rows = target.reply_markup.inline_keyboard if target.reply_markup else []
        asked = next((press for row in rows for each in row if (press := _asking(each))), None)
        return {"canned_id": asked.id} if asked else False


def _is_me(message: Message, person: int) -> bool:
    return message.bot is not None and message.bot.id == person


def _asking(button: InlineKeyboardButton) -> CannedPress | None:
    try:
        press = CannedPress.unpack(button.callback_data or "")
    except (TypeError, ValueError):
        return None
    return press if press.do is CannedDo.NEVER_MIND else None


async def by_name(
    message: Message,
    command: CommandObject,
    agent: Agent,
    ticket: Ticket,
    canned_desk: CannedDesk,
    moment: Moment,
) -> None:
    name = " ".join((command.args or "").split())
    if name:
        said = incoming(message, Actor.agent(agent.id))
        await canned_desk.say(agent, ticket, name, said, moment)
    else:
        await canned_desk.offer(ticket)


async def in_ticket(
    press: CallbackQuery,
    callback_data: DeskPress,
    agent: Agent,
    ticket: Ticket,
    canned_desk: CannedDesk,
    moment: Moment,
) -> None:
    match callback_data.do:
        case DeskDo.CANNED if callback_data.arg:
            await canned_desk.offer(ticket, _number(callback_data.arg), pressed_message(press))
        case DeskDo.CANNED:
            await canned_desk.offer(ticket)
        case DeskDo.CANNED_PICK:
            await canned_desk.preview(ticket, _number(callback_data.arg), moment)
        case DeskDo.CANNED_SEND:
            await canned_desk.send(agent, ticket, callback_data.arg, pressed_message(press), moment)
        case DeskDo.CANNED_DROP:
            await canned_desk.drop(ticket, pressed_message(press))


def _number(arg: str) -> int:
    if not arg.isdecimal():
        raise OutdatedButton
    return int(arg)


async def command(
    message: Message,
    command: CommandObject,
    agent: Agent,
    canned_book: CannedBook,
    staff_language: str,
    languages: tuple[str, ...],
) -> None:
    head, _, rest = (command.args or "").partition("\n")
    given = head.split()
    if not given:
        await canned_book.show_all(chat_of(message))
        return
    verb, person, where = given[0].lower(), person_of(message), chat_of(message)
    if verb in REMOVE:
        await canned_book.delete_named(person, agent, where, given[1:], languages=languages)
        return
    if verb not in ADD | CHANGE:
        raise CannedUsage
    await canned_book.write(
        person,
        agent,
        where,
        _text(message, rest, agent),
        given[1:],
        anew=verb in ADD,
        language=staff_language,
        languages=languages,
    )


def _text(message: Message, rest: str, agent: Agent) -> Said:
    """What stands on the lines after the command, else in the message that it replies to."""
    author, text = Actor.agent(agent.id), rest.strip()
    target = message.reply_to_message if replied_to(message) else None
    if not text and target:
        return incoming(target, author)
    return without_command(
        message, author, (message.text or message.caption or "")[-len(text) :] if text else ""
    )


async def new_text(message: Message, canned_id: int, agent: Agent, canned_book: CannedBook) -> None:
    said = incoming(message, Actor.agent(agent.id))
    person = person_of(message)
    await canned_book.change(person, agent, chat_of(message), canned_id, said)


async def in_book(
    press: CallbackQuery, callback_data: CannedPress, agent: Agent, canned_book: CannedBook
) -> None:
    shown, where, answer = pressed_message(press), chat_of(press.message), callback_data.id
    person = press.from_user.id
    match callback_data.do:
        case CannedDo.LIST:
            await canned_book.show_all(where, shown, page=answer)
        case CannedDo.AROUND:
            await canned_book.show_around(answer, where, shown)
        case CannedDo.SHOW | CannedDo.NEVER_MIND:
            await canned_book.show(answer, where, shown)
        case CannedDo.CHANGE:
            await canned_book.ask_text(person, answer, agent, where)
        case CannedDo.DELETE:
            await canned_book.ask_deletion(person, answer, where, shown)
        case CannedDo.DELETE_YES:
            await canned_book.delete(person, agent, answer, where, shown)


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent())
    router.callback_query.filter(InStaffGroup())
    router.message.register(command, Command("canned"))
    router.message.register(by_name, Command("c"), TicketHere())
    router.callback_query.register(in_book, CannedPress.filter())
    router.callback_query.register(in_ticket, DeskPress.filter(F.do.in_(OF_A_TICKET)), TicketOfButton())
    return router


def create_words_router() -> Router:
    router = Router(name=f"{__name__}.words")
    router.message.register(new_text, NewTextOfAnswer(), Where(F.text | F.caption))
    return router
