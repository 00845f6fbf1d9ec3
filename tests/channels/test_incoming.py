"""Telegram's messages become ours: words, files, formatting, albums, replies."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import Message as TelegramMessage

from bot.domain.message import Archive, FileKind, Source
from bot.domain.people import Actor
from handlers.incoming import FETCH_LIMIT, attachment, incoming, replied_to, without_command

ANNA = {"id": 5_000_000_001, "is_bot": False, "first_name": "Анна"}
CHAT = {"id": 5_000_000_001, "type": "private", "first_name": "Анна"}
AUTHOR = Actor.customer(7)
MOMENT = 1_795_000_000
FILE: dict[str, Any] = {"file_id": "id", "file_unique_id": "unique", "file_size": 1000}
SIDES: dict[str, Any] = {"width": 10, "height": 10}


def telegram(**content: Any) -> TelegramMessage:
    return TelegramMessage.model_validate(
        {"message_id": 5, "date": MOMENT, "chat": CHAT, "from": ANNA} | content
    )


def entity(kind: str, offset: int, length: int) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length}


def utf16_part(text: str, offset: int, length: int) -> str:
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def test_words_keep_their_place_their_moment_and_their_formatting() -> None:
    bold = entity("bold", 0, 5)

    message = incoming(telegram(text="Отчёт пуст", entities=[bold]), AUTHOR)

    assert (message.text, message.entities) == ("Отчёт пуст", (bold,))
    assert (message.author, message.source) == (AUTHOR, Source(5_000_000_001, 5))
    assert message.happened_at == datetime.fromtimestamp(MOMENT, UTC)
    assert message.happened_at.utcoffset() is not None
    assert message.as_is
    assert (message.attachment, message.album, message.reply_to) == (None, None, None)


def test_everything_that_formatting_knows_is_kept() -> None:
    link = entity("text_link", 0, 5) | {"url": "https://example.org/"}
    code = entity("pre", 6, 4) | {"language": "python"}

    message = incoming(telegram(text="Отчёт пуст", entities=[link, code]), AUTHOR)

    assert message.entities == (link, code)


def test_a_caption_is_the_words_of_a_file() -> None:
    message = incoming(
        telegram(
            document=FILE | {"file_name": "Журнал.LOG", "mime_type": "text/plain"},
            caption="Вот журнал",
            caption_entities=[entity("italic", 4, 6)],
            media_group_id="album",
        ),
        AUTHOR,
    )

    assert message.text == "Вот журнал"
    assert message.entities == (entity("italic", 4, 6),)
    assert message.album == "album"
    assert message.attachment
    assert (message.attachment.kind, message.attachment.name) == (FileKind.DOCUMENT, "Журнал.LOG")
    assert (message.attachment.mime, message.attachment.extension) == ("text/plain", "log")


def test_a_photo_is_taken_in_its_largest_size() -> None:
    sizes = [
        SIDES | {"file_id": f"id-{size}", "file_unique_id": f"u-{size}", "file_size": size}
        for size in (90, 320, 1280)
    ]

    file = attachment(telegram(photo=sizes))

    assert file
    assert (file.kind, file.remote_id, file.unique_id, file.size) == (
        FileKind.PHOTO,
        "id-1280",
        "u-1280",
        1280,
    )
    assert (file.name, file.mime) == ("photo-5.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("content", "kind", "name"),
    [
        ({"document": FILE | {"file_name": "a.zip"}}, FileKind.DOCUMENT, "a.zip"),
        ({"video": FILE | SIDES | {"duration": 3}}, FileKind.VIDEO, "video-5.mp4"),
        (
            {"video": FILE | SIDES | {"duration": 3, "file_name": "экран.mov"}},
            FileKind.VIDEO,
            "экран.mov",
        ),
        ({"voice": FILE | {"duration": 3}}, FileKind.VOICE, "voice-5.ogg"),
        ({"audio": FILE | {"duration": 3}}, FileKind.AUDIO, "audio-5.mp3"),
        ({"video_note": FILE | {"duration": 3, "length": 240}}, FileKind.VIDEO_NOTE, "video_note-5.mp4"),
        (
            {"animation": FILE | SIDES | {"duration": 3}, "document": FILE},
            FileKind.ANIMATION,
            "animation-5.mp4",
        ),
    ],
    ids=lambda each: str(each) if isinstance(each, str) else "",
)
def test_every_kind_of_file_has_a_name(content: dict[str, Any], kind: FileKind, name: str) -> None:
    file = attachment(telegram(**content))

    assert file
    assert (file.kind, file.name, file.remote_id, file.size) == (kind, name, "id", 1000)


def test_a_document_without_a_name_is_not_taken_for_a_video() -> None:
    """Its name decides whether the product takes it, and what the agents think it is."""
    file = attachment(telegram(document=FILE | {"mime_type": "application/pdf"}))

    assert file
    assert file.extension != "mp4"


@pytest.mark.parametrize(
    ("size", "archive"),
    [
        (FETCH_LIMIT, Archive.PENDING),
        (FETCH_LIMIT + 1, Archive.TOO_BIG),
        (None, Archive.PENDING),
    ],
)
def test_a_file_that_telegram_does_not_hand_out_is_known_at_once(size: int | None, archive: Archive) -> None:
    file = attachment(telegram(document={**FILE, "file_size": size}))

    assert file
    assert file.archive is archive


@pytest.mark.parametrize(
    "content",
    [
        {"location": {"latitude": 55.75, "longitude": 37.62}},
        {"contact": {"phone_number": "+70000000000", "first_name": "Анна"}},
        {
            "sticker": FILE
            | SIDES
            | {"type": "regular", "is_animated": False, "is_video": False, "emoji": "👍"}
        },
    ],
    ids=lambda each: next(iter(each)),
)
def test_what_is_neither_words_nor_a_file_is_only_copied(content: dict[str, Any]) -> None:
    message = incoming(telegram(**content), AUTHOR)

    assert (message.text, message.attachment, message.as_is) == ("", None, True)


def test_a_real_reply_is_one_and_the_root_of_a_topic_is_none() -> None:
    said = {"message_id": 3, "date": MOMENT, "chat": CHAT, "text": "Обновите страницу"}
    root = {
        "message_id": 2,
        "date": MOMENT,
        "chat": CHAT,
        "forum_topic_created": {"name": "EC-1", "icon_color": 7322096},
    }

    assert replied_to(telegram(text="Да", reply_to_message=said)) == Source(5_000_000_001, 3)
    assert replied_to(telegram(text="Да", reply_to_message=root)) is None
    assert replied_to(telegram(text="Да")) is None


# What stands after a command.


def after_command(text: str, *entities: dict[str, Any], **content: Any) -> Any:
    named = {"caption": text, "caption_entities": list(entities)} if content else {}
    message = telegram(**(content | named or {"text": text, "entities": list(entities)}))
    return without_command(message, AUTHOR, text.split(maxsplit=1)[1])


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("/note важно", "важно"),
        ("/note   очень важно", "важно"),
        ("/note 😀 важно", "важно"),
        ("/note 👩\u200d👩\u200d👧\u200d👦🏳️\u200d🌈 важно 😀", "важно"),
        ("/note@support_bot 😀😀😀 важно", "важно"),
        ("/note\n\nважно", "важно"),
        ("/note 😀", "😀"),
    ],
)
def test_formatting_moves_along_when_the_command_is_cut_off(text: str, marked: str) -> None:
    at = len(text[: text.index(marked)].encode("utf-16-le")) // 2
    length = len(marked.encode("utf-16-le")) // 2
    command = entity("bot_command", 0, len(text.split(maxsplit=1)[0]))

    message = after_command(text, command, entity("bold", at, length))

    assert message.text == text.split(maxsplit=1)[1]
    (bold,) = message.entities
    assert bold["type"] == "bold"
    assert utf16_part(message.text, bold["offset"], bold["length"]) == marked
    assert not message.as_is


def test_formatting_over_command_and_words_stays_on_the_words() -> None:
    message = after_command("/note важно", entity("bot_command", 0, 5), entity("bold", 0, 11))

    assert message.entities == (entity("bold", 0, 5),)


def test_formatting_of_the_command_alone_goes_with_it() -> None:
    message = after_command("/note важно", entity("bot_command", 0, 5), entity("italic", 0, 6))

    assert message.entities == ()


def test_a_command_in_a_caption_keeps_its_file() -> None:
    message = after_command(
        "/ask 😀 такой?", entity("bold", 8, 6), document=FILE | {"file_name": "screen.png"}
    )

    assert message.text == "😀 такой?"
    assert message.entities == (entity("bold", 3, 6),)
    assert message.attachment
    assert message.attachment.name == "screen.png"
