"""What a message carries that is neither words nor a file, as people read it."""

from typing import Any

import pytest

from bot.domain.origin import Origin, OriginKind, Quote
from bot.domain.things import Thing, ThingKind

POINT = {"latitude": 55.75, "longitude": 37.61}


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("contact", {"phone_number": "+79990000000", "first_name": "Анна"}, "Анна, +79990000000"),
        ("contact", {"phone_number": "1", "first_name": "Анна", "last_name": "Ким"}, "Анна Ким, 1"),
        ("location", POINT, "55.750000, 37.610000"),
        ("venue", {"title": "Офис", "address": "Москва", **POINT}, "Офис, Москва (55.750000, 37.610000)"),
        ("poll", {"question": "Кто?", "options": ["Я", "Он"]}, "Кто?\n• Я\n• Он"),
        ("dice", {"emoji": "🎯", "value": 6}, "🎯 6"),
        ("sticker", {"sticker": "id", "emoji": "👍"}, "👍"),
        ("sticker", {"sticker": "id", "emoji": None}, ""),
    ],
)
def test_a_thing_says_it_in_words_and_survives_being_stored(
    kind: str, data: dict[str, Any], words: str
) -> None:
    thing = Thing(ThingKind(kind), data)

    assert thing.words == words
    assert Thing.from_json(thing.as_json()) == thing
    assert thing.informs == (kind not in {"dice", "sticker"})


@pytest.mark.parametrize("kind", list(OriginKind))
@pytest.mark.parametrize("username", [None, "news"])
def test_only_a_channel_with_a_name_is_public(kind: OriginKind, username: str | None) -> None:
    origin = Origin(kind, "Новости", username, 7)

    assert origin.is_public == (kind is OriginKind.CHANNEL and username is not None)
    assert Origin.from_json(origin.as_json()) == origin


def test_a_quote_survives_being_stored() -> None:
    quote = Quote("кнопка", ({"type": "bold", "offset": 0, "length": 6},))

    assert Quote.from_json(quote.as_json()) == quote
