"""Finished tickets' topics: another icon, and closed, so that the list of topics shows what is left to do."""

from collections.abc import Awaitable, Callable
from functools import partial

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.channels.telegram.errors import Trouble, trouble
from bot.domain.delivery import HOME
from bot.domain.states import State
from bot.domain.ticket import Ticket
from bot.services.desk_ports import Place

FINISHED = "✅"
GOES_ON = "💬"
"""Both from the set that Telegram lets every bot use; their ids are asked for. An icon cannot be taken away:
aiogram leaves an empty id out of the call."""

CALLS = 2


class FinishedTopics:
    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self._icons: dict[str, str] = {}

    async def look_like(self, ticket: Ticket, place: Place, *, for_a_word: bool) -> None:
        """As the ticket is: closed with it, open with it, or open and marked where others work on it now, so
        that they can still be told something. A merged one's stays open: agents may part the two there."""
        if ticket.state is State.CLOSED and not for_a_word:
            await self._set_icon(place, FINISHED)
            await self._step(self.bot.close_forum_topic, place)
        else:
            await self._step(self.bot.reopen_forum_topic, place)
            await self._set_icon(place, GOES_ON if place.desk in {HOME, ticket.works_at} else FINISHED)

    async def _set_icon(self, place: Place, emoji: str) -> None:
        icon = await self._id_of(emoji)
        if icon:
            await self._step(partial(self.bot.edit_forum_topic, icon_custom_emoji_id=icon), place)

    async def _id_of(self, emoji: str) -> str | None:
        """None where Telegram does not offer it any more."""
        if not self._icons:
            stickers = await self.bot.get_forum_topic_icon_stickers()
            self._icons = {
                each.emoji: each.custom_emoji_id for each in stickers if each.emoji and each.custom_emoji_id
            }
        return self._icons.get(emoji)

    async def _step(self, call: Callable[[int, int], Awaitable[object]], place: Place) -> None:
        """It may look so already: each step is done for itself."""
        try:
            await call(place.chat_id or 0, place.thread or 0)
        except TelegramBadRequest as error:
            if trouble(error) is not Trouble.NOTHING_CHANGED:
                raise
