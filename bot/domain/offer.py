"""Solutions that a customer is asked to choose from."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain import errors

FEWEST, MOST = 2, 6
LONGEST_OPTION = 100
"""Characters."""

_BETWEEN = re.compile(r"[|\n]")
_NUMBER = re.compile(r"\s*(?:№|#)?\s*(\d)\s*[.)]?\s*")


@dataclass(frozen=True, slots=True)
class Offer:
    question: int
    """The agent's message that asks."""
    options: tuple[str, ...]

    @classmethod
    def asked(cls, question: int | None, options: Iterable[str]) -> "Offer | None":
        """None: a question that is answered in words."""
        known = tuple(options)
        return cls(question, known) if question is not None and known else None

    def meant(self, words: str) -> str | None:
        """The option that the words name, whole or by its number."""
        said = " ".join(words.split()).casefold()
        named = next((each for each in self.options if each.casefold() == said), None)
        number = _NUMBER.fullmatch(words)
        if named is None and number and 1 <= int(number[1]) <= len(self.options):
            return self.options[int(number[1]) - 1]
        return named

    def as_json(self) -> dict[str, Any]:
        return {"question": self.question, "options": list(self.options)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Offer":
        return cls(data["question"], tuple(data["options"]))


def read_options(text: str) -> tuple[str, ...]:
    """`A | B | C`, or one to a line. Raises a `Refusal` that says what is wrong with them."""
    options = tuple(" ".join(each.split()) for each in _BETWEEN.split(text) if each.strip())
    if not FEWEST <= len(options) <= MOST:
        raise errors.OptionsMiscounted(count=len(options), fewest=FEWEST, most=MOST)
    long = next((each for each in options if len(each) > LONGEST_OPTION), None)
    if long:
        raise errors.OptionTooLong(option=long, length=len(long), limit=LONGEST_OPTION)
    if len({each.casefold() for each in options}) < len(options):
        raise errors.OptionsAlike
    return options
