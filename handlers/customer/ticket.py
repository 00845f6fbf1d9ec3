"""A customer's buttons about a ticket."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.channels.telegram.callbacks import OptionPress, TicketDo, TicketPress
from bot.domain.people import Customer
from bot.services.completion import Completion
from bot.services.conversation import Conversation
from bot.services.options import Options
from bot.services.resolution import Resolution
from bot.services.tickets import TicketWindow


async def look(
    press: CallbackQuery, callback_data: TicketPress, customer: Customer, ticket_window: TicketWindow
) -> None:
    await ticket_window.show_own(customer, callback_data.ticket)


async def write(
    press: CallbackQuery, callback_data: TicketPress, customer: Customer, conversation: Conversation
) -> None:
    await conversation.choose_ticket(customer, callback_data.ticket)


async def complete(
    press: CallbackQuery, callback_data: TicketPress, customer: Customer, completion: Completion
) -> None:
    await completion.open(customer, callback_data.ticket)


async def correct_number(
    press: CallbackQuery, callback_data: TicketPress, customer: Customer, completion: Completion
) -> None:
    await completion.correct_number(customer, callback_data.ticket)


async def place(
    press: CallbackQuery, callback_data: TicketPress, customer: Customer, conversation: Conversation
) -> None:
    if callback_data.ticket:
        await conversation.place_held(customer, callback_data.ticket)
    else:
        await conversation.new_request_with_held(customer)


async def history(
    press: CallbackQuery, callback_data: TicketPress, customer: Customer, ticket_window: TicketWindow
) -> None:
    await ticket_window.history(customer, callback_data.ticket)


async def verdict(
    press: CallbackQuery, callback_data: TicketPress, customer: Customer, resolution: Resolution
) -> None:
    ticket, no = callback_data.ticket, callback_data.no
    match callback_data.do:
        case TicketDo.CONFIRM:
            await resolution.confirm(customer, ticket, no)
        case TicketDo.REFUSE:
            await resolution.not_resolved(customer, ticket, no)
        case TicketDo.NOTE:
            await resolution.just_a_note(customer, ticket, no)
        case TicketDo.NEW:
            await resolution.new_request(customer, ticket)
        case TicketDo.REOPEN:
            await resolution.reopen(customer, ticket)
        case TicketDo.RATE:
            await resolution.rate(customer, ticket, no)


async def withdrawal(
    press: CallbackQuery, callback_data: TicketPress, customer: Customer, resolution: Resolution
) -> None:
    match callback_data.do:
        case TicketDo.WITHDRAW:
            await resolution.ask_withdrawal(customer, callback_data.ticket)
        case TicketDo.WITHDRAW_YES:
            await resolution.withdraw(customer, callback_data.ticket)
        case TicketDo.KEEP:
            await resolution.keep(customer, callback_data.ticket)


async def option(
    press: CallbackQuery, callback_data: OptionPress, customer: Customer, options: Options
) -> None:
    await options.choose(customer, callback_data.ticket, callback_data.question, callback_data.number)


WITHDRAWAL = {TicketDo.WITHDRAW, TicketDo.WITHDRAW_YES, TicketDo.KEEP}


def create_router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(option, OptionPress.filter())
    router.callback_query.register(look, TicketPress.filter(F.do == TicketDo.SHOW))
    router.callback_query.register(history, TicketPress.filter(F.do == TicketDo.HISTORY))
    router.callback_query.register(write, TicketPress.filter(F.do == TicketDo.WRITE))
    router.callback_query.register(complete, TicketPress.filter(F.do == TicketDo.COMPLETE))
    router.callback_query.register(correct_number, TicketPress.filter(F.do == TicketDo.CORRECT))
    router.callback_query.register(place, TicketPress.filter(F.do == TicketDo.PLACE))
    router.callback_query.register(withdrawal, TicketPress.filter(F.do.in_(WITHDRAWAL)))
    router.callback_query.register(verdict, TicketPress.filter())
    return router
