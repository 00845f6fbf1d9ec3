"""Questions that are answered in words."""

import re

from bot.domain import errors
from bot.domain.answers import Answer, Asking, Said
from bot.domain.kinds.base import Kind
from bot.domain.product import Field

PASTE_LENGTH = 3_500
"""Characters. What a client cuts into several messages comes in pieces of at least about this length."""


class TextKind(Kind):
    """A line of words."""

    name = "text"

    def read(self, field: Field, said: Said, asking: Asking) -> Answer:
        text = self.clean(said.text)
        if not text:
            raise errors.AnswerEmpty
        if len(text) > field.max_length:
            raise errors.AnswerTooLong(length=len(text), limit=field.max_length)
        return Answer(text, (said.message_id,))

    def clean(self, text: str) -> str:
        return " ".join(text.split())


class LongTextKind(TextKind):
    """Words with their line breaks: a description, a pasted log.

    A paste too long for one message comes in several; the first that is not full ends it.
    """

    name = "long_text"
    can_be_cut_short = True
    default_length = 20_000

    def read(self, field: Field, said: Said, asking: Asking) -> Answer:
        before = asking.current if asking.current and asking.current.unfinished else Answer()
        piece = super().read(field, said, asking)
        value = "\n".join(filter(None, (before.value, piece.value)))
        if len(value) > field.max_length:
            raise errors.AnswerTooLong(length=len(value), limit=field.max_length)
        more = len(piece.value) >= PASTE_LENGTH and len(value) < field.max_length
        return Answer(value, (*before.messages, *piece.messages), unfinished=more)

    def clean(self, text: str) -> str:
        return text.strip()


class VersionKind(TextKind):
    """The version of a product: anything with a digit in it."""

    name = "version"
    default_length = 60

    def read(self, field: Field, said: Said, asking: Asking) -> Answer:
        answer = super().read(field, said, asking)
        if not re.search(r"\d", answer.value):
            raise errors.VersionUnreadable(optional=not field.required)
        return answer


class SystemKind(TextKind):
    """An operating system with its version. Who names none is asked for it once, then believed."""

    name = "os"
    can_be_cut_short = True
    default_length = 120

    def read(self, field: Field, said: Said, asking: Asking) -> Answer:
        before = asking.current if asking.current and asking.current.unfinished else Answer()
        piece = super().read(field, said, asking)
        value = piece.value
        if before.value and before.value.casefold() not in value.casefold():
            value = f"{before.value} {value}"
        if len(value) > field.max_length:
            raise errors.AnswerTooLong(length=len(value), limit=field.max_length)
        unfinished = not before.value and not re.search(r"\d", value)
        return Answer(value, (*before.messages, *piece.messages), unfinished=unfinished)
