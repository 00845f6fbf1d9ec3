"""Messages whose source is gone, once more from what was kept of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram import Bot
from aiogram.types import (
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    InputPollOption,
    MediaUnion,
    MessageEntity,
)

from bot.domain.message import Attachment, FileKind, Message
from bot.domain.things import Thing, ThingKind

LARGEST_ALBUM = 10
_MEDIA: Mapping[FileKind, type[InputMediaPhoto | InputMediaVideo | InputMediaAudio | InputMediaDocument]] = {
    FileKind.PHOTO: InputMediaPhoto,
    FileKind.VIDEO: InputMediaVideo,
    FileKind.AUDIO: InputMediaAudio,
    FileKind.DOCUMENT: InputMediaDocument,
}


async def rebuild(bot: Bot, message: Message, where: Mapping[str, Any]) -> int:
    """The stored words, the file that Telegram still has, or the thing; the id of the new message."""
    if message.attachment:
        return await _file(bot, message, message.attachment, where)
    if message.thing:
        return await _thing(bot, message.thing, where)
    sent = await bot.send_message(
        text=message.text or "…", entities=entities(message), parse_mode=None, **where
    )
    return sent.message_id


async def _file(bot: Bot, message: Message, file: Attachment, where: Mapping[str, Any]) -> int:
    caption: dict[str, Any] = {
        "caption": message.text or None,
        "caption_entities": entities(message),
        "parse_mode": None,
    }
    match file.kind:
        case FileKind.PHOTO:
            sent = await bot.send_photo(photo=file.remote_id, **caption, **where)
        case FileKind.VIDEO:
            sent = await bot.send_video(video=file.remote_id, **caption, **where)
        case FileKind.VOICE:
            sent = await bot.send_voice(voice=file.remote_id, **caption, **where)
        case FileKind.AUDIO:
            sent = await bot.send_audio(audio=file.remote_id, **caption, **where)
        case FileKind.ANIMATION:
            sent = await bot.send_animation(animation=file.remote_id, **caption, **where)
        case FileKind.VIDEO_NOTE:
            sent = await bot.send_video_note(video_note=file.remote_id, **where)
        case FileKind.DOCUMENT:
            sent = await bot.send_document(document=file.remote_id, **caption, **where)
    return sent.message_id


async def _thing(bot: Bot, thing: Thing, where: Mapping[str, Any]) -> int:
    data = thing.data
    match thing.kind:
        case ThingKind.CONTACT:
            sent = await bot.send_contact(**data, **where)
        case ThingKind.LOCATION:
            sent = await bot.send_location(**data, **where)
        case ThingKind.VENUE:
            sent = await bot.send_venue(**data, **where)
        case ThingKind.STICKER:
            sent = await bot.send_sticker(sticker=data["sticker"], **where)
        case ThingKind.POLL:
            options = [InputPollOption(text=each) for each in data["options"]]
            sent = await bot.send_poll(**{**data, "options": options}, **where)
        case ThingKind.DICE:  # thrown again, it would show another number
            sent = await bot.send_message(text=thing.words, **where)
    return sent.message_id


def is_album(messages: Sequence[Message]) -> bool:
    """Telegram mixes photos with videos, and nothing else."""
    kinds = {message.attachment.kind if message.attachment else None for message in messages}
    if not 1 < len(messages) <= LARGEST_ALBUM or not kinds <= _MEDIA.keys():
        return False
    return len(kinds) == 1 or kinds == {FileKind.PHOTO, FileKind.VIDEO}


def as_media(message: Message) -> MediaUnion:
    """A part of an album."""
    file = message.attachment
    assert file  # noqa: S101 - asked by `is_album`
    return _MEDIA[file.kind](
        media=file.remote_id,
        caption=message.text or None,
        caption_entities=entities(message),
        parse_mode=None,
    )


def entities(message: Message) -> list[MessageEntity] | None:
    return [MessageEntity.model_validate(each) for each in message.entities] or None
