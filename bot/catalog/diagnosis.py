"""Says of each fault of a product or calendar file where it is and what to do, in words of the file."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.faults import Fault

Loc = Sequence[int | str]
QUOTED = 80
"""Characters of a file that a fault repeats."""

PROBLEM = 400
"""Characters of one that a model tells of in its own words."""


def syntax_fault(path: Path, error: YAMLError) -> Fault:
    """A file that is not YAML."""
    if not isinstance(error, MarkedYAMLError):
        return Fault(path.name, None, "", "not YAML: it holds a character that text does not have; remove it")
    mark = error.problem_mark or error.context_mark
    twice = re.match(r'found duplicate key "([^"]*)"', str(error.problem))
    problem = (
        f"the key {clipped(twice.group(1))} appears twice here; remove one"
        if twice
        else f"not YAML ({clipped(str(error.problem))}); check indentation, quotes and colons here"
    )
    return Fault(path.name, mark.line + 1 if mark else None, "", problem)


def value_fault(path: Path, text: str, error: ValueError) -> Fault:
    """YAML, but a date in it is none: the library says neither which nor where."""
    for number, line in enumerate(text.splitlines(), start=1):
        for written in re.findall(r"\b\d{4}-\d{1,2}-\d{1,2}\b", line):
            try:
                date(*map(int, written.split("-")))
            except ValueError:
                return Fault(path.name, number, "", f"{written} is no date; correct it")
    return Fault(path.name, None, "", f"not YAML ({clipped(str(error))}); check dates and numbers")


def content_faults(
    path: Path, data: CommentedMap, errors: Sequence[ErrorDetails], model: type[BaseModel]
) -> list[Fault]:
    """YAML, but not what the model says."""
    return [_fault(path, data, error, model) for error in errors if not _follows_from_another(error, errors)]


def _follows_from_another(error: ErrorDetails, errors: Sequence[ErrorDetails]) -> bool:
    """A list whose entries are all faulty counts as empty too; it is not."""
    depth = len(error["loc"])
    return error["type"] == "too_short" and any(
        len(other["loc"]) > depth and other["loc"][:depth] == error["loc"] for other in errors
    )


def _fault(path: Path, data: CommentedMap, error: ErrorDetails, model: type[BaseModel]) -> Fault:
    loc = tuple(part for part in error["loc"] if part != "[key]")
    if error["type"] == "extra_forbidden":
        problem = _unknown_name(str(loc[-1]), _known_names(loc, model))
    else:
        problem = _WORDS.get(error["type"], _by_library)(error, loc)
    return Fault(path.name, _line(data, loc), _dotted(loc), problem)


def _line(data: CommentedMap, loc: Loc) -> int:
    """The line of the deepest part of the path that the file has."""
    line: int = data.lc.line + 1
    node: Any = data
    for part in loc:
        if isinstance(node, CommentedMap) and part in node:
            if part in (node.lc.data or ()):  # and does not come by a merge from somewhere else
                line = node.lc.key(part)[0] + 1
        elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
            line = node.lc.item(part)[0] + 1
        else:
            break
        node = node[part]
    return line


def _dotted(loc: Loc) -> str:
    text = ""
    for part in loc:
        name = part if isinstance(part, int) else clipped(str(part))
        text += f"[{name}]" if isinstance(name, int) else f".{name}" if text else name
    return text


def _shown(error: ErrorDetails) -> str:
    """What the file says, or its beginning."""
    return clipped(repr(error["input"]))


def clipped(text: str, length: int = QUOTED) -> str:
    return text if len(text) <= length else f"{text[:length]}…"


def _missing(_error: ErrorDetails, _loc: Loc) -> str:
    return "is missing; add it"


def _unknown_name(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"is not known here; did you mean {near[0]}?"
    if " " in name:
        return "is not known here; put a text that has a comma or a colon in quotes"
    return f"is not known here; remove it, or use one of: {', '.join(known)}"


def _unknown_value(error: ErrorDetails, _loc: Loc) -> str:
    expected = str(error["ctx"]["expected"])
    allowed = expected.replace("'", "").replace(" or ", ", ").split(", ")
    near = difflib.get_close_matches(str(error["input"]), allowed, n=1)
    remedy = f"did you mean {near[0]}?" if near else f"use {expected}"
    return f"{_shown(error)} is not allowed; {remedy}"


def _pattern(error: ErrorDetails, _loc: Loc) -> str:
    return f"{_shown(error)} is not allowed; it must match {error['ctx']['pattern']}"


def _not_text(error: ErrorDetails, loc: Loc) -> str:
    if error["input"] is None:
        return _empty(error, loc)
    return f"must be text; put {_shown(error)} in quotes"


def _too_long(error: ErrorDetails, _loc: Loc) -> str:
    limit = error["ctx"]["max_length"]
    return f"is too long: at most {limit}, or Telegram does not show it; shorten it"


def _empty(_error: ErrorDetails, _loc: Loc) -> str:
    return "must not be empty; fill it in"


def _not_a_list(_error: ErrorDetails, _loc: Loc) -> str:
    return "must be a list; begin each line with -"


def _not_a_mapping(_error: ErrorDetails, _loc: Loc) -> str:
    return "must be a mapping; write name: value"


def _by_library(error: ErrorDetails, _loc: Loc) -> str:
    """Our own messages are in words of the file; the library's begin with "Input should"."""
    message = error["msg"]
    if not message.startswith(_LIBRARYS):
        return clipped(message, PROBLEM)
    message = message.removeprefix("Input ")
    return message[0].lower() + message[1:]


_LIBRARYS = ("Input ", "String ", "List ", "Tuple ", "Dictionary ", "Value ")

_WORDS: Mapping[str, Callable[[ErrorDetails, Loc], str]] = {
    "missing": _missing,
    "literal_error": _unknown_value,
    "string_pattern_mismatch": _pattern,
    "string_type": _not_text,
    "string_too_short": _empty,
    "too_short": _empty,
    "string_too_long": _too_long,
    "too_long": _too_long,
    "tuple_type": _not_a_list,
    "model_type": _not_a_mapping,
    "model_attributes_type": _not_a_mapping,
    "dict_type": _not_a_mapping,
}


def _known_names(loc: Loc, model: type[BaseModel]) -> list[str]:
    """The names allowed beside the last part of the path."""
    for part in loc[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation such as `tuple[FieldPart, ...]` or `dict[Key, TypePart]` speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(each) for each in getattr(annotation, "__args__", ()))
    return next((each for each in found if each), None)
