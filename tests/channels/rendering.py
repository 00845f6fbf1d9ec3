"""Renders deliveries as the channel does, and measures them as Telegram does."""

import json
from dataclasses import replace
from functools import cache

from aiogram.types import InlineKeyboardButton, MessageEntity

from bot.catalog.loader import load_catalog
from bot.catalog.products import Catalog
from bot.channels.telegram.render import Renderer
from bot.channels.telegram.texts.base import Said
from bot.domain.delivery import Delivery
from bot.domain.product import Product

LONGEST_TEXT = 4096
LONGEST_LABEL = 64
LONGEST_DATA = 64
MOST_BUTTONS = 100


@cache
def products() -> Catalog:
    return load_catalog()


def renderer(*more: Product) -> Renderer:
    return Renderer(Catalog([*products().all(), *more]))


def words_of(delivery: Delivery, language: str, *more: Product) -> Said:
    """As it is after it has waited in the outbox, where data is JSON."""
    data = json.loads(json.dumps(dict(delivery.data)))
    return renderer(*more).words(replace(delivery, data=data), language)


def text_of(said: Said) -> str:
    text, _entities = said.text.render()
    return text


def entities_of(said: Said) -> list[MessageEntity]:
    _text, entities = said.text.render()
    return list(entities)


def marked(said: Said) -> list[tuple[str, str]]:
    """Each entity with the part of the text that it marks."""
    units = text_of(said).encode("utf-16-le")
    return [
        (each.type, units[2 * each.offset : 2 * (each.offset + each.length)].decode("utf-16-le"))
        for each in entities_of(said)
    ]


def buttons(said: Said) -> list[InlineKeyboardButton]:
    return [each for row in said.keyboard.inline_keyboard for each in row] if said.keyboard else []


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check_sendable(said: Said) -> None:
    """Everything that Telegram would refuse, or silently do otherwise."""
    text = text_of(said)
    assert text.strip()
    assert utf16_length(text) <= LONGEST_TEXT
    arguments = said.text.as_kwargs()
    assert arguments["parse_mode"] is None, "no markup: somebody's words may stand inside"
    for each in entities_of(said):
        assert each.offset >= 0
        assert each.length > 0
        assert each.offset + each.length <= utf16_length(text)
    marked(said)  # an entity that splits a character cannot be decoded
    assert len(buttons(said)) <= MOST_BUTTONS
    for button in buttons(said):
        assert button.text.strip()
        assert len(button.text) <= LONGEST_LABEL
        does = [button.callback_data, button.copy_text, button.url]
        assert len([each for each in does if each]) == 1
        assert len((button.callback_data or "").encode()) <= LONGEST_DATA
        if button.copy_text:
            assert 1 <= len(button.copy_text.text) <= 256
