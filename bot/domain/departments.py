"""How people call departments, in what they type."""

import difflib
from collections.abc import Iterable, Mapping

from bot.domain import errors
from bot.domain.product import Department

_NAMES: Mapping[Department, tuple[str, ...]] = {
    Department.SUPPORT: (
        "support",
        "first line",
        "line 1",
        "поддержка",
        "первая линия",
        "1 линия",
        "1-я линия",
    ),
    Department.ENGINEERING: (
        "engineering",
        "engineers",
        "second line",
        "line 2",
        "вторая линия",
        "2 линия",
        "2-я линия",
        "инженеры",
        "инженерам",
        "технические специалисты",
    ),
    Department.DEVELOPMENT: (
        "development",
        "developers",
        "dev",
        "third line",
        "line 3",
        "разработка",
        "разработке",
        "разработчики",
        "разработчикам",
        "третья линия",
        "3 линия",
        "3-я линия",
    ),
}
_BY_NAME = {name: department for department, names in _NAMES.items() for name in names}
_DECLINED = {"вторую линию": "вторая линия", "третью линию": "третья линия", "первую линию": "первая линия"}
_BY_NAME |= {name: _BY_NAME[usual] for name, usual in _DECLINED.items()}
_BY_NAME |= {"разработку": Department.DEVELOPMENT, "поддержку": Department.SUPPORT}
LONGEST_NAME = max(len(name.split()) for name in _BY_NAME)
ALIKE = 0.7
"""Of two words, by difflib: "enginering" is meant to be "engineering"."""


def read_department(text: str, offered: Iterable[Department]) -> tuple[Department, str]:
    """The department that the text begins with, and the rest of the text.

    Raises `UnknownDepartment` with the one that was probably meant.
    """
    text = text.strip()
    words = text.split(maxsplit=LONGEST_NAME)
    if len(words) > 1 and words[0].casefold() in {"в", "во", "to"}:
        return read_department(text.split(maxsplit=1)[1], offered)
    for length in range(min(LONGEST_NAME, len(words)), 0, -1):
        name = " ".join(words[:length]).casefold().strip(":,.—–-")
        if name in _BY_NAME:
            return _BY_NAME[name], text.split(maxsplit=length)[length] if len(text.split()) > length else ""
    known = [each.value for each in offered]
    raise errors.UnknownDepartment(given=words[0] if words else "", known=known, meant=_meant(words))


def _meant(words: list[str]) -> str | None:
    for length in range(min(LONGEST_NAME, len(words)), 0, -1):
        said = " ".join(words[:length]).casefold()
        near = difflib.get_close_matches(said, _BY_NAME, n=1, cutoff=ALIKE)
        if near:
            return _BY_NAME[near[0]].value
    return None
