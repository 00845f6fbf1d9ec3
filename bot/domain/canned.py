"""Answers that are ready before the question: a name, a text for a product and a language, placeholders."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from bot.domain import errors
from bot.domain.message import NOTE_SIGN, Entities

LONGEST_NAME = 30
LONGEST_TEXT = 4096
"""UTF-16 units, with the placeholders filled in or not: what Telegram takes."""

ON_A_PAGE = 20
"""Names from which one is chosen; each is a button."""

PLACEHOLDERS = ("number", "name", "product", "due")
_IN_RUSSIAN = {"номер": "number", "имя": "name", "продукт": "product", "срок": "due"}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_NAME = re.compile(r"\w[\w-]*")


@dataclass(frozen=True, slots=True)
class Canned:
    """An answer for one product, or for any, in one language."""

    name: str
    language: str
    text: str
    entities: Entities = ()
    product_id: str | None = None
    id: int = 0
    updated_by: int = 0
    updated_at: datetime | None = None

    def fits(self, product_id: str) -> bool:
        return self.product_id in {None, product_id}


@dataclass(frozen=True, slots=True)
class Words:
    """Ready to be sent."""

    text: str
    entities: Entities = ()

    @property
    def mark(self) -> str:
        """Tells one text from another where a button has no room for it."""
        return f"{crc32(self.text.encode()):x}"


def read_name(given: str) -> str:
    """In small letters: names are typed in a hurry."""
    name = given.casefold()
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise errors.CannedNameUnreadable(given=given[:LONGEST_NAME], limit=LONGEST_NAME)
    return name


def check_text(text: str) -> None:
    """Raises a `Refusal` for what could not be sent one day."""
    if not text.strip() or text.lstrip().startswith(NOTE_SIGN):
        raise errors.CannedTextWanted
    if units(text) > LONGEST_TEXT:
        raise errors.CannedTooLong(length=units(text), limit=LONGEST_TEXT)
    for found in _PLACEHOLDER.finditer(text):
        if _key(found[1]) not in PLACEHOLDERS:
            raise errors.UnknownPlaceholder(given=found[1][:LONGEST_NAME], known=list(PLACEHOLDERS))


def best(answers: Iterable[Canned], *, product_id: str, language: str) -> list[Canned]:
    """For a ticket: of each name one, in the customer's language before any other, the product's own before
    that of all; by name."""
    fitting = [each for each in answers if each.fits(product_id)]
    ranked = sorted(fitting, key=lambda each: (each.language != language, each.product_id is None))
    found: dict[str, Canned] = {}
    for each in ranked:
        found.setdefault(each.name, each)
    return [found[name] for name in sorted(found)]


def fill(answer: Canned, values: Mapping[str, str | None]) -> Words:
    """With every placeholder filled in; the formatting stays where it was."""
    lacking = [key for key in wanted(answer.text) if not values.get(key)]
    if lacking:
        raise errors.CannedLacks(name=answer.name, fields=lacking)
    text, moves, end = "", [], 0
    for found in _PLACEHOLDER.finditer(answer.text):
        value = values[_key(found[1])] or ""
        text += answer.text[end : found.start()] + value
        end = found.end()
        moves.append((units(answer.text[:end]), units(text)))
    text += answer.text[end:]
    if units(text) > LONGEST_TEXT:
        raise errors.CannedTooLong(length=units(text), limit=LONGEST_TEXT)
    return Words(text, tuple(_moved(each, moves) for each in answer.entities))


def wanted(text: str) -> list[str]:
    """The placeholders of a text, by their English names."""
    return list(dict.fromkeys(_key(found[1]) for found in _PLACEHOLDER.finditer(text)))


def _key(given: str) -> str:
    key = given.casefold()
    return _IN_RUSSIAN.get(key, key)


def _moved(entity: Mapping[str, Any], moves: Sequence[tuple[int, int]]) -> dict[str, Any]:
    def now(at: int) -> int:
        before = [(old, new) for old, new in moves if old <= at]
        return at + (before[-1][1] - before[-1][0] if before else 0)

    start, end = now(entity["offset"]), now(entity["offset"] + entity["length"])
    return {**entity, "offset": start, "length": end - start}


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
