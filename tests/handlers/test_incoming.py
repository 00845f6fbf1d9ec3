"""From Telegram's messages to ours: files by kind, replies that are real, formatting after a command."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import Message as TelegramMessage

from bot.domain.message import Archive, FileKind, Source
from bot.domain.origin import Origin, OriginKind
from bot.domain.people import Actor
from bot.domain.things import Thing, ThingKind
from handlers.incoming import FETCH_LIMIT, attachment, incoming, replied_to, without_command

AUTHOR = Actor.agent(7)
ROOT = {"message_id": 3, "date": 1_790_000_000, "chat": {"id": -1001, "type": "supergroup", "title": "Staff"}}


def received(**content: Any) -> TelegramMessage:
    return TelegramMessage.model_validate(
        {
            "message_id": 15,
            "date": 1_790_000_000,
            "chat": {"id": -1001, "type": "supergroup", "title": "Staff"},
            "from": {"id": 5, "is_bot": False, "first_name": "Ольга"},
        }
        | content
    )


def test_a_message_keeps_its_place_its_moment_and_its_words() -> None:
    message = incoming(received(text="Привет", media_group_id="9"), AUTHOR)

    assert message.source == Source(-1001, 15)
    assert message.happened_at == datetime.fromtimestamp(1_790_000_000, UTC)
    assert (message.text, message.album, message.author) == ("Привет", "9", AUTHOR)
    assert message.as_is


@pytest.mark.parametrize(
    ("kind", "content", "suffix"),
    [
        (FileKind.DOCUMENT, {}, ""),
        (FileKind.DOCUMENT, {"mime_type": "application/pdf"}, ".pdf"),
        (FileKind.VIDEO, {"width": 1, "height": 1, "duration": 1}, ".mp4"),
        (FileKind.AUDIO, {"duration": 1}, ".mp3"),
        (FileKind.VOICE, {"duration": 1}, ".ogg"),
        (FileKind.VIDEO_NOTE, {"length": 1, "duration": 1}, ".mp4"),
    ],
)
def test_a_file_without_a_name_gets_one(kind: FileKind, content: dict[str, Any], suffix: str) -> None:
    file = attachment(received(**{kind.value: {"file_id": "f", "file_unique_id": "u"} | content}))

    assert file
    assert (file.kind, file.remote_id, file.unique_id) == (kind, "f", "u")
    assert file.name == f"{kind.value}-15{suffix}"
    assert file.size is None
    assert file.archive is Archive.PENDING


def test_the_largest_size_of_a_photo_is_the_photo() -> None:
    sizes = [
        {"file_id": name, "file_unique_id": name, "width": width, "height": width, "file_size": width}
        for name, width in (("small", 90), ("large", 1280))
    ]

    file = attachment(received(photo=sizes))

    assert file
    assert (file.kind, file.remote_id, file.size) == (FileKind.PHOTO, "large", 1280)


def test_an_animation_is_not_taken_for_the_document_that_comes_with_it() -> None:
    document = {"file_id": "d", "file_unique_id": "d", "file_name": "funny.mp4"}
    moving = {"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1, "duration": 1}

    file = attachment(received(animation=moving, document=document))

    assert file
    assert file.kind is FileKind.ANIMATION


@pytest.mark.parametrize(
    ("size", "archive"), [(FETCH_LIMIT, Archive.PENDING), (FETCH_LIMIT + 1, Archive.TOO_BIG)]
)
def test_a_file_beyond_what_telegram_hands_out_is_known_from_the_start(size: int, archive: Archive) -> None:
    file = attachment(received(document={"file_id": "d", "file_unique_id": "d", "file_size": size}))

    assert file
    assert file.archive is archive


def test_the_implicit_reply_to_a_topics_root_is_no_reply() -> None:
    root = ROOT | {"forum_topic_created": {"name": "EC-1", "icon_color": 1}}

    assert replied_to(received(text="x", reply_to_message=root)) is None
    assert replied_to(received(text="x", reply_to_message=ROOT)) == Source(-1001, 3)
    assert replied_to(received(text="x")) is None


@pytest.mark.parametrize("command", ["/ask", "/ask@support_bot"])
def test_formatting_moves_along_when_a_command_is_cut_off(command: str) -> None:
    """Offsets count UTF-16 units, of which an emoji takes two."""
    text = f"{command} 👉 жми сюда"
    entities = [
        {"type": "bot_command", "offset": 0, "length": len(command)},
        {"type": "bold", "offset": len(command) + 4, "length": 3},
    ]

    message = without_command(received(text=text, entities=entities), AUTHOR, "👉 жми сюда")

    assert message.text == "👉 жми сюда"
    assert [(each["type"], each["offset"], each["length"]) for each in message.entities] == [("bold", 3, 3)]
    assert not message.as_is


def test_formatting_that_spans_the_command_keeps_what_is_left_of_it() -> None:
    """Somebody made the whole line bold."""
    entities = [{"type": "bot_command", "offset": 0, "length": 4}, {"type": "bold", "offset": 0, "length": 9}]

    message = without_command(received(text="/ask Как?", entities=entities), AUTHOR, "Как?")

    assert [(each["type"], each["offset"], each["length"]) for each in message.entities] == [("bold", 0, 4)]


def test_a_command_in_a_caption_is_cut_off_too() -> None:
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]

    message = without_command(received(photo=photo, caption="/ask Так?"), AUTHOR, "Так?")

    assert message.text == "Так?"
    assert message.attachment


POINT = {"latitude": 55.75, "longitude": 37.61}


@pytest.mark.parametrize(
    ("content", "kind", "data"),
    [
        ({"location": POINT | {"live_period": 900}}, "location", POINT),
        (
            {"venue": {"location": POINT, "title": "Офис", "address": "Москва"}, "location": POINT},
            "venue",
            POINT | {"title": "Офис", "address": "Москва"},
        ),
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice", {"emoji": "🎲", "value": 3}),
        (
            {"contact": {"phone_number": "79990000000", "first_name": "Анна", "user_id": 5}},
            "contact",
            {"phone_number": "+79990000000", "first_name": "Анна"},
        ),
        (
            {"contact": {"phone_number": "8 (999) 000-00-00", "first_name": "Анна"}},
            "contact",
            {"phone_number": "8 (999) 000-00-00", "first_name": "Анна"},
        ),
    ],
)
def test_a_thing_is_kept_as_it_is_sent_again(
    content: dict[str, Any], kind: str, data: dict[str, Any]
) -> None:
    message = incoming(received(**content), AUTHOR)

    assert message.thing == Thing(ThingKind(kind), data)
    assert message.as_is == (kind != "dice")


@pytest.mark.parametrize(
    ("told", "origin"),
    [
        (
            {
                "type": "user",
                "sender_user": {"id": 5, "is_bot": False, "first_name": "Пётр", "username": "p"},
            },
            Origin(OriginKind.PERSON, "Пётр", "p"),
        ),
        ({"type": "hidden_user", "sender_user_name": "Пётр"}, Origin(OriginKind.HIDDEN, "Пётр")),
        (
            {"type": "chat", "sender_chat": {"id": -1001, "type": "supergroup", "title": "Свои"}},
            Origin(OriginKind.CHAT, "Свои"),
        ),
        (
            {
                "type": "channel",
                "chat": {"id": -1002, "type": "channel", "title": "Новости", "username": "news"},
                "message_id": 7,
            },
            Origin(OriginKind.CHANNEL, "Новости", "news", 7),
        ),
    ],
)
def test_a_forwarded_message_keeps_who_wrote_it_first(told: dict[str, Any], origin: Origin) -> None:
    message = incoming(received(text="x", forward_origin={"date": 1_790_000_000, **told}), AUTHOR)

    assert message.origin == origin
    assert message.tells_more
