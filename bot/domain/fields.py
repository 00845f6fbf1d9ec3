"""The kinds of question a form can ask. A new kind is one class, and its name in KINDS.

A kind reads what a customer sent and gives the answer, or refuses with a reason. It knows no channel:
buttons arrive as the key of an option, files as their ids.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.domain import errors
from bot.domain.message import Attachment
from bot.domain.product import MEGABYTE, Field, FileRules, LocalText


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer said to one question."""

    value: str = ""
    messages: tuple[int, ...] = ()
    """The messages it came in, oldest first: the whole of a long answer, the files of a files question."""
    files: int = 0
    """How many of the messages are files."""

    @property
    def skipped(self) -> bool:
        return not self.value and not self.files

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "messages": list(self.messages), "files": self.files}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Answer":
        return cls(data["value"], tuple(data["messages"]), data["files"])


CARD_ANSWER_LENGTH = 600
"""Characters of one answer that the card shows; a longer answer follows the card whole."""


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """One answer of the submitted form, with the words of its question as they were then."""

    key: str
    kind: str
    label: LocalText
    value: str = ""
    value_label: LocalText | None = None
    """What the chosen option was called."""
    messages: tuple[int, ...] = ()
    files: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "kind": self.kind,
            "label": dict(self.label.by_language),
            "value": self.value,
            "value_label": dict(self.value_label.by_language) if self.value_label else None,
            "messages": list(self.messages),
            "files": self.files,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "FormAnswer":
        value_label = data["value_label"]
        return cls(
            key=data["key"],
            kind=data["kind"],
            label=LocalText(data["label"]),
            value=data["value"],
            value_label=LocalText(value_label) if value_label else None,
            messages=tuple(data["messages"]),
            files=data["files"],
        )


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a customer, as a form reads it."""

    message_id: int
    text: str = ""
    attachment: Attachment | None = None


class Kind(ABC):
    """How one kind of question reads its answer."""

    name: ClassVar[str]
    takes_files: ClassVar[bool] = False
    takes_options: ClassVar[bool] = False

    @abstractmethod
    def read(self, field: Field, said: Said) -> Answer:
        """The answer, or a `Refusal` that says what to do instead."""


class TextKind(Kind):
    """A line of words."""

    name = "text"

    def read(self, field: Field, said: Said) -> Answer:
        text = self.clean(said.text)
        if not text:
            raise errors.AnswerEmpty
        if len(text) > field.max_length:
            raise errors.AnswerTooLong(length=len(text), limit=field.max_length)
        return Answer(text, (said.message_id,))

    def clean(self, text: str) -> str:
        return " ".join(text.split())


class LongTextKind(TextKind):
    """Words with their line breaks: a description, a pasted log."""

    name = "long_text"

    def clean(self, text: str) -> str:
        return text.strip()


class AccountNumberKind(TextKind):
    """An account number: letters, digits, dots, dashes and slashes, with at least one digit.

    The regulation gives no format, so only what cannot be a number is refused. A leading "№" or "#"
    and the words around it that people copy along are dropped.
    """

    name = "account_number"
    _prefix = re.compile(
        r"^(?:(?:account|аккаунта?|сч[её]та?|номер|number|no)\b\.?|№|#|[:\s])+", re.IGNORECASE
    )
    _grouped = re.compile(r"^\d{1,3}(?: \d{1,3})+$")
    """One number in groups, and not two numbers."""
    _shape = re.compile(r"^(?=.*\d)[\w][\w.\-/]{0,39}$")

    def read(self, field: Field, said: Said) -> Answer:
        answer = super().read(field, said)
        number = self._prefix.sub("", answer.value)
        compact = number.replace(" ", "") if self._grouped.match(number) else number
        if not self._shape.match(compact):
            raise errors.AccountNumberUnreadable
        return Answer(compact, answer.messages)


class ChoiceKind(Kind):
    """One of the field's options: by its button, or by its title in words."""

    name = "choice"
    takes_options = True

    def read(self, field: Field, said: Said) -> Answer:
        wanted = said.text.strip().casefold()
        for option in field.options:
            titles = {title.casefold() for title in option.title.by_language.values()}
            if wanted in titles | {option.key.casefold()}:
                return Answer(option.key, (said.message_id,))
        raise errors.PickAnOption


class FilesKind(Kind):
    """Files, one or several; words beside them are kept as the captions they are."""

    name = "files"
    takes_files = True

    def read(self, field: Field, said: Said) -> Answer:
        if said.attachment is None:
            raise errors.FilesWanted(optional=not field.required)
        return Answer(messages=(said.message_id,), files=1)


KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (TextKind(), LongTextKind(), AccountNumberKind(), ChoiceKind(), FilesKind())
}


def check_file(attachment: Attachment, rules: FileRules) -> None:
    """Refuse a file that the product does not take, by its size and its kind."""
    if attachment.size is not None and attachment.size > rules.max_mb * MEGABYTE:
        raise errors.FileTooBig(name=attachment.name, limit_mb=rules.max_mb)
    if attachment.extension in rules.refused_extensions:
        raise errors.FileKindRefused(name=attachment.name, extension=attachment.extension)
