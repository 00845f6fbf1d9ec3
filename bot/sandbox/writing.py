"""What people write, attach, edit and delete."""

import re
from collections.abc import Sequence
from typing import overload

from bot.sandbox.composing import caption_fields, text_fields
from bot.sandbox.entities import formatted, split, utf16_length
from bot.sandbox.files import KINDS
from bot.sandbox.model import JSON, Upload
from bot.sandbox.people import People

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ALBUM = 10
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Writing(People):
    """Messages from people."""

    def write(
        self,
        user_id: int,
        chat_id: int,
        text: str,
        *,
        reply_to: int | JSON | None = None,
        thread: int | None = None,
        entities: list[JSON] | None = None,
        quote: str | None = None,
    ) -> JSON:
        """Write a message of at most 4096 characters; a longer text is a `paste`."""
        with self.change():
            user, chat = self.enter(user_id, chat_id)
            topic, reply = self.locate(chat, user, reply_to, thread, quote)
            if not text.strip():
                raise ValueError("An empty message cannot be sent.")
            if utf16_length(text) > MAX_TEXT:
                raise ValueError(f"A message has at most {MAX_TEXT} characters: a longer text is a paste.")
            return self.say(chat, user, text_fields(formatted(text, entities)), topic=topic, reply=reply).data

    def paste(
        self,
        user_id: int,
        chat_id: int,
        text: str,
        *,
        reply_to: int | JSON | None = None,
        thread: int | None = None,
    ) -> list[JSON]:
        """Write a text of any length: the phone cuts it into messages of 4096."""
        with self.change():
            parts = [part for part in split(text, MAX_TEXT) if part.strip()]
            return [
                self.write(user_id, chat_id, part, reply_to=None if number else reply_to, thread=thread)
                for number, part in enumerate(parts)
            ]

    @overload
    def attach(
        self,
        user_id: int,
        chat_id: int,
        uploads: Upload,
        *,
        caption: str | None = None,
        reply_to: int | JSON | None = None,
        thread: int | None = None,
    ) -> JSON: ...

    @overload
    def attach(
        self,
        user_id: int,
        chat_id: int,
        uploads: Sequence[Upload],
        *,
        caption: str | None = None,
        reply_to: int | JSON | None = None,
        thread: int | None = None,
    ) -> list[JSON]: ...

    def attach(
        self,
        user_id: int,
        chat_id: int,
        uploads: Upload | Sequence[Upload],
        *,
        caption: str | None = None,
        reply_to: int | JSON | None = None,
        thread: int | None = None,
    ) -> JSON | list[JSON]:
        """Send a file, or several as an album: a message each, the caption on the first."""
        single = isinstance(uploads, Upload)
        uploads = [uploads] if isinstance(uploads, Upload) else list(uploads)
        with self.change():
            user, chat = self.enter(user_id, chat_id)
            topic, reply = self.locate(chat, user, reply_to, thread, None)
            _check_album(uploads)
            if caption and utf16_length(caption) > MAX_CAPTION:
                raise ValueError(f"A caption has at most {MAX_CAPTION} characters.")
            shared: JSON = {"media_group_id": self.album_id()} if len(uploads) > 1 else {}
            sent = []
            for upload in uploads:
                file = self.files.add(
                    upload.kind, upload.name, upload.content, mime=upload.mime, size=upload.size, more={}
                )
                content = shared | file.message_fields() | caption_fields(formatted(caption or ""))
                sent.append(self.say(chat, user, content, topic=topic, reply=reply).data)
                caption = None
            return sent[0] if single else sent

    def send(
        self,
        user_id: int,
        chat_id: int,
        content: JSON,
        *,
        reply_to: int | None = None,
        thread: int | None = None,
    ) -> JSON:
        """Send any other content: `{"contact": …}`, `{"location": …}`, with a forward_origin too."""
        with self.change():
            user, chat = self.enter(user_id, chat_id)
            topic, reply = self.locate(chat, user, reply_to, thread, None)
            return self.say(chat, user, content, topic=topic, reply=reply).data

    def start(self, user_id: int, payload: str | None = None) -> JSON:
        """Press Start, perhaps from a deep link; somebody who had blocked the bot unblocks it by this."""
        if payload and not _PAYLOAD.fullmatch(payload):
            raise ValueError("A start parameter has up to 64 of A-Z a-z 0-9 _ and -.")
        with self.change():
            self.unblock(user_id)
            return self.write(user_id, user_id, f"/start {payload}" if payload else "/start")

    def edit(
        self,
        user_id: int,
        chat_id: int,
        message_id: int,
        *,
        text: str | None = None,
        caption: str | None = None,
        entities: list[JSON] | None = None,
    ) -> JSON:
        """Edit one's own message. An edit that changes nothing makes no update."""
        with self.change():
            self.enter(user_id, chat_id)
            post = self.find_post(chat_id, message_id)
            chat = self.chat(chat_id)
            if post.sender_id != user_id and not (
                chat.type == "channel" and chat.member(user_id).may("can_edit_messages")
            ):
                raise ValueError("Only one's own messages can be edited.")
            if (text is None) == (caption is None):
                raise ValueError("An edit changes either the text or the caption.")
            if text is not None and ("text" not in post.data or not text.strip()):
                raise ValueError("This message has no text, or would have none.")
            changed, limit = (caption_fields, MAX_CAPTION) if text is None else (text_fields, MAX_TEXT)
            said = formatted(text if text is not None else caption or "", entities)
            if utf16_length(said.text) > limit:
                raise ValueError(f"That is longer than {limit} characters.")
            fields = changed(said)
            kept = {
                key: value
                for key, value in post.data.items()
                if key not in ("text", "entities", "caption", "caption_entities")
            }
            if kept | fields != post.data:
                self.edit_post(chat, post, kept | {"edit_date": self.date()} | fields)
            return post.data

    def delete(self, user_id: int, chat_id: int, message_id: int) -> None:
        """Delete one's own message, or anybody's in a private chat or as an administrator.

        The bot learns nothing of it.
        """
        with self.change():
            _, chat = self.enter(user_id, chat_id)
            post = self.find_post(chat_id, message_id)
            allowed = chat.type == "private" or chat.member(user_id).may("can_delete_messages")
            if post.sender_id != user_id and not allowed:
                raise ValueError("Only an administrator deletes other people's messages.")
            self.remove_posts(chat, [message_id])

    def album_id(self) -> str:
        return str(13_900_000_000_000_000 + self.next("album"))


def _check_album(uploads: Sequence[Upload]) -> None:
    kinds = {upload.kind for upload in uploads}
    if unknown := kinds - set(KINDS):
        raise ValueError(f"No such kind of file: {', '.join(sorted(unknown))}.")
    if not 1 <= len(uploads) <= MAX_ALBUM:
        raise ValueError(f"An album has 2 to {MAX_ALBUM} files.")
    if len(uploads) > 1 and not (kinds <= {"photo", "video"} or kinds in ({"document"}, {"audio"})):
        raise ValueError("An album is of photos and videos, or of documents, or of audio files.")
