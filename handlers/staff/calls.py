"""An agent registers a request for a customer who has called."""

from collections.abc import Callable
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, Filter
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.callbacks import CallPress, ConsentPress, FormPress
from bot.domain.errors import NewOutsideTickets
from bot.domain.people import Actor, Agent
from bot.domain.steps import Gesture
from bot.services.calls import Calls
from handlers.customer import form
from handlers.customer.words import PEOPLES_MESSAGES
from handlers.filters import FromAgent, InStaffGroup, TicketHere, Where
from handlers.incoming import chat_of, incoming, replied_to


class CallersForm(Filter):
    """The form of a button, where it is this agent who fills it in; its customer goes along."""

    async def __call__(
        self, press: CallbackQuery, callback_data: FormPress, agent: Agent, calls: Calls
    ) -> bool | dict[str, Any]:
        return {"customer": await calls.customer_of(agent, callback_data.draft)}


async def new(message: Message, agent: Agent, calls: Calls) -> None:
    await calls.begin(agent, chat_of(message))


async def new_in_a_ticket(message: Message) -> None:
    raise NewOutsideTickets


async def cancel(message: Message, agent: Agent, calls: Calls) -> None:
    await calls.cancel(agent, chat_of(message))


async def chosen(press: CallbackQuery, callback_data: CallPress, agent: Agent, calls: Calls) -> None:
    where = chat_of(press.message)
    if callback_data.type:
        await calls.choose_type(agent, where, callback_data.product, callback_data.type)
    else:
        await calls.choose_product(agent, where, callback_data.product)


async def consent(press: CallbackQuery, callback_data: ConsentPress, agent: Agent, calls: Calls) -> None:
    if callback_data.agreed:
        await calls.agree(agent, callback_data.draft)
    else:
        await calls.decline(agent, callback_data.draft)


async def said(
    message: Message,
    agent: Agent,
    calls: Calls,
    gesture: Callable[[str], Gesture | None],
    staff_language: str,
) -> None:
    words = incoming(message, Actor.agent(agent.id))
    meant = None if words.attachment else gesture(words.text)
    await calls.said(agent, chat_of(message), words, language=staff_language, meant=meant)


async def _is_to_us(message: Message) -> bool:
    """Plain, or a reply to the bot; what is said to a colleague is no answer."""
    target = message.reply_to_message if replied_to(message) else None
    return target is None or (target.from_user is not None and target.from_user.is_bot)


def create_router() -> Router:
    router = Router(name=__name__)
    router.message.filter(InStaffGroup(), FromAgent())
    router.callback_query.filter(InStaffGroup())
    router.message.register(new_in_a_ticket, Command("new"), TicketHere())
    router.message.register(new, Command("new"))
    router.message.register(cancel, Command("cancel"))
    router.callback_query.register(chosen, CallPress.filter())
    router.callback_query.register(consent, ConsentPress.filter())
    router.callback_query.register(form.same, form.SAME, CallersForm())
    router.callback_query.register(form.whole, FormPress.filter(F.do.in_(form.OF_A_CALL)), CallersForm())
    router.callback_query.register(form.question, FormPress.filter(), CallersForm())
    return router


def create_words_router() -> Router:
    """Asked after the tickets' places: what is said there is theirs."""
    router = Router(name=f"{__name__}.words")
    router.message.filter(InStaffGroup(), FromAgent())
    router.message.register(said, Where(F.content_type.in_(PEOPLES_MESSAGES)), _is_to_us)
    return router
