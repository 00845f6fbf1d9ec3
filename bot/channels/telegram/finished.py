"""Finished tickets' topics: another icon, and closed, so that the list of topics shows what is left to do."""

from collections.abc import Awaitable, Callable

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.channels.telegram.errors import Trouble, trouble
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

    async def put_away(self, place: Place) -> None:
        await self._step(lambda: self._set_icon(place, FINISHED))
        await self._step(lambda: self.bot.close_forum_topic(place.chat_id or 0, place.thread or 0))

    async def take_out(self, place: Place) -> None:
        """The ticket goes on."""
        await self._step(lambda: self.bot.reopen_forum_topic(place.chat_id or 0, place.thread or 0))
        await self._step(lambda: self._set_icon(place, GOES_ON))

    async def _set_icon(self, place: Place, emoji: str) -> None:
        icon = await self._id_of(emoji)
        if icon:
            await self.bot.edit_forum_topic(place.chat_id or 0, place.thread or 0, icon_custom_emoji_id=icon)

    async def _id_of(self, emoji: str) -> str | None:
        """None where Telegram does not offer it any more."""
        if not self._icons:
            stickers = await self.bot.get_forum_topic_icon_stickers()
            self._icons = {
                each.emoji: each.custom_emoji_id for each in stickers if each.emoji and each.custom_emoji_id
            }
        return self._icons.get(emoji)

    async def _step(self, call: Callable[[], Awaitable[object]]) -> None:
        """It may look so already: each step is done for itself."""
        try:
            await call()
        except TelegramBadRequest as error:
            if trouble(error) is not Trouble.NOTHING_CHANGED:
                raise
