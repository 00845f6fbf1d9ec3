"""Texts of a product file, and what its parts have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,19}$")]
"""Short, because it travels in a button's 64 bytes."""


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


MESSAGE_LENGTH = 3000
"""UTF-16 units of a text that is a message of its own; Telegram takes 4096 with what we add."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LocalTextPart(Part):
    """A text in each language."""

    ru: Annotated[Words, StringConstraints(max_length=MESSAGE_LENGTH)]
    en: Annotated[Words, StringConstraints(max_length=MESSAGE_LENGTH)]


class ShortTextPart(Part):
    """A label or a line, in each language."""

    ru: Annotated[Words, StringConstraints(max_length=100)]
    en: Annotated[Words, StringConstraints(max_length=100)]


class QuestionTextPart(Part):
    """A question or a hint, in each language."""

    ru: Annotated[Words, StringConstraints(max_length=800)]
    en: Annotated[Words, StringConstraints(max_length=800)]


def require_unique(keys: list[str], what: str) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise PydanticCustomError(
                "duplicate_key",
                "two {what}s have the key {key}; rename one",
                {"what": what, "key": key},
            )
