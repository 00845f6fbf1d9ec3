"""Telegram, as the courier sees it."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from aiogram import Bot
from aiogram.exceptions import TelegramMigrateToChat, TelegramRetryAfter
from aiogram.types import ReplyParameters

from bot.channels.telegram.addressing import (
    chat_of,
    cost_of,
    destination,
    language_of,
    place_of,
    reply_to_in,
    thread_of,
)
from bot.channels.telegram.commands import Menus
from bot.channels.telegram.copies import Copies, whole
from bot.channels.telegram.errors import CALL_FAILURES, Trouble, gist, trouble
from bot.channels.telegram.finished import FinishedTopics
from bot.channels.telegram.limits import Limiter, Reservation, bottleneck
from bot.channels.telegram.outcomes import SHORTLY, is_cosmetic, plain, unmended
from bot.channels.telegram.pictures import in_words, send_picture
from bot.channels.telegram.render import Renderer
from bot.channels.telegram.rights import PIN_RIGHT, look_around
from bot.channels.telegram.session import counting
from bot.channels.telegram.standing import correct, erase, mark, pin, says_now
from bot.channels.telegram.topics import NO_PREVIEW, Overtaken, Topics
from bot.domain.delivery import Matter, RecipientKind
from bot.domain.message import Link
from bot.services.desk_ports import Place
from bot.services.sending import (
    Accepted,
    Failed,
    Later,
    Outcome,
    Parcel,
    Surroundings,
    Unknown,
    Unreachable,
    Wait,
)

log = logging.getLogger(__name__)

OVERTAKEN_SECONDS = 5.0


class TelegramChannel:
    """Sends what the courier brings, within Telegram's limits, and says what became of it."""

    def __init__(
        self,
        bot: Bot,
        *,
        renderer: Renderer,
        surroundings: Surroundings,
        limiter: Limiter,
        staff_language: str,
        menus: Menus,
        updates_are_here: Callable[[], Awaitable[None]],
    ) -> None:
        self.bot = bot
        self.renderer = renderer
        self.surroundings = surroundings
        self.limiter = limiter
        self.staff_language = staff_language
        self.menus = menus
        self._send: Mapping[Matter, Callable[[Parcel], Awaitable[Outcome]]] = {
            Matter.WORDS: self._words,
            Matter.GREETING: self._greeting,
            Matter.CARD: self._card,
            Matter.MENU: self._menu,
            Matter.TOPIC: self._topic,
            Matter.MARK: lambda parcel: mark(bot, parcel),
            Matter.EDIT: lambda parcel: correct(bot, parcel),
            Matter.ERASE: lambda parcel: erase(bot, parcel),
            Matter.PICTURE: self._picture,
        }
        self.finished = FinishedTopics(bot)
        self.topics = Topics(
            bot, renderer=renderer, surroundings=surroundings, updates_are_here=updates_are_here
        )
        self._reserved: dict[int, Reservation] = {}
        """By the first parcel: its place within the limits, until its delivery is over."""

    def bottleneck(self, parcels: Sequence[Parcel], *, patient: bool) -> str:
        return bottleneck(chat_of(parcels[0]), spare=patient)

    async def ready_in(self, parcels: Sequence[Parcel], *, patient: bool) -> Wait | None:
        chat_id = chat_of(parcels[0])
        cost = 0 if chat_id is None else sum(cost_of(each, chat_id, self._language(each)) for each in parcels)
        if not cost:
            return None
        found = await self.limiter.reserve(chat_id, cost, spare=patient, divisible=len(parcels) > 1)
        if isinstance(found, Wait):
            return found
        self._reserved[parcels[0].id] = found
        return None

    async def deliver(self, parcels: Sequence[Parcel]) -> Outcome:
        if chat_of(parcels[0]) is None:
            return Unreachable("no_group")
        reserved = self._reserved.pop(parcels[0].id, None)
        with counting() as made:
            try:
                return await self._try(parcels)
            finally:
                if reserved:
                    await self.limiter.settle(reserved, made.calls)

    async def _try(self, parcels: Sequence[Parcel]) -> Outcome:
        try:
            return await self._deliver(parcels)
        except Overtaken:
            return Later(OVERTAKEN_SECONDS)
        except CALL_FAILURES as error:
            try:
                return await self._outcome(parcels, error)
            except CALL_FAILURES as second:
                return unmended(parcels[0], second)

    async def _deliver(self, parcels: Sequence[Parcel]) -> Outcome:
        parcel = parcels[0]
        if parcel.delivery.matter is Matter.COPY:
            return await self._copies(parcels)
        return await self._send[parcel.delivery.matter](parcel)

    # What is sent.

    async def _words(self, parcel: Parcel) -> Outcome:
        chat_id, place = await self._where(parcel)
        said = self.renderer.words(parcel.delivery, self._language(parcel))
        if await says_now(self.bot, parcel.delivery.instead_of, chat_id, said):
            return Accepted()
        reply_to = reply_to_in(parcel.delivery, chat_id, place)
        sent = await self.bot.send_message(
            chat_id=chat_id,
            message_thread_id=thread_of(parcel, place),
            reply_parameters=ReplyParameters(message_id=reply_to, allow_sending_without_reply=True)
            if reply_to
            else None,
            reply_markup=said.keyboard or said.reply_keyboard,
            link_preview_options=NO_PREVIEW,
            **said.text.as_kwargs(),
        )
        link = Link(
            chat_id,
            sent.message_id,
            ticket_id=parcel.delivery.ticket_id,
            draft_id=parcel.delivery.draft_id,
            code=parcel.delivery.code,
            copy_of=next(iter(parcel.delivery.messages), None),
        )
        return Accepted((link,))

    async def _greeting(self, parcel: Parcel) -> Outcome:
        chat_id = parcel.delivery.to.id
        found = await look_around(self.bot, chat_id)
        greeting = replace(parcel.delivery, data={**parcel.delivery.data, **found})
        outcome = await self._words(replace(parcel, delivery=greeting))
        if greeting.data["guide"] and found["admin"] and PIN_RIGHT not in found["missing"]:
            await self._pin(outcome)
        if greeting.data["serves"] or greeting.data["by_default"]:
            await self.menus.show_in(chat_id, self._language(parcel))
        else:
            await self.menus.hide_in(chat_id)
        return outcome

    async def _topic(self, parcel: Parcel) -> Outcome:
        place = place_of(parcel)
        if place.thread is None or not place.stands:
            return Accepted()
        view = await self.surroundings.ticket(place.ticket_id)
        for_a_word = "for_a_word" in parcel.delivery.data
        await self.finished.look_like(view.ticket, place, for_a_word=for_a_word)
        return Accepted()

    async def _menu(self, parcel: Parcel) -> Outcome:
        await self.menus.show_in(parcel.delivery.to.id, self._language(parcel))
        return Accepted()

    async def _pin(self, outcome: Outcome) -> None:
        for link in outcome.links if isinstance(outcome, Accepted) else ():
            await pin(self.bot, link.chat_id, link.message_id)

    async def _picture(self, parcel: Parcel) -> Outcome:
        picture = await self.surroundings.picture(parcel.delivery.data["report"])
        if picture is None:
            return Failed("gone")
        words = self.renderer.words(parcel.delivery, self._language(parcel))
        sent = await send_picture(self.bot, parcel.delivery, picture, words)
        return sent or await self._words(replace(parcel, delivery=in_words(parcel.delivery)))

    async def _copies(self, parcels: Sequence[Parcel]) -> Outcome:
        parcel = parcels[0]
        chat_id, place = await self._where(parcel)
        copies = Copies(self.bot, destination(parcel, chat_id, place, self._language(parcel)))
        messages = [(each, message) for each in parcels for message in each.messages]
        arrived: int | None = None
        try:
            await copies.send([message for _, message in messages])
        except CALL_FAILURES:
            arrived = whole(parcels, len(copies.sent))
            if not arrived:
                raise
        links = tuple(
            Link(chat_id, copy_id, ticket_id=each.delivery.ticket_id, copy_of=message.id)
            for (each, message), copy_id in zip(messages, copies.sent, strict=False)
        )
        prefaces = tuple(
            Link(chat_id, each, ticket_id=parcel.delivery.ticket_id, code="preface")
            for each in copies.prefaces
        )
        return Accepted(links + prefaces, parcels=arrived)

    async def _card(self, parcel: Parcel) -> Outcome:
        before = place_of(parcel)
        if parcel.delivery.slot:
            await self.topics.refresh_card(before, self._language(parcel))
            return Accepted()
        await self.topics.ensure(before, self._language(parcel))
        return Accepted()

    # To whom.

    async def _where(self, parcel: Parcel) -> tuple[int, Place | None]:
        """The chat, and for a ticket's desk its place, made if it is missing."""
        if parcel.delivery.to.kind is not RecipientKind.DESK:
            return chat_of(parcel) or 0, None
        place = await self.topics.ensure(place_of(parcel), self._language(parcel))
        return place.chat_id or 0, place

    def _language(self, parcel: Parcel) -> str:
        return language_of(parcel, self.staff_language)

    # What became of it.

    async def _outcome(self, parcels: Sequence[Parcel], error: Exception) -> Outcome:
        what, parcel = trouble(error), parcels[0]
        if isinstance(error, TelegramMigrateToChat):
            # Not always the parcel's own chat: a mark goes to where the message stands.
            old = getattr(error.method, "chat_id", None) or chat_of(parcel) or 0
            log.warning("Group %s has a new id: %s", old, error.migrate_to_chat_id)
            await self.surroundings.group_moved(old, error.migrate_to_chat_id)
            return Accepted() if is_cosmetic(parcel) else Later(SHORTLY)
        if what is Trouble.NOTHING_CHANGED:
            return Accepted()
        if found := plain(parcel, what):
            return found
        if what is Trouble.NO_ANSWER:
            return Unknown(type(error).__name__)
        rest = await self._mend(parcel, what, error)
        if rest:
            return Later(rest)
        log.error("Telegram refused delivery %s: %s", parcel.id, gist(error))
        return Failed(what.name.lower())

    async def _mend(self, parcel: Parcel, what: Trouble, error: Exception) -> float:
        """Seconds after which another attempt makes sense; 0: it never will."""
        chat_id, place = chat_of(parcel) or 0, parcel.place
        if isinstance(error, TelegramRetryAfter):
            return float(error.retry_after)
        if what is Trouble.TOPIC_GONE and place:
            await self.surroundings.place_lost(place)
            return SHORTLY
        if what is Trouble.TOPIC_CLOSED and place:
            await self.bot.reopen_forum_topic(chat_id, place.thread or 0)
            return SHORTLY
        return 0.0
