"""How texts are put together: by entities, never by markup with somebody's words inside."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram.types import InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove, User
from aiogram.utils.formatting import Bold, Text, TextMention

from bot.domain.product import Product
from bot.i18n import Gettext
from bot.services.ports import Catalog

PLACEHOLDER = re.compile(r"\{(\w+)\}")
QUOTE_LENGTH = 600
"""UTF-16 units of somebody's words that one of our texts repeats at the most."""

MESSAGE_ROOM = 2600
"""UTF-16 units that the answers of a form may take together in a message of Telegram's 4096."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text of ours, ready for one reader."""

    text: Text
    keyboard: InlineKeyboardMarkup | None = None
    reply_keyboard: ReplyKeyboardMarkup | ReplyKeyboardRemove | None = None
    """In place of the phone's own; Telegram takes one of the two."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What a text's function is given: the reader's language, the products, and the delivery's data."""

    _: Gettext
    catalog: Catalog
    data: Mapping[str, Any]
    ticket_id: int = 0
    draft_id: int = 0

    @property
    def language(self) -> str:
        return self._.language


def product_of(it: Telling) -> Product:
    """The product that the text is about. One that is served no longer is a fault of the delivery."""
    product = it.catalog.find(it.data["product"])
    if product is None:
        raise LookupError(it.data["product"])
    return product


Teller = Callable[[Telling], Said]


def fill(template: str, **parts: Text | str | int) -> Text:
    """A translated template with its `{placeholders}` filled in; parts keep their formatting."""
    pieces: list[Text | str] = []
    end = 0
    for match in PLACEHOLDER.finditer(template):
        pieces.append(template[end : match.start()])
        part = parts[match.group(1)]
        pieces.append(part if isinstance(part, Text) else str(part))
        end = match.end()
    pieces.append(template[end:])
    return Text(*(piece for piece in pieces if piece != ""))


def mention(person: Mapping[str, Any]) -> Text:
    """Calls an agent, as `Agent.as_json` tells of one, so that their phone rings."""
    if person["username"]:
        return Text(f"@{person['username']}")
    if person["address"].isdecimal():
        user = User(id=int(person["address"]), is_bot=False, first_name=person["name"])
        return TextMention(person["name"], user=user)
    return Bold(person["name"])


def lines(*parts: Text | str | None) -> Text:
    """Parts on lines of their own; what is None or empty takes none."""
    kept = [part for part in parts if part is not None and part != ""]
    joined: list[Text | str] = []
    for part in kept:
        if joined:
            joined.append("\n")
        joined.append(part)
    return Text(*joined)


def clip(text: str, length: int = QUOTE_LENGTH) -> str:
    """The beginning of somebody's words, when they are too long to be repeated whole.

    `length` is in UTF-16 units, as Telegram counts.
    """
    if units(text) <= length:
        return text
    while units(text) > length - 1:
        text = text[: -max(1, (units(text) - length) // 2)]
    return text.rstrip() + "…"


def room_for_each(texts: Sequence[str], together: int = MESSAGE_ROOM) -> int:
    """How long each of the texts may be so that all of them fit into one message."""
    for length in range(QUOTE_LENGTH, 0, -20):
        if sum(min(units(text), length) for text in texts) <= together:
            return length
    return 1


def units(text: str) -> int:
    """As Telegram counts."""
    return len(text.encode("utf-16-le")) // 2
