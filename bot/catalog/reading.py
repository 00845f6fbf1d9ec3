"""Files of YAML, read without trusting them: nothing that is short to write takes long to read."""

import math
import re
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.catalog.diagnosis import syntax_fault, value_fault
from bot.faults import Fault, Faulty

LARGEST = 1 << 18
"""Bytes. Ours have twenty thousand, and reading many more takes minutes."""

DEEPEST = 50
"""Brackets within brackets, for each of which the library looks at all that were before."""

MOST_PARTS = 20_000
"""Values of a file, with what its aliases repeat."""


def parse(path: Path) -> Any:
    """What the file says, with its lines; raises `Faulty`."""
    text = _text_of(path)
    try:
        return _loaded(text)
    except YAMLError as error:
        raise Faulty([syntax_fault(path, error)]) from error
    except ValueError as error:
        raise Faulty([value_fault(path, text, error)]) from error
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Faulty(
            [Fault(path.name, None, "", "not readable as YAML; write it without tags and aliases")]
        ) from error


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            problem = f"larger than any product file: at most {LARGEST >> 10} KB; remove what is not of it"
            raise Faulty([Fault(path.name, None, "", problem)])
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Faulty([Fault(path.name, None, "", "not UTF-8; save the file in that encoding")]) from error
    except OSError as error:
        problem = f"cannot be read ({error.strerror}); mend its rights, or remove it"
        raise Faulty([Fault(path.name, None, "", problem)]) from error


def _loaded(text: str) -> Any:
    if _is_too_deep(text):
        raise RecursionError
    data = YAML(typ="rt").load(text)
    if _parts(data, {}) > MOST_PARTS:
        raise RecursionError
    return data


def _is_too_deep(text: str) -> bool:
    depth = 0
    for sign in re.findall(r"[\[{\]}]", text):
        depth += 1 if sign in "[{" else -1
        if depth > DEEPEST:
            return True
    return False


def _parts(node: Any, known: dict[int, float]) -> float:
    """Aliases of aliases make a short file say more than there is room for; one inside of what it names, no
    end of it."""
    if not isinstance(node, Mapping | list | tuple | Set):
        return 1
    if id(node) not in known:
        known[id(node)] = math.inf  # until it is known: where it names itself
        children = [*node.keys(), *node.values()] if isinstance(node, Mapping) else node
        known[id(node)] = 1 + sum(_parts(each, known) for each in children)
    return known[id(node)]
