"""A ticket's place in the staff group: a topic of its own, or a card that is replied to."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import LinkPreviewOptions

from bot.channels.telegram.errors import Trouble, trouble
from bot.channels.telegram.render import Renderer
from bot.i18n import gettext_for
from bot.services.desk_ports import Place
from bot.services.sending import Surroundings

log = logging.getLogger(__name__)

ADOPTION_SECONDS = 3.0
"""How long the update about a topic whose making was not answered may wait here to be handled."""

LOOK_SECONDS = 0.2

TRY_TOPICS_AGAIN_SECONDS = 600.0
ASK_OF_TOPICS_SECONDS = 60.0
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Overtaken(Exception):
    """Another process, which took us for dead, has made the ticket's place."""


class Topics:
    """Finds and makes places. A ticket's deliveries come one at a time, so it never makes two."""

    def __init__(
        self,
        bot: Bot,
        *,
        renderer: Renderer,
        surroundings: Surroundings,
        updates_are_here: Callable[[], Awaitable[None]],
    ) -> None:
        """`updates_are_here`: waits until what Telegram has to tell by now is stored."""
        self.bot = bot
        self.renderer = renderer
        self.surroundings = surroundings
        self.updates_are_here = updates_are_here
        self._without_topics: dict[int, float] = {}
        self._forums: dict[int, tuple[bool, float]] = {}
        """Whether a group has topics, and when to ask again."""

    async def ensure(self, place: Place, language: str) -> Place:
        """The place with its card; made if there is none, and written down at each step."""
        if place.stands and await self._fits(place):
            return place
        # What was loaded with the delivery is older than what the delivery before it has made.
        place = known = await self.surroundings.place(place.ticket_id, place.desk)
        if place.chat_id not in {None, place.group}:
            # It stood in a group that is no longer its own.
            place = replace(place, chat_id=None, thread=None, card_id=None, requested=False)
        elif place.stands and not await self._fits(place):
            await self.surroundings.place_lost(place)
            place = known = replace(place, thread=None, card_id=None, requested=False)
        if place.card_id:
            return place
        if place.thread is None and place.requested:
            place = known = await self._adopted(place)
        if place.thread is None:
            place = await self._make_topic(place, known, language)
            known = await self._write_down(place, known)
        place = await self._send_card(place, language)
        return await self._write_down(place, known)

    async def _fits(self, place: Place) -> bool:
        """A topic where the group has topics, a card where it has none or the bot may not make them.

        Where topics were switched off, Telegram ignores the thread of a message without a word, and
        everything would lie in one stream with nothing to tell tickets apart.
        """
        group = place.group or 0
        if place.thread is None and not place.topics:
            return True
        return (place.thread is not None) is await self._has_topics(group) or (
            place.thread is None and self._does_without(group)
        )

    async def _has_topics(self, group: int) -> bool:
        """Asked now and then."""
        now = asyncio.get_running_loop().time()
        known, ask_again = self._forums.get(group, (False, 0.0))
        if now >= ask_again:
            known = bool((await self.bot.get_chat(group)).is_forum)
            self._forums[group] = (known, now + ASK_OF_TOPICS_SECONDS)
        return known

    def _does_without(self, group: int) -> bool:
        return self._without_topics.get(group, 0.0) > asyncio.get_running_loop().time()

    async def _write_down(self, place: Place, known: Place) -> Place:
        """Raises `Overtaken`; then what was made here in vain is gone."""
        if await self.surroundings.place_found(place, known):
            return place
        theirs = await self.surroundings.place(place.ticket_id, place.desk)
        log.warning("the place of ticket %s was made by another process meanwhile", place.ticket_id)
        chat_id = place.chat_id or 0
        if place.thread is not None and place.thread != theirs.thread:
            await self.bot.delete_forum_topic(chat_id, place.thread)
        elif place.card_id is not None and place.card_id != theirs.card_id:
            await self.bot.delete_message(chat_id, place.card_id)
        raise Overtaken

    async def refresh_card(self, place: Place, language: str) -> None:
        """The card as the ticket is now."""
        if not place.stands:
            return
        said = self.renderer.card(await self.surroundings.ticket(place.ticket_id), language, place.desk)
        await self.bot.edit_message_text(
            chat_id=place.chat_id,
            message_id=place.card_id,
            reply_markup=said.keyboard,
            link_preview_options=NO_PREVIEW,
            **said.text.as_kwargs(),
        )

    async def _adopted(self, place: Place) -> Place:
        """A topic was asked for and nobody knows whether it was made: Telegram tells by an update."""
        await self.updates_are_here()
        clock = asyncio.get_running_loop().time
        patience_ends = clock() + ADOPTION_SECONDS
        while place.thread is None and clock() < patience_ends:
            await asyncio.sleep(LOOK_SECONDS)
            place = await self.surroundings.place(place.ticket_id, place.desk)
        return place

    async def _make_topic(self, place: Place, known: Place, language: str) -> Place:
        chat_id = place.group or 0
        if not place.topics or self._does_without(chat_id):
            return replace(place, chat_id=chat_id, requested=False)
        if not await self.surroundings.topic_requested(known, chat_id):
            raise Overtaken
        view = await self.surroundings.ticket(place.ticket_id)
        try:
            topic = await self.bot.create_forum_topic(chat_id=chat_id, name=self.renderer.topic_name(view))
        except TelegramBadRequest as error:
            await self._do_without(chat_id, error, language)
            return replace(place, chat_id=chat_id, requested=False)
        return replace(place, chat_id=chat_id, thread=topic.message_thread_id, requested=False)

    async def _do_without(self, chat_id: int, error: TelegramBadRequest, language: str) -> None:
        """The group has no topics, or the bot no right to make them: cards in the group itself, for now."""
        what = trouble(error)
        if what not in {Trouble.NOT_A_FORUM, Trouble.NO_RIGHTS}:
            raise error
        self._without_topics[chat_id] = asyncio.get_running_loop().time() + TRY_TOPICS_AGAIN_SECONDS
        if what is Trouble.NO_RIGHTS:
            log.error("The bot may not make topics in group %s: give it the right to manage topics", chat_id)
            _ = gettext_for(language)
            text = _(
                "⚠️ I cannot create topics in this group. Please make me an administrator with the "
                "“Manage topics” permission."
            )
            await self.bot.send_message(chat_id, text)

    async def _send_card(self, place: Place, language: str) -> Place:
        chat_id = place.group or 0
        said = self.renderer.card(await self.surroundings.ticket(place.ticket_id), language, place.desk)
        sent = await self.bot.send_message(
            chat_id=chat_id,
            message_thread_id=place.thread,
            reply_markup=said.keyboard,
            link_preview_options=NO_PREVIEW,
            **said.text.as_kwargs(),
        )
        return replace(place, chat_id=chat_id, card_id=sent.message_id)
