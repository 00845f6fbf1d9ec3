"""Other departments, promised updates, answers that are more than words: agents' commands and buttons."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.callbacks import DeskDo, DeskPress
from bot.domain.errors import OutdatedButton
from bot.domain.people import Actor, Agent
from bot.domain.ticket import Ticket
from bot.services.builds import NewBuilds
from bot.services.desk import Desk
from bot.services.desk_ports import IntentKind
from bot.services.escalation import Escalation
from bot.services.options import Options
from bot.services.shipping import Shipping
from handlers.filters import FromAgent, InStaffGroup, TicketHere
from handlers.incoming import pressed_message, without_command
from handlers.staff.buttons import TicketOfButton


async def escalate(
    message: Message, command: CommandObject, agent: Agent, ticket: Ticket, escalation: Escalation
) -> None:
    if command.args:
        said = without_command(message, Actor.agent(agent.id), command.args)
        await escalation.escalate(agent, ticket, said)
    else:
        await escalation.offer(ticket)


async def return_(
    message: Message, command: CommandObject, agent: Agent, ticket: Ticket, escalation: Escalation
) -> None:
    if command.args:
        said = without_command(message, Actor.agent(agent.id), command.args)
        await escalation.return_(agent, ticket, said)
    else:
        await escalation.expect_return(agent, ticket)


async def eta(
    message: Message, command: CommandObject, agent: Agent, ticket: Ticket, escalation: Escalation
) -> None:
    await escalation.promise(agent, ticket, command.args or "")


async def ship(
    message: Message, command: CommandObject, agent: Agent, ticket: Ticket, shipping: Shipping
) -> None:
    await shipping.ship(agent, ticket, command.args or "")


async def offer_options(
    message: Message, command: CommandObject, agent: Agent, ticket: Ticket, options: Options, desk: Desk
) -> None:
    if command.args:
        said = without_command(message, Actor.agent(agent.id), command.args)
        await options.ask(agent, ticket, said)
    else:
        await desk.expect(agent, ticket, IntentKind.OPTIONS)


async def build(
    message: Message, command: CommandObject, agent: Agent, ticket: Ticket, new_builds: NewBuilds
) -> None:
    said = without_command(message, Actor.agent(agent.id), command.args or "")
    await new_builds.bring(agent, ticket, said)


async def pressed(
    press: CallbackQuery,
    callback_data: DeskPress,
    agent: Agent,
    ticket: Ticket,
    escalation: Escalation,
    desk: Desk,
) -> None:
    match callback_data.do:
        case DeskDo.ESCALATE:
            await escalation.offer(ticket)
        case DeskDo.ESCALATE_TO:
            await escalation.choose(agent, ticket, callback_data.arg)
        case DeskDo.OPTIONS:
            await desk.expect(agent, ticket, IntentKind.OPTIONS)


async def send_shipped(
    press: CallbackQuery, callback_data: DeskPress, agent: Agent, ticket: Ticket, shipping: Shipping
) -> None:
    await shipping.send(agent, ticket, callback_data.arg, pressed_message(press))


async def without_checksum(
    press: CallbackQuery, callback_data: DeskPress, agent: Agent, ticket: Ticket, new_builds: NewBuilds
) -> None:
    if not callback_data.arg.isdecimal():
        raise OutdatedButton
    await new_builds.without_checksum(agent, ticket, int(callback_data.arg))


PRESSED = {DeskDo.ESCALATE, DeskDo.ESCALATE_TO, DeskDo.OPTIONS}


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent(), TicketHere())
    router.message.register(escalate, Command("escalate"))
    router.message.register(return_, Command("return"))
    router.message.register(eta, Command("eta"))
    router.message.register(ship, Command("ship"))
    router.message.register(offer_options, Command("options"))
    router.message.register(build, Command("build"))
    router.callback_query.filter(InStaffGroup(), DeskPress.filter(), TicketOfButton())
    router.callback_query.register(pressed, DeskPress.filter(F.do.in_(PRESSED)))
    router.callback_query.register(send_shipped, DeskPress.filter(F.do == DeskDo.SEND_SHIPPED))
    router.callback_query.register(without_checksum, DeskPress.filter(F.do == DeskDo.NO_CHECKSUM))
    return router
