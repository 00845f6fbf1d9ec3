"""From Telegram's messages to ours."""

import mimetypes
from collections.abc import Mapping
from typing import Any

from aiogram.types import CallbackQuery, InaccessibleMessage, User
from aiogram.types import Message as TelegramMessage

from bot.domain.delivery import Recipient
from bot.domain.errors import OutdatedButton
from bot.domain.message import Archive, Attachment, FileKind, Message, Source
from bot.domain.people import Actor
from handlers.contents import origin, quote, thing

ANONYMOUS_ADMIN = 1087968824
"""Telegram's own bot in whose name administrators write when they hide theirs."""

FETCH_LIMIT = 20 * 1024 * 1024
"""Bytes of a file that the Bot API hands out; of a larger one only Telegram has a copy."""


def incoming(message: TelegramMessage, author: Actor) -> Message:
    """A message as the use cases take it: words, a file, or a thing."""
    return Message(
        author=author,
        source=Source(message.chat.id, message.message_id),
        happened_at=message.date,
        text=message.text or message.caption or "",
        entities=tuple(
            entity.model_dump(mode="json", exclude_none=True)
            for entity in message.entities or message.caption_entities or ()
        ),
        attachment=attachment(message),
        album=message.media_group_id,
        as_is=message.dice is None,
        automatic=bool(message.is_from_offline or message.sender_business_bot),
        reply_to=replied_to(message),
        thing=thing(message),
        origin=origin(message),
        quote=quote(message),
    )


def pressed_message(press: CallbackQuery) -> Source:
    """The message whose button was pressed."""
    if press.message is None:
        raise OutdatedButton
    return Source(press.message.chat.id, press.message.message_id)


def chat_of(message: TelegramMessage | InaccessibleMessage | None) -> Recipient:
    """Where to answer: the chat, or the topic of it that is no ticket's."""
    if not isinstance(message, TelegramMessage):
        return Recipient.chat(message.chat.id if message else 0)
    return Recipient.chat(message.chat.id, message.message_thread_id if message.is_topic_message else None)


def without_command(message: TelegramMessage, author: Actor, text: str) -> Message:
    """What stands after a command; the formatting moves along."""
    whole = incoming(message, author)
    body = whole.text
    cut = _utf16_length(body[: len(body) - len(text)]) if text else _utf16_length(body)
    whole.text = text
    whole.as_is = False
    whole.entities = tuple(moved for entity in whole.entities if (moved := _moved(entity, cut)))
    return whole


def _moved(entity: Mapping[str, Any], cut: int) -> dict[str, Any] | None:
    """An entity of a text that has lost its first `cut` units; None if it stood there altogether."""
    start, end = max(entity["offset"], cut), entity["offset"] + entity["length"]
    return {**entity, "offset": start - cut, "length": end - start} if end > start else None


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def replied_to(message: TelegramMessage) -> Source | None:
    """The target of a real reply. In a topic every message formally replies to the topic's root."""
    target = message.reply_to_message
    if target is None or target.forum_topic_created:
        return None
    return Source(target.chat.id, target.message_id)


def mentioned(message: TelegramMessage) -> User | None:
    """The person whom a command names, where they have no @username to be named by."""
    return _person(next((each.user for each in message.entities or () if each.user), None))


def after_mention(message: TelegramMessage) -> str:
    """What stands behind the person whom a command names."""
    named = next((each for each in message.entities or () if each.user), None)
    if named is None:
        return ""
    units = (message.text or "").encode("utf-16-le")
    return units[2 * (named.offset + named.length) :].decode("utf-16-le", errors="ignore").strip()


def replied_to_author(message: TelegramMessage) -> User | None:
    """The person whose message a command replies to."""
    target = message.reply_to_message if replied_to(message) else None
    return _person(target.from_user if target else None)


def is_person(user: User | None, message: TelegramMessage | None = None) -> bool:
    """No other bot, and nobody who writes as a channel: the linked channel's posts come in Telegram's own
    name. An administrator who hides their name writes as the group itself."""
    if user is None or (user.is_bot and user.id != ANONYMOUS_ADMIN):
        return False
    written_as = message.sender_chat if message else None
    return message is None or written_as is None or written_as.id == message.chat.id


def _person(user: User | None) -> User | None:
    return user if user and not user.is_bot else None


def attachment(message: TelegramMessage) -> Attachment | None:
    """The file of a message, by the kind that Telegram gave it."""
    if message.photo:
        largest = message.photo[-1]
        return _attachment(
            FileKind.PHOTO,
            largest.file_id,
            largest.file_unique_id,
            name=f"photo-{message.message_id}.jpg",
            mime="image/jpeg",
            size=largest.file_size,
        )
    for kind, file in (
        (FileKind.ANIMATION, message.animation),
        (FileKind.DOCUMENT, message.document),
        (FileKind.VIDEO, message.video),
        (FileKind.AUDIO, message.audio),
        (FileKind.VOICE, message.voice),
        (FileKind.VIDEO_NOTE, message.video_note),
    ):
        if file:
            return _attachment(
                kind,
                file.file_id,
                file.file_unique_id,
                name=getattr(file, "file_name", None) or f"{kind}-{message.message_id}{_suffix(file, kind)}",
                mime=_mime(file),
                size=file.file_size,
            )
    return None


def _attachment(
    kind: FileKind, file_id: str, unique_id: str, *, name: str, mime: str, size: int | None
) -> Attachment:
    too_big = size is not None and size > FETCH_LIMIT
    return Attachment(
        kind=kind,
        remote_id=file_id,
        unique_id=unique_id,
        name=name,
        mime=mime,
        size=size,
        archive=Archive.TOO_BIG if too_big else Archive.PENDING,
    )


def _mime(file: Any) -> str:
    return getattr(file, "mime_type", None) or "application/octet-stream"


def _suffix(file: Any, kind: FileKind) -> str:
    """For a file without a name: as its type has it, else as its kind usually has."""
    usual = {FileKind.VOICE: ".ogg", FileKind.AUDIO: ".mp3", FileKind.DOCUMENT: ""}
    mime = getattr(file, "mime_type", None)
    return (mime and mimetypes.guess_extension(mime)) or usual.get(kind, ".mp4")


def source_of(message: TelegramMessage) -> Source:
    return Source(message.chat.id, message.message_id)


def person_of(message: TelegramMessage) -> int:
    """The id in Telegram of who wrote; 0 where nobody in particular did."""
    return message.from_user.id if message.from_user else 0
