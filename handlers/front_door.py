"""Where raw updates come in: understood by aiogram, refused in words, answered after the commit."""

import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Protocol

from aiogram import Bot, Dispatcher
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message, Update

from bot.domain.delivery import refusal_to_customer, words_to_chat, words_to_customer
from bot.domain.errors import AlreadyRecorded, Refusal
from bot.domain.message import Source
from bot.domain.notice import Notice
from bot.services.alarms import Alarms
from bot.services.closing import tell_that_closing_waits
from bot.services.meter import UNCOUNTED, Meter
from bot.services.ports import Catalog, Clock, UnitOfWork
from handlers import routers
from handlers.context import TELEGRAM, Context
from handlers.incoming import ANONYMOUS_ADMIN

log = logging.getLogger(__name__)

AfterCommit = Callable[[], Coroutine[Any, Any, None]]


class PressAnswerer(Protocol):
    """Answers button presses; the channel does."""

    async def answer(
        self, press_id: str, *, language: str, code: str = "", data: Mapping[str, Any] | None = None
    ) -> None: ...


class FrontDoor:
    """The effects of an update run in a savepoint: a refusal undoes them, and its words are kept."""

    def __init__(
        self,
        bot: Bot,
        *,
        catalog: Catalog,
        clock: Clock,
        alarms: Alarms,
        staff_language: str,
        presses: PressAnswerer,
        guess_language: Callable[[str | None], str],
        meter: Meter = UNCOUNTED,
        **by_name: Any,
    ) -> None:
        self.bot = bot
        self.meter = meter
        self.alarms = alarms
        self.staff_language = staff_language
        self.presses = presses
        self.dispatcher = Dispatcher(disable_fsm=True, staff_language=staff_language, **by_name)
        self.context = Context(catalog=catalog, clock=clock, alarms=alarms, guess=guess_language)
        self.dispatcher.update.outer_middleware(self.context)
        self.dispatcher.include_routers(*routers.create_routers())

    async def handle(self, update: dict[str, Any], uow: UnitOfWork) -> AfterCommit | None:
        # `feed_raw_update` would write a refusal into the log, with everything around it.
        decoded = Update.model_validate(update, context={"bot": self.bot})
        refusal: Refusal | None = None
        uow.asked_in = _chat_of(decoded)
        told: Any = None
        try:
            async with uow.savepoint():
                told = await self.dispatcher.feed_update(self.bot, decoded, uow=uow)
        except AlreadyRecorded:
            return None
        except Refusal as refused:
            log.info("refused: %s", refused.code)
            self.meter.refused(refused.code)
            refusal = refused
        if decoded.callback_query:
            answer = refusal or (told if isinstance(told, Notice) else None)
            return await self._press_answer(decoded.callback_query, answer, uow)
        if refusal and decoded.message:
            await self._say_no(decoded.message, refusal, uow)
        return None

    async def slow_down(self, update: dict[str, Any], uow: UnitOfWork) -> None:
        chat = _message_of(update).get("chat")
        if not isinstance(chat, dict):
            return
        if customer := await uow.customers.find(TELEGRAM, str(chat.get("id"))):
            uow.deliver(words_to_customer(customer.id, "slow_down", slot=f"slow-down-{customer.id}"))

    async def give_up(self, update: dict[str, Any], uow: UnitOfWork, *, incident: str, error: str) -> None:
        self.alarms.update_failed(uow, incident=incident, update=update.get("update_id"), error=error)
        message, about = update.get("message"), _message_of(update)
        chat = about.get("chat")
        if not isinstance(chat, dict) or not _is_from_people(update):
            return
        if chat.get("type") == "private":
            customer = await uow.customers.find(TELEGRAM, str(chat.get("id")))
            if customer and about is message:
                uow.deliver(words_to_customer(customer.id, "incident", number=incident))
            if customer:
                await tell_that_closing_waits(uow, customer, incident)
        elif not isinstance(message, dict):
            return
        elif group := await uow.groups.find(_id(chat.get("id")) or 0):
            thread = _id(message.get("message_thread_id")) if message.get("is_topic_message") else None
            number = _id(message.get("message_id"))
            source = Source(group.chat_id, number) if number else None
            uow.deliver(
                words_to_chat(group.chat_id, "incident", thread=thread, reply_to=source, number=incident)
            )

    async def _press_answer(
        self, press: CallbackQuery, told: Refusal | Notice | None, uow: UnitOfWork
    ) -> AfterCommit:
        language = await self._language(press, uow)

        async def answer() -> None:
            await self.presses.answer(
                press.id,
                language=language,
                code=told.code if told else "",
                data=told.data if told else None,
            )

        return answer

    async def _language(self, press: CallbackQuery, uow: UnitOfWork) -> str:
        """Of the person who pressed: agents read the group's, customers their own."""
        if press.message is None or press.message.chat.type != ChatType.PRIVATE:
            group = await uow.groups.find(press.message.chat.id) if press.message else None
            return (group and group.language) or self.staff_language
        return (await self.context.customer(uow, press.from_user)).language

    async def _say_no(self, message: Message, refusal: Refusal, uow: UnitOfWork) -> None:
        """To the person who wrote, as a reply to what was refused."""
        source = Source(message.chat.id, message.message_id)
        if message.chat.type != ChatType.PRIVATE:
            thread = message.message_thread_id if message.is_topic_message else None
            why, about = refusal.code, dict(refusal.data)
            uow.deliver(
                words_to_chat(
                    message.chat.id, "refused", thread=thread, reply_to=source, why=why, about=about
                )
            )
        elif message.from_user:
            customer = await self.context.customer(uow, message.from_user)
            uow.deliver(refusal_to_customer(customer.id, refusal, reply_to=source))


def _message_of(update: dict[str, Any]) -> dict[str, Any]:
    """What was written, or what a button was pressed under, of an update that may be nonsense."""
    message, pressed = update.get("message"), update.get("callback_query")
    asked = pressed.get("message") if isinstance(pressed, dict) else None
    about = message if isinstance(message, dict) else asked
    return about if isinstance(about, dict) else {}


def _is_from_people(update: dict[str, Any]) -> bool:
    """As `is_person` has it, of an update that may be nonsense; where it names nobody, a person may wait."""
    said = update.get("message") or update.get("callback_query")
    if not isinstance(said, dict):
        return True
    sender, chat = said.get("from"), said.get("chat")
    if isinstance(sender, dict) and sender.get("is_bot") and sender.get("id") != ANONYMOUS_ADMIN:
        return False
    written_as = said.get("sender_chat", chat)
    return not (isinstance(written_as, dict) and isinstance(chat, dict)) or written_as.get("id") == chat.get(
        "id"
    )


def _id(value: Any) -> int | None:
    """As a database takes it; None for what else stands in its place in an update that is nonsense."""
    return value if isinstance(value, int) and abs(value) < 2**63 else None


def _chat_of(update: Update) -> int | None:
    """Where somebody says or presses something."""
    press = update.callback_query
    message = update.message or update.edited_message or (press and press.message)
    return message.chat.id if message else None
