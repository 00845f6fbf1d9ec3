"""Documents of plain values, changed in a few places into what nobody meant."""

from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

STRANGE_TEXTS = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ud83d",
    "\ude00\ud83d",
    "\u202eэртем\u202c",
    "\u200b",
    "ё" * 5000,
    "😀" * 2100,
    "a\n" * 3000,
    "../../etc/passwd",
    "{agent} {0} %s",
    "' OR 1=1 --",
    "<b>&amp;",
    "=1+1",
    "/ban",
    "/resolve@support_bot",
    "٣",
    "NaN",
    "2026-02-30",
)
STRANGE_NUMBERS = (0, -1, 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 10**30, 0.5, 1e308, -0.0)
STRANGE_VALUES: tuple[Any, ...] = (None, True, False, [], {}, [[]], [None], {"id": 1}, [{}], {"": ""})
Path = tuple[Any, ...]


def strange(dice: Random) -> Any:
    return deepcopy(dice.choice(dice.choice((STRANGE_TEXTS, STRANGE_NUMBERS, STRANGE_VALUES))))


def nested(levels: int) -> Any:
    inner: Any = []
    for _ in range(levels):
        inner = [inner]
    return inner


def places(value: Any, here: Path = ()) -> Iterator[Path]:
    """Every place in the document but its root."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield (*here, key)
        yield from places(value[key], (*here, key))


def at(document: Any, path: Path) -> Any:
    for key in path:
        document = document[key]
    return document


def mutated(document: Any, dice: Random, *, keep: Path = ()) -> Any:
    """Another document, changed in one to three places; what stands at `keep` stays."""
    changed = deepcopy(document)
    for _ in range(dice.randint(1, 3)):
        found = [path for path in places(changed) if path != keep]
        if found:
            _change(changed, dice.choice(found), dice)
    return changed


def _change(document: Any, path: Path, dice: Random) -> None:
    holder, key = at(document, path[:-1]), path[-1]
    match dice.randrange(7):
        case 0:
            del holder[key]
        case 1 | 2 | 3:
            holder[key] = strange(dice)
        case 4:
            holder[key] = [holder[key]]
        case 5 if isinstance(holder, dict):
            holder[f"{key}_"] = holder.pop(key)
        case 5:
            holder.append(deepcopy(holder[key]))
        case _:
            donors = list(places(document))
            holder[key] = deepcopy(at(document, dice.choice(donors)))
