"""Filters that hand over what they found."""

import re
from typing import Any

from aiogram import Bot
from aiogram.enums import ContentType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message
from aiogram.utils.magic_filter import MagicFilter

from bot.domain.group import StaffGroup
from bot.domain.message import Source
from bot.domain.people import Agent
from bot.domain.ticket import Ticket
from bot.services.about import learnt
from bot.services.ports import UnitOfWork
from handlers.incoming import is_person, replied_to

_ADDRESSED_COMMAND = re.compile(r"/\w+@(\w+)")

TOLD_BY_TELEGRAM = {
    ContentType.FORUM_TOPIC_CREATED,
    ContentType.LEFT_CHAT_MEMBER,
    ContentType.MIGRATE_TO_CHAT_ID,
    ContentType.MIGRATE_FROM_CHAT_ID,
}
"""What happened to a group, whoever did it: a bot may, this one, too."""


class Where(Filter):
    """What one of aiogram's `F` finds. A bare one is looked at in another thread each time, like all that is
    not asynchronous: dozens of trips an update, each of which takes longer than the look."""

    def __init__(self, magic: MagicFilter) -> None:
        self._magic = magic

    async def __call__(self, event: Message | CallbackQuery | ChatMemberUpdated) -> Any:
        return self._magic.resolve(event)


class FromPeople(Filter):
    """Bots are not answered, not even with a refusal: two that answer each other would never end."""

    async def __call__(self, event: Message | CallbackQuery) -> bool:
        if isinstance(event, CallbackQuery):
            return is_person(event.from_user)
        return event.content_type in TOLD_BY_TELEGRAM or is_person(event.from_user, event)


class InStaffGroup(Filter):
    """Updates of staff groups."""

    async def __call__(self, event: Message | CallbackQuery, group: StaffGroup | None = None) -> bool:
        return group is not None


class FromAgent(Filter):
    """The author is a person of the staff group, not a bot or a linked channel."""

    async def __call__(self, message: Message, agent: Agent | None = None) -> bool:
        return agent is not None


class ForAnotherBot(Filter):
    """A command with the name of a bot that is not this one: `/stats@other_bot`."""

    async def __call__(self, message: Message, bot: Bot) -> bool:
        name = _ADDRESSED_COMMAND.match(message.text or message.caption or "")
        return name is not None and name[1].lower() != ((await bot.me()).username or "").lower()


class LooksLikeCommand(Filter):
    """Spares what people say to each other the question which command it is."""

    async def __call__(self, message: Message) -> bool:
        return (message.text or message.caption or "").lstrip().startswith("/")


class Replies(Filter):
    """To a message, not just to the topic it stands in."""

    async def __call__(self, message: Message) -> bool:
        return replied_to(message) is not None


class TicketHere(Filter):
    """The ticket that a message in the group is about: its topic's, or that of the message replied to."""

    async def __call__(self, message: Message, uow: UnitOfWork) -> bool | dict[str, Any]:
        ticket = await self._ticket(message, uow)
        if ticket is None:
            return False
        learnt(ticket=ticket.name, ticket_id=ticket.id)
        return {"ticket": ticket}

    async def _ticket(self, message: Message, uow: UnitOfWork) -> Ticket | None:
        if message.is_topic_message and message.message_thread_id:
            return await uow.tickets.in_place(message.chat.id, message.message_thread_id)
        target = replied_to(message)
        ticket_id = await self._ticket_of(uow, target) if target else None
        return await uow.tickets.get(ticket_id) if ticket_id else None

    async def _ticket_of(self, uow: UnitOfWork, target: Source) -> int | None:
        link = await uow.links.at(target)
        if link:
            return link.ticket_id
        colleague = await uow.messages.at(target)
        return colleague.ticket_id if colleague else None
