"""People's messages, carried over unchanged: by Telegram's own copying or forwarding, or rebuilt."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import MessageEntity, ReplyParameters
from aiogram.utils.formatting import Text

from bot.channels.telegram.errors import Trouble, trouble
from bot.channels.telegram.rebuilding import as_media, entities, is_album, rebuild
from bot.channels.telegram.texts.preface import carries, forbidden, is_told, preface
from bot.domain.message import Message
from bot.i18n import Gettext
from bot.services.sending import Parcel

T = TypeVar("T")

COPIED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the copies go, and who reads them there."""

    chat_id: int
    _: Gettext
    to_agents: bool
    thread: int | None = None
    reply_to: int | None = None
    hangs: bool = False
    """It is not the messages' own reply: in a group without topics everything hangs on the card."""

    def forwards(self, message: Message) -> bool:
        """Telegram's own forwarding shows where a message comes from, but it replies to nothing."""
        told = message.as_is and is_told(message.origin, to_agents=self.to_agents)
        return told and self.reply_to is None

    def said_before(self, message: Message, *, forwarded: bool) -> Text | None:
        """What the copy cannot show by itself."""
        replies = self.reply_to is not None and not self.hangs
        return preface(self._, message, to_agents=self.to_agents, origin=not forwarded, quote=not replies)

    def costs(self, message: Message) -> int:
        """Calls that Telegram counts."""
        return 1 + (self.said_before(message, forwarded=self.forwards(message)) is not None)


class Copies:
    """Copies into one place of one chat."""

    def __init__(self, bot: Bot, to: Destination) -> None:
        self.bot = bot
        self.to = to
        self.sent: list[int] = []
        """The ids of what has been copied so far, in the order of the messages."""
        self.prefaces: list[int] = []
        """The ids of our own lines before them."""

    async def send(self, messages: Sequence[Message]) -> None:
        """In the messages' order; `sent` tells how far it came, also when a call fails."""
        for forwarded, run in groupby(messages, key=self.to.forwards):
            batch = list(run)
            together = self._can_go_together(batch, forwarded=forwarded)
            if not together or not await self._together(batch, forwarded=forwarded):
                await self._apart(batch, forwarded=forwarded)

    def _can_go_together(self, messages: Sequence[Message], *, forwarded: bool) -> bool:
        ids = [message.source.message_id for message in messages]
        return (
            1 < len(messages) <= COPIED_AT_ONCE
            and self.to.reply_to is None
            and all(message.as_is for message in messages)
            and all(before < after for before, after in pairwise(ids))
            and len({message.source.chat_id for message in messages}) == 1
            and not any(self.to.said_before(message, forwarded=forwarded) for message in messages)
        )

    async def _together(self, messages: Sequence[Message], *, forwarded: bool) -> bool:
        """One call; albums stay albums. Messages that are gone are skipped without a word, and noticed
        by the count: then what was copied is taken back, and they go apart."""
        call = self.bot.forward_messages if forwarded else self.bot.copy_messages
        try:
            copied = await call(
                chat_id=self.to.chat_id,
                from_chat_id=messages[0].source.chat_id,
                message_ids=[message.source.message_id for message in messages],
                message_thread_id=self.to.thread,
            )
        except TelegramBadRequest as error:
            if trouble(error) not in {Trouble.TARGET_GONE, Trouble.NO_RIGHTS}:
                raise
            copied = []
        ids = [each.message_id for each in copied]
        if len(ids) == len(messages):
            self.sent += ids
            return True
        if ids:
            await self.bot.delete_messages(self.to.chat_id, ids)
        return False

    async def _apart(self, messages: Sequence[Message], *, forwarded: bool) -> None:
        """A call for each, and one for each album."""
        for _, run in groupby(messages, key=lambda message: message.album or id(message)):
            album = list(run)
            if is_album(album) and await self._as_album(album):
                continue
            for message in album:
                self.sent.append(await self._one(message, forwarded=forwarded))

    async def _as_album(self, album: Sequence[Message]) -> bool:
        """False: the group forbids it."""
        try:
            await self._say_before(album[0])
            self.sent += await self._album(album)
        except TelegramBadRequest as error:
            if trouble(error) is not Trouble.NO_RIGHTS:
                raise
            return False
        return True

    async def _album(self, messages: Sequence[Message]) -> list[int]:
        """From the files that Telegram still has: copying cannot make an album reply to something."""
        sent = await self._replying(
            messages[0],
            lambda reply: self.bot.send_media_group(
                chat_id=self.to.chat_id,
                media=[as_media(message) for message in messages],
                message_thread_id=self.to.thread,
                reply_parameters=reply,
            ),
        )
        return [each.message_id for each in sent]

    async def _one(self, message: Message, *, forwarded: bool) -> int:
        """Or its words, where the group forbids what it carries."""
        try:
            return await self._unchanged(message, forwarded=forwarded)
        except TelegramBadRequest as error:
            if trouble(error) is not Trouble.NO_RIGHTS or not carries(message):
                raise
        if forwarded:
            await self._say_before(message)
        return await self._in_words(message)

    async def _in_words(self, message: Message) -> int:
        told = await self._replying(message, lambda reply: self._say(forbidden(self.to._, message), reply))
        if not message.text:
            return told
        self.prefaces.append(told)
        words = replace(message, attachment=None, thing=None)
        return await self._replying(message, lambda reply: rebuild(self.bot, words, self._where(reply)))

    async def _unchanged(self, message: Message, *, forwarded: bool) -> int:
        can_be_copied = message.as_is or (message.attachment and message.text)
        try:
            if forwarded:
                return await self._forward(message)
            await self._say_before(message)
            if can_be_copied:
                return await self._replying(message, lambda reply: self._copy(message, reply))
        except TelegramBadRequest as error:
            if trouble(error) is not Trouble.TARGET_GONE:
                raise
        if forwarded:
            await self._say_before(message)
        return await self._replying(message, lambda reply: rebuild(self.bot, message, self._where(reply)))

    async def _forward(self, message: Message) -> int:
        sent = await self.bot.forward_message(
            chat_id=self.to.chat_id,
            from_chat_id=message.source.chat_id,
            message_id=message.source.message_id,
            message_thread_id=self.to.thread,
        )
        return sent.message_id

    async def _copy(self, message: Message, reply: ReplyParameters | None) -> int:
        changed: dict[str, Any] = (
            {}
            if message.as_is
            else {"caption": message.text, "caption_entities": entities(message), "parse_mode": None}
        )
        copy = await self.bot.copy_message(
            from_chat_id=message.source.chat_id,
            message_id=message.source.message_id,
            **self._where(reply),
            **changed,
        )
        return copy.message_id

    async def _say_before(self, message: Message) -> None:
        before = self.to.said_before(message, forwarded=False)
        if before:
            hangs_on = self._reply_to(None) if self.to.hangs else None
            self.prefaces.append(await self._say(before, hangs_on))

    async def _say(self, text: Text, reply: ReplyParameters | None) -> int:
        sent = await self.bot.send_message(**text.as_kwargs(), **self._where(reply))
        return sent.message_id

    async def _replying(self, message: Message, send: Callable[[ReplyParameters | None], Awaitable[T]]) -> T:
        """The quoted words may read differently there: then the reply goes without them."""
        try:
            return await send(self._reply_to(message))
        except TelegramBadRequest as error:
            if trouble(error) is not Trouble.QUOTE_GONE:
                raise
        return await send(self._reply_to(None))

    def _reply_to(self, message: Message | None) -> ReplyParameters | None:
        if self.to.reply_to is None:
            return None
        quote = message.quote if message and not self.to.hangs else None
        return ReplyParameters(
            message_id=self.to.reply_to,
            allow_sending_without_reply=True,
            quote=quote.text if quote else None,
            quote_entities=[MessageEntity.model_validate(each) for each in quote.entities] if quote else None,
            quote_parse_mode=None,
        )

    def _where(self, reply: ReplyParameters | None) -> dict[str, Any]:
        return {
            "chat_id": self.to.chat_id,
            "message_thread_id": self.to.thread,
            "reply_parameters": reply,
        }


async def edit(bot: Bot, chat_id: int, message_id: int, message: Message) -> None:
    """Make a copy say what its message says now. A file stays; only its caption changes."""
    if message.attachment is None:
        await bot.edit_message_text(
            chat_id=chat_id,
            message_id=message_id,
            text=message.text,
            entities=entities(message),
            parse_mode=None,
        )
    else:
        await bot.edit_message_caption(
            chat_id=chat_id,
            message_id=message_id,
            caption=message.text,
            caption_entities=entities(message),
            parse_mode=None,
        )


def whole(parcels: Sequence[Parcel], sent: int) -> int:
    """How many of the parcels so many messages make up."""
    ends = accumulate(len(parcel.messages) for parcel in parcels)
    return sum(end <= sent for end in ends)
