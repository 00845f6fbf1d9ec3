"""People's messages, carried over unchanged: by Telegram's own copying, or rebuilt from what was kept."""

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    MediaUnion,
    MessageEntity,
    ReplyParameters,
)

from bot.channels.telegram.errors import Trouble, trouble
from bot.domain.message import Attachment, FileKind, Message

COPIED_AT_ONCE = 100


class Copies:
    """Copies into one place of one chat."""

    def __init__(
        self, bot: Bot, chat_id: int, *, thread: int | None = None, reply_to: int | None = None
    ) -> None:
        self.bot = bot
        self.chat_id = chat_id
        self.thread = thread
        self.sent: list[int] = []
        """The ids of what has been copied so far, in the order of the messages."""
        self.reply = (
            ReplyParameters(message_id=reply_to, allow_sending_without_reply=True) if reply_to else None
        )

    async def send(self, messages: Sequence[Message]) -> None:
        """In the messages' order; `sent` tells how far it came, also when a call fails."""
        if not self._can_go_together(messages) or not await self._together(messages):
            await self._apart(messages)

    def _can_go_together(self, messages: Sequence[Message]) -> bool:
        ids = [message.source.message_id for message in messages]
        return (
            1 < len(messages) <= COPIED_AT_ONCE
            and self.reply is None
            and all(message.as_is for message in messages)
            and all(before < after for before, after in pairwise(ids))
            and len({message.source.chat_id for message in messages}) == 1
        )

    async def _together(self, messages: Sequence[Message]) -> bool:
        """One call; albums stay albums. Messages that are gone are skipped without a word, and noticed
        by the count: then what was copied is taken back, and they go apart."""
        try:
            copied = await self.bot.copy_messages(
                chat_id=self.chat_id,
                from_chat_id=messages[0].source.chat_id,
                message_ids=[message.source.message_id for message in messages],
                message_thread_id=self.thread,
            )
        except TelegramBadRequest as error:
            if trouble(error) is not Trouble.TARGET_GONE:
                raise
            copied = []
        ids = [each.message_id for each in copied]
        if len(ids) == len(messages):
            self.sent += ids
            return True
        if ids:
            await self.bot.delete_messages(self.chat_id, ids)
        return False

    async def _apart(self, messages: Sequence[Message]) -> None:
        """A call for each, and one for each album."""
        for _, run in groupby(messages, key=lambda message: message.album or id(message)):
            album = list(run)
            if _is_album(album):
                self.sent += await self._album(album)
                continue
            for message in album:
                self.sent.append(await self._one(message))

    async def _album(self, messages: Sequence[Message]) -> list[int]:
        """From the files that Telegram still has: copying cannot make an album reply to something."""
        sent = await self.bot.send_media_group(
            chat_id=self.chat_id,
            media=[_as_media(message) for message in messages],
            message_thread_id=self.thread,
            reply_parameters=self.reply,
        )
        return [each.message_id for each in sent]

    async def _one(self, message: Message) -> int:
        if not message.as_is and not (message.attachment and message.text):
            return await self._rebuild(message)
        changed: dict[str, Any] = (
            {}
            if message.as_is
            else {"caption": message.text, "caption_entities": _entities(message), "parse_mode": None}
        )
        try:
            copy = await self.bot.copy_message(
                chat_id=self.chat_id,
                from_chat_id=message.source.chat_id,
                message_id=message.source.message_id,
                message_thread_id=self.thread,
                reply_parameters=self.reply,
                **changed,
            )
        except TelegramBadRequest as error:
            if trouble(error) is not Trouble.TARGET_GONE:
                raise
            return await self._rebuild(message)
        return copy.message_id

    async def _rebuild(self, message: Message) -> int:
        """The message again, from its stored words and the file that Telegram still has."""
        where: dict[str, Any] = {
            "chat_id": self.chat_id,
            "message_thread_id": self.thread,
            "reply_parameters": self.reply,
        }
        if message.attachment is None:
            sent = await self.bot.send_message(
                text=message.text or "…", entities=_entities(message), parse_mode=None, **where
            )
            return sent.message_id
        return await self._rebuild_file(message, message.attachment, where)

    async def _rebuild_file(self, message: Message, file: Attachment, where: Mapping[str, Any]) -> int:
        caption: dict[str, Any] = {
            "caption": message.text or None,
            "caption_entities": _entities(message),
            "parse_mode": None,
        }
        match file.kind:
            case FileKind.PHOTO:
                sent = await self.bot.send_photo(photo=file.remote_id, **caption, **where)
            case FileKind.VIDEO:
                sent = await self.bot.send_video(video=file.remote_id, **caption, **where)
            case FileKind.VOICE:
                sent = await self.bot.send_voice(voice=file.remote_id, **caption, **where)
            case FileKind.AUDIO:
                sent = await self.bot.send_audio(audio=file.remote_id, **caption, **where)
            case FileKind.ANIMATION:
                sent = await self.bot.send_animation(animation=file.remote_id, **caption, **where)
            case FileKind.VIDEO_NOTE:
                sent = await self.bot.send_video_note(video_note=file.remote_id, **where)
            case FileKind.DOCUMENT:
                sent = await self.bot.send_document(document=file.remote_id, **caption, **where)
        return sent.message_id


async def edit(bot: Bot, chat_id: int, message_id: int, message: Message) -> None:
    """Make a copy say what its message says now. A file stays; only its caption changes."""
    if message.attachment is None:
        await bot.edit_message_text(
            chat_id=chat_id,
            message_id=message_id,
            text=message.text,
            entities=_entities(message),
            parse_mode=None,
        )
    else:
        await bot.edit_message_caption(
            chat_id=chat_id,
            message_id=message_id,
            caption=message.text,
            caption_entities=_entities(message),
            parse_mode=None,
        )


_MEDIA: Mapping[FileKind, type[InputMediaPhoto | InputMediaVideo | InputMediaAudio | InputMediaDocument]] = {
    FileKind.PHOTO: InputMediaPhoto,
    FileKind.VIDEO: InputMediaVideo,
    FileKind.AUDIO: InputMediaAudio,
    FileKind.DOCUMENT: InputMediaDocument,
}
_LARGEST_ALBUM = 10


def _is_album(messages: Sequence[Message]) -> bool:
    """Telegram mixes photos with videos, and nothing else."""
    kinds = {message.attachment.kind if message.attachment else None for message in messages}
    if not 1 < len(messages) <= _LARGEST_ALBUM or not kinds <= _MEDIA.keys():
        return False
    return len(kinds) == 1 or kinds == {FileKind.PHOTO, FileKind.VIDEO}


def _as_media(message: Message) -> MediaUnion:
    file = message.attachment
    assert file  # noqa: S101 - asked by `_is_album`
    return _MEDIA[file.kind](
        media=file.remote_id,
        caption=message.text or None,
        caption_entities=_entities(message),
        parse_mode=None,
    )


def _entities(message: Message) -> list[MessageEntity] | None:
    return [MessageEntity.model_validate(each) for each in message.entities] or None
