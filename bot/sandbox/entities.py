"""Texts with entities: lengths in UTF-16 units, validation, and what Telegram marks by itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox.addresses import fault_of
from bot.sandbox.errors import bad_request
from bot.sandbox.model import JSON

AUTOMATIC = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
)
"""Found by Telegram in any text; ignored when sent."""

STYLES = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)

_REQUIRED = {
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})

_HINT = re.compile(r"[/@#+$.]")
_FOUND = re.compile(
    r"(?P<email>(?<![\w.+-])[\w.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?!\w))"
    r"|(?P<url>(?:https?|ftp|tg)://[^\s<>\"]*[^\s<>\".,;:!?'»)\]}…]"
    r"|(?<![\w@.-])(?:[A-Za-z0-9-]+\.)+(?:app|by|com|de|dev|info|io|kz|me|net|org|ru|su|uk|рф)(?![\w@.-])"
    r"(?:/(?:[^\s<>\"]*[^\s<>\".,;:!?'»)\]}…])?)?)"
    r"|(?P<bot_command>(?<![\w/@<.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@/])@[A-Za-z]\w{3,31}(?!\w))"
    r"|(?P<hashtag>(?<![\w#])#(?=\w*[^\W\d_])\w{1,256})"
    r"|(?P<cashtag>(?<![\w$])\$[A-Z]{3,8}(?!\w))"
    r"|(?P<phone_number>(?<![\w+])\+\d[\d ()-]{8,18}\d(?!\w))"
)


@dataclass(slots=True, frozen=True)
class Formatted:
    text: str
    entities: list[JSON]


def utf16_length(text: str) -> int:
    if text.isascii():
        return len(text)
    try:
        return len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def split(text: str, limit: int) -> list[str]:
    """Cut a paste into messages of at most `limit` UTF-16 units, as a client does."""
    parts = [""]
    size = 0
    for char in text:
        width = 2 if char > "\uffff" else 1
        if size + width > limit:
            parts.append("")
            size = 0
        parts[-1] += char
        size += width
    return parts


def formatted(text: str, given: object = None) -> Formatted:
    """What a message shows: trimmed, with the entities given and those Telegram adds.

    Raises ApiError for entities that Telegram could not apply; those it would cut or drop are refused too,
    since they are somebody's bug.
    """
    entities = checked(text, given)
    start = len(text) - len(text.lstrip())
    trimmed = text.strip()
    if entities and trimmed != text:
        entities = _shifted(entities, utf16_length(text[:start]), utf16_length(trimmed))
    entities += _automatic(trimmed, entities)
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(trimmed, entities)


def checked(text: str, given: object) -> list[JSON]:
    """The entities a sender gave, without those Telegram finds by itself."""
    total = utf16_length(text)
    if given is None or given == []:
        return []
    if not isinstance(given, list):
        raise _wrong("expected an Array of MessageEntity")
    middles = _middles(text)
    return [
        {key: value for key, value in entity.items() if value is not None}
        for entity in given
        if _check(entity, total, middles) not in AUTOMATIC
    ]


def _check(entity: object, total: int, middles: frozenset[int]) -> str:
    if not isinstance(entity, dict):
        raise _wrong("expected an Object")
    kind, offset, length = entity.get("type"), entity.get("offset"), entity.get("length")
    if not isinstance(kind, str) or kind not in STYLES | AUTOMATIC:
        raise _wrong(f"unsupported type {kind!r} specified")
    if type(offset) is not int or type(length) is not int:
        raise _wrong('fields "offset" and "length" must be of type Number')
    if offset < 0 or length <= 0 or offset + length > total:
        raise _wrong(f"{kind} at offset {offset} of length {length} is out of the text of length {total}")
    for edge in (offset, offset + length):
        if edge in middles:
            raise _wrong(f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol")
    if (field := _REQUIRED.get(kind)) and entity.get(field) is None:
        raise _wrong(f'{kind}: can\'t find field "{field}"')
    if kind == "text_link" and (fault := fault_of(entity["url"])):
        raise bad_request(f"entity URL '{entity['url']}' is invalid: {fault}")
    return kind


def _wrong(what: str) -> Exception:
    return bad_request(f"can't parse entities: {what}")


def _middles(text: str) -> frozenset[int]:
    """UTF-16 offsets that lie inside a surrogate pair."""
    if not text or max(text) <= "\uffff":
        return frozenset()
    inside = []
    offset = 0
    for char in text:
        if char > "\uffff":
            inside.append(offset + 1)
            offset += 1
        offset += 1
    return frozenset(inside)


def _shifted(entities: Sequence[JSON], by: int, total: int) -> list[JSON]:
    """Entities of a text that lost `by` units at its beginning and is `total` long now."""
    kept = []
    for entity in entities:
        begin = max(entity["offset"] - by, 0)
        end = min(entity["offset"] + entity["length"] - by, total)
        if end > begin:
            kept.append(entity | {"offset": begin, "length": end - begin})
    return kept


def _automatic(text: str, given: Sequence[JSON]) -> list[JSON]:
    if _HINT.search(text) is None:
        return []
    closed = [(one["offset"], one["offset"] + one["length"]) for one in given if one["type"] in _OPAQUE]
    found = []
    for match in _FOUND.finditer(text):
        offset = utf16_length(text[: match.start()])
        length = utf16_length(match.group())
        if not any(begin < offset + length and offset < end for begin, end in closed):
            found.append({"type": str(match.lastgroup), "offset": offset, "length": length})
    return found
