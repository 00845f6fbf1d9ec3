"""A ticket's place in the staff group: a topic of its own, or a card that is replied to."""

import asyncio
import logging
from dataclasses import replace

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import LinkPreviewOptions

from bot.channels.telegram.errors import Trouble, trouble
from bot.channels.telegram.render import Renderer
from bot.i18n import gettext_for
from bot.services.ports import Place
from bot.services.sending import Surroundings

log = logging.getLogger(__name__)

ADOPTION_SECONDS = 3.0
"""How long a topic whose making was not answered may take to show up among the updates."""

TRY_TOPICS_AGAIN_SECONDS = 600.0
ASK_OF_TOPICS_SECONDS = 60.0
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Topics:
    """Finds and makes places. A ticket's deliveries come one at a time, so it never makes two."""

    def __init__(
        self,
        bot: Bot,
        *,
        renderer: Renderer,
        surroundings: Surroundings,
        staff_chat: int,
        language: str,
    ) -> None:
        self.bot = bot
        self.renderer = renderer
        self.surroundings = surroundings
        self.staff_chat = staff_chat
        self.language = language
        self._without_topics: dict[int, float] = {}
        self._forum = True
        self._ask_again = 0.0

    async def ensure(self, place: Place) -> Place:
        """The place with its card; made if there is none, and written down at each step."""
        if place.thread and not await self._has_topics():
            await self.surroundings.place_lost(place.ticket_id)
        elif place.card_id and place.chat_id == self.staff_chat:
            return place
        # What was loaded with the delivery is older than what the delivery before it has made.
        place = await self.surroundings.place(place.ticket_id)
        if place.chat_id not in {None, self.staff_chat}:
            place = Place(place.ticket_id)  # it stood in a group that is the agents' no longer
        if place.card_id:
            return place
        if place.thread is None and place.requested:
            place = await self._adopted(place)
        if place.thread is None:
            place = await self._make_topic(place)
            await self.surroundings.place_found(place)
        place = await self._send_card(place)
        await self.surroundings.place_found(place)
        return place

    async def _has_topics(self) -> bool:
        """Whether the group still has them; asked now and then.

        Where topics were switched off, Telegram ignores the thread of a message without a word, and
        everything would lie in one stream with nothing to tell tickets apart.
        """
        now = asyncio.get_running_loop().time()
        if now >= self._ask_again:
            chat = await self.bot.get_chat(self.staff_chat)
            self._forum, self._ask_again = bool(chat.is_forum), now + ASK_OF_TOPICS_SECONDS
        return self._forum

    async def refresh_card(self, place: Place) -> None:
        """The card as the ticket is now."""
        if place.card_id is None or place.chat_id != self.staff_chat:
            return
        said = self.renderer.card(await self.surroundings.ticket(place.ticket_id), self.language)
        await self.bot.edit_message_text(
            chat_id=place.chat_id,
            message_id=place.card_id,
            reply_markup=said.keyboard,
            link_preview_options=NO_PREVIEW,
            **said.text.as_kwargs(),
        )

    async def _adopted(self, place: Place) -> Place:
        """A topic was asked for and nobody knows whether it was made: Telegram tells by an update."""
        await asyncio.sleep(ADOPTION_SECONDS)
        return await self.surroundings.place(place.ticket_id)

    async def _make_topic(self, place: Place) -> Place:
        chat_id = self.staff_chat
        if self._without_topics.get(chat_id, 0.0) > asyncio.get_running_loop().time():
            return replace(place, chat_id=chat_id, requested=False)
        await self.surroundings.topic_requested(place.ticket_id, chat_id)
        view = await self.surroundings.ticket(place.ticket_id)
        try:
            topic = await self.bot.create_forum_topic(chat_id=chat_id, name=self.renderer.topic_name(view))
        except TelegramBadRequest as error:
            await self._do_without(chat_id, error)
            return replace(place, chat_id=chat_id, requested=False)
        return replace(place, chat_id=chat_id, thread=topic.message_thread_id, requested=False)

    async def _do_without(self, chat_id: int, error: TelegramBadRequest) -> None:
        """The group has no topics, or the bot no right to make them: cards in the group itself, for now."""
        what = trouble(error)
        if what not in {Trouble.NOT_A_FORUM, Trouble.NO_RIGHTS}:
            raise error
        self._without_topics[chat_id] = asyncio.get_running_loop().time() + TRY_TOPICS_AGAIN_SECONDS
        if what is Trouble.NO_RIGHTS:
            log.error("The bot may not make topics in group %s: give it the right to manage topics", chat_id)
            _ = gettext_for(self.language)
            text = _(
                "⚠️ I cannot create topics in this group. Please make me an administrator with the "
                "“Manage topics” permission."
            )
            await self.bot.send_message(chat_id, text)

    async def _send_card(self, place: Place) -> Place:
        chat_id = self.staff_chat
        said = self.renderer.card(await self.surroundings.ticket(place.ticket_id), self.language)
        sent = await self.bot.send_message(
            chat_id=chat_id,
            message_thread_id=place.thread,
            reply_markup=said.keyboard,
            link_preview_options=NO_PREVIEW,
            **said.text.as_kwargs(),
        )
        return replace(place, chat_id=chat_id, card_id=sent.message_id)
