"""JSON that comes from outside: read without trusting anything of it."""

import json
import re
from typing import Any

DEEPEST = 200
"""Levels of nesting. What is nested deeper is read here, perhaps, and nowhere further down."""

_ID = re.compile(r'"update_id"\s*:\s*(\d{1,19})\b')
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class Unreadable(ValueError):
    """Whole, as far as can be seen, but nobody can read it: nested without end, or with numbers of thousands
    of digits."""

    def __init__(self, text: str) -> None:
        super().__init__("JSON that cannot be read")
        self.text = text


def decode(text: str) -> Any:
    """Raises `Unreadable`, or another `ValueError` for what is no JSON."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        raise
    except (RecursionError, ValueError):
        if not text.rstrip().endswith("}"):
            raise ValueError("cut off") from None
        raise Unreadable(text) from None
    if text.count("{") + text.count("[") > DEEPEST and _is_deep(value):
        raise Unreadable(text)
    return value


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            child
            for each in level
            for child in (each.values() if isinstance(each, dict) else each)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def update_id_in(text: str) -> int | None:
    """Of an update that cannot be read."""
    found = _ID.search(text)
    return int(found[1]) if found else None


def storable(text: str) -> str:
    """As any database takes it, and of the same length in UTF-16 units, which formatting counts: half a
    character, which UTF-8 cannot tell, becomes a question mark, and the sign that ends texts in C, which
    PostgreSQL does not take, the sign for what cannot be shown."""
    if "\\u0000" in text:
        text = _NUL.sub("\\1\ufffd", text)
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()
