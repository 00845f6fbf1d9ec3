"""What every handler may ask for by name: who it is, and the use cases over this update's transaction."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.enums import ChatType
from aiogram.types import Chat, TelegramObject, Update, User
from aiogram.types import Message as TelegramMessage

from bot.domain.people import Agent, Customer
from bot.services.people import People
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.use_cases import UseCases

TELEGRAM = "telegram"
ANONYMOUS_ADMIN = 1087968824
"""Telegram's own bot in whose name administrators write when they hide theirs."""

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Context(BaseMiddleware):
    """Carries context; decides nothing, writes nothing but who somebody is."""

    def __init__(
        self, *, catalog: Catalog, clock: Clock, staff_chat: int | None, guess: Callable[[str | None], str]
    ) -> None:
        self.catalog = catalog
        self.clock = clock
        self.staff_chat = staff_chat
        self.guess = guess
        """The language to begin with, from the one that Telegram reports."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        uow: UnitOfWork = data["uow"]
        use_cases = UseCases(uow, self.catalog, self.clock)
        data.update(vars(use_cases), clock=self.clock)
        chat: Chat | None = data.get("event_chat")
        user: User | None = data.get("event_from_user")
        if chat and user and isinstance(event, Update):
            if chat.type == ChatType.PRIVATE and not user.is_bot:
                data["customer"] = await self.customer(uow, user, is_here=event.my_chat_member is None)
            elif chat.id == self.staff_chat and event.my_chat_member is None:
                agent = await self._agent(uow, user, event.message or event.edited_message)
                if agent:
                    data["agent"] = agent
        return await handler(event, data)

    async def customer(self, uow: UnitOfWork, user: User, *, is_here: bool = True) -> Customer:
        """The customer that a person of Telegram is, made at the first meeting."""
        return await People(uow, self.clock).recognise(
            TELEGRAM,
            str(user.id),
            name=user.full_name,
            username=user.username,
            language=self.guess(user.language_code),
            is_here=is_here,
        )

    async def _agent(self, uow: UnitOfWork, user: User, message: TelegramMessage | None) -> Agent | None:
        """Every member of the staff group is an agent; bots and channels are not."""
        if user.id == ANONYMOUS_ADMIN:
            name = (message and message.author_signature) or user.full_name
            return await uow.agents.recognise(f"{user.id}:{name}", name, None)
        if user.is_bot or _speaks_as_channel(message):
            return None
        return await uow.agents.recognise(str(user.id), user.full_name, user.username)


def _speaks_as_channel(message: TelegramMessage | None) -> bool:
    """The linked channel's posts come in Telegram's own name, which is no person either."""
    sender = message.sender_chat if message else None
    return sender is not None and message is not None and sender.id != message.chat.id
