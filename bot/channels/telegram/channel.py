"""Telegram, as the courier sees it."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from aiogram import Bot
from aiogram.exceptions import TelegramMigrateToChat, TelegramRetryAfter
from aiogram.types import ReplyParameters

from bot.channels.telegram.commands import show_agents_commands
from bot.channels.telegram.copies import Copies, Destination, whole
from bot.channels.telegram.errors import CALL_FAILURES, Trouble, gist, trouble
from bot.channels.telegram.finished import CALLS, FinishedTopics
from bot.channels.telegram.limits import Limiter
from bot.channels.telegram.pictures import send_picture
from bot.channels.telegram.render import Renderer
from bot.channels.telegram.rights import PIN_RIGHT, look_around
from bot.channels.telegram.standing import correct, erase, mark, pin, says_now
from bot.channels.telegram.topics import NO_PREVIEW, Topics
from bot.domain.delivery import Delivery, Matter, RecipientKind, Urgency
from bot.domain.message import Link
from bot.domain.states import State
from bot.i18n import gettext_for
from bot.services.desk_ports import Place
from bot.services.sending import Accepted, Failed, Later, Outcome, Parcel, Surroundings, Unknown, Unreachable

log = logging.getLogger(__name__)

SHORTLY = 0.2
MEND_SECONDS = 5.0

_UNREACHABLE = {
    Trouble.BLOCKED: "blocked",
    Trouble.DEACTIVATED: "deactivated",
    Trouble.NOT_STARTED: "not_started",
    Trouble.OUT_OF_GROUP: "out_of_group",
    Trouble.NO_RIGHTS: "no_rights",
}


_NEVER_MIND = {Trouble.TARGET_GONE, Trouble.NO_RIGHTS}
"""Not worth a word where something only decorates."""


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
        admins: Sequence[int] = (),
    ) -> None:
        self.bot = bot
        self.renderer = renderer
        self.surroundings = surroundings
        self.limiter = limiter
        self.staff_language = staff_language
        self.admins = admins
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
        self.topics = Topics(bot, renderer=renderer, surroundings=surroundings)

    def ready_in(self, parcels: Sequence[Parcel]) -> float:
        chat_id = self._chat(parcels[0])
        if chat_id is None:
            return 0.0
        cost = sum(self._cost(parcel, chat_id) for parcel in parcels)
        return self.limiter.reserve(chat_id, cost, spare=_is_cosmetic(parcels[0]))

    async def deliver(self, parcels: Sequence[Parcel]) -> Outcome:
        if self._chat(parcels[0]) is None:
            return Unreachable("no_group")
        try:
            return await self._deliver(parcels)
        except CALL_FAILURES as error:
            try:
                return await self._outcome(parcels, error)
            except CALL_FAILURES as second:  # of what was to mend the first
                return Later(second.retry_after if isinstance(second, TelegramRetryAfter) else MEND_SECONDS)

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
        reply_to = _reply_to(parcel.delivery, chat_id, place)
        sent = await self.bot.send_message(
            chat_id=chat_id,
            message_thread_id=_thread(parcel, place),
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
            await show_agents_commands(self.bot, chat_id, self._language(parcel), admins=self.admins)
        return outcome

    async def _topic(self, parcel: Parcel) -> Outcome:
        place = _place_of(parcel)
        if place.thread is None or not place.stands:
            return Accepted()
        view = await self.surroundings.ticket(place.ticket_id)
        wanted = "for_a_word" in parcel.delivery.data
        if (
            view.ticket.state is State.CLOSED and not wanted
        ):  # in a merged one's topic, agents may still part the two
            await self.finished.put_away(place)
        else:
            await self.finished.take_out(place)
        return Accepted()

    async def _menu(self, parcel: Parcel) -> Outcome:
        chat_id, language = parcel.delivery.to.id, self._language(parcel)
        await show_agents_commands(self.bot, chat_id, language, admins=self.admins)
        return Accepted()

    async def _pin(self, outcome: Outcome) -> None:
        for link in outcome.links if isinstance(outcome, Accepted) else ():
            await pin(self.bot, link.chat_id, link.message_id)

    async def _picture(self, parcel: Parcel) -> Outcome:
        picture = await self.surroundings.picture(parcel.delivery.data["report"])
        words = self.renderer.words(parcel.delivery, self._language(parcel))
        return await send_picture(self.bot, parcel.delivery, picture, words) if picture else Failed("gone")

    async def _copies(self, parcels: Sequence[Parcel]) -> Outcome:
        parcel = parcels[0]
        chat_id, place = await self._where(parcel)
        copies = Copies(self.bot, self._destination(parcel, chat_id, place))
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

    def _destination(self, parcel: Parcel, chat_id: int, place: Place | None) -> Destination:
        return Destination(
            chat_id,
            gettext_for(self._language(parcel)),
            to_agents=parcel.delivery.to.kind is not RecipientKind.CUSTOMER,
            thread=_thread(parcel, place),
            reply_to=_reply_to(parcel.delivery, chat_id, place),
            hangs=parcel.delivery.reply_to is None,
        )

    async def _card(self, parcel: Parcel) -> Outcome:
        before = _place_of(parcel)
        if parcel.delivery.slot:
            await self.topics.refresh_card(before, self._language(parcel))
            return Accepted()
        await self.topics.ensure(before, self._language(parcel))
        return Accepted()

    # To whom.

    def _chat(self, parcel: Parcel) -> int | None:
        match parcel.delivery.to.kind:
            case RecipientKind.CUSTOMER:
                return int(parcel.customer.address) if parcel.customer else None
            case RecipientKind.DESK:
                return parcel.place.group if parcel.place else None
            case RecipientKind.CHAT:
                return parcel.delivery.to.id

    def _cost(self, parcel: Parcel, chat_id: int) -> int:
        to_desk = parcel.delivery.to.kind is RecipientKind.DESK
        new_place = to_desk and not _place_of(parcel).stands
        if parcel.delivery.matter is Matter.TOPIC:
            return CALLS if _place_of(parcel).thread else 0
        if parcel.delivery.matter is not Matter.COPY:
            return max(1, len(parcel.delivery.messages)) + new_place
        to = self._destination(parcel, chat_id, _place_of(parcel) if to_desk else None)
        return sum(to.costs(message) for message in parcel.messages) + new_place

    async def _where(self, parcel: Parcel) -> tuple[int, Place | None]:
        """The chat, and for a ticket's desk its place, made if it is missing."""
        if parcel.delivery.to.kind is not RecipientKind.DESK:
            return self._chat(parcel) or 0, None
        place = await self.topics.ensure(_place_of(parcel), self._language(parcel))
        return place.chat_id or 0, place

    def _language(self, parcel: Parcel) -> str:
        return parcel.customer.language if parcel.customer else parcel.group_language or self.staff_language

    # What became of it.

    async def _outcome(self, parcels: Sequence[Parcel], error: Exception) -> Outcome:
        what, parcel = trouble(error), parcels[0]
        if isinstance(error, TelegramMigrateToChat):
            # Not always the parcel's own chat: a mark goes to where the message stands.
            old = getattr(error.method, "chat_id", None) or self._chat(parcel) or 0
            log.warning("Group %s has a new id: %s", old, error.migrate_to_chat_id)
            await self.surroundings.group_moved(old, error.migrate_to_chat_id)
            return Accepted() if _is_cosmetic(parcel) else Later(SHORTLY)
        if what is Trouble.NOTHING_CHANGED or (what in _NEVER_MIND and _is_cosmetic(parcel)):
            return Accepted()
        if what in _UNREACHABLE:
            return Unreachable(_UNREACHABLE[what])
        if what is Trouble.NO_ANSWER:
            return Unknown(type(error).__name__)
        rest = await self._mend(parcel, what, error)
        if rest:
            return Later(rest)
        log.error("Telegram refused delivery %s: %s", parcel.id, gist(error))
        return Failed(what.name.lower())

    async def _mend(self, parcel: Parcel, what: Trouble, error: Exception) -> float:
        """Seconds after which another attempt makes sense; 0: it never will."""
        chat_id, place = self._chat(parcel) or 0, parcel.place
        if isinstance(error, TelegramRetryAfter):
            self.limiter.told_to_wait(chat_id, error.retry_after)
            return float(error.retry_after)
        if what is Trouble.TOPIC_GONE and place:
            await self.surroundings.place_lost(place)
            return SHORTLY
        if what is Trouble.TOPIC_CLOSED and place:
            await self.bot.reopen_forum_topic(chat_id, place.thread or 0)
            return SHORTLY
        return 0.0


def _place_of(parcel: Parcel) -> Place:
    return parcel.place or Place(parcel.delivery.ticket_id or 0)


def _is_cosmetic(parcel: Parcel) -> bool:
    return parcel.delivery.urgency is Urgency.COSMETIC


def _thread(parcel: Parcel, place: Place | None) -> int | None:
    return place.thread if place else parcel.delivery.to.thread


def _reply_to(delivery: Delivery, chat_id: int, place: Place | None) -> int | None:
    """The message replied to; in a group without topics everything hangs on the card."""
    if delivery.reply_to and delivery.reply_to.chat_id == chat_id:
        return delivery.reply_to.message_id
    return place.card_id if place and place.thread is None else None
