"""Filters that hand over what they found."""

import re
from typing import Any

from aiogram import Bot
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.domain.group import StaffGroup
from bot.domain.message import Source
from bot.domain.people import Agent
from bot.services.ports import UnitOfWork
from handlers.incoming import replied_to

_ADDRESSED_COMMAND = re.compile(r"/\w+@(\w+)")


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


class TicketHere(Filter):
    """The ticket that a message in the group is about: its topic's, or that of the message replied to."""

    async def __call__(self, message: Message, uow: UnitOfWork) -> bool | dict[str, Any]:
        if message.is_topic_message and message.message_thread_id:
            ticket = await uow.tickets.in_place(message.chat.id, message.message_thread_id)
            return {"ticket": ticket} if ticket else False
        target = replied_to(message)
        if target is None:
            return False
        ticket_id = await self._ticket_of(uow, target)
        return {"ticket": await uow.tickets.get(ticket_id)} if ticket_id else False

    async def _ticket_of(self, uow: UnitOfWork, target: Source) -> int | None:
        link = await uow.links.at(target)
        if link:
            return link.ticket_id
        colleague = await uow.messages.at(target)
        return colleague.ticket_id if colleague else None
