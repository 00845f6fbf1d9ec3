"""What every handler may ask for by name: who it is, and the use cases over this update's transaction."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.enums import ChatType
from aiogram.types import Chat, TelegramObject, Update, User
from aiogram.types import Message as TelegramMessage

from bot.domain.people import Customer
from bot.services.alarms import Alarms
from bot.services.people import People
from bot.services.ports import Catalog, Clock, UnitOfWork
from bot.services.use_cases import UseCases
from handlers.incoming import ANONYMOUS_ADMIN, is_person

TELEGRAM = "telegram"

GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Context(BaseMiddleware):
    """Carries context; decides nothing, writes nothing but who somebody is."""

    def __init__(
        self, *, catalog: Catalog, clock: Clock, alarms: Alarms, guess: Callable[[str | None], str]
    ) -> None:
        self.catalog = catalog
        self.clock = clock
        self.alarms = alarms
        self.guess = guess
        """The language to begin with, from the one that Telegram reports."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        uow: UnitOfWork = data["uow"]
        use_cases = UseCases(uow, self.catalog, self.clock, self.alarms)
        data.update(vars(use_cases), clock=self.clock)
        chat: Chat | None = data.get("event_chat")
        user: User | None = data.get("event_from_user")
        if chat and user and isinstance(event, Update):
            if chat.type == ChatType.PRIVATE and not user.is_bot:
                data["customer"] = await self.customer(uow, user, is_here=event.my_chat_member is None)
            elif chat.type in GROUPS and event.my_chat_member is None:
                data.update(await self._staff(uow, chat, user, event.message or event.edited_message))
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

    async def _staff(
        self, uow: UnitOfWork, chat: Chat, user: User, message: TelegramMessage | None
    ) -> dict[str, Any]:
        """The staff group, and the agent: every member is one; bots and channels are not."""
        group = await uow.groups.find(chat.id)
        if group is None:
            return {}
        if chat.title and group.title != chat.title:
            await uow.groups.name(chat.id, chat.title)
        known: dict[str, Any] = {"group": group}
        if group.language:
            known["staff_language"] = group.language
        if not is_person(user, message):
            return known
        if user.id == ANONYMOUS_ADMIN:
            name = (message and message.author_signature) or user.full_name
            agent = await uow.agents.recognise(
                f"{user.id}:{name}", name, None, chat_id=chat.id, seen_at=self.clock.now()
            )
        else:
            agent = await uow.agents.recognise(
                str(user.id), user.full_name, user.username, chat_id=chat.id, seen_at=self.clock.now()
            )
        return known | {"agent": agent}
