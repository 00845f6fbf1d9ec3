"""What a customer said to the questions of a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.message import Attachment
from bot.domain.product import Field, LocalText, RequiredFor
from bot.domain.things import Thing

CARD_ANSWER_LENGTH = 600
"""Characters of one answer that the card shows; a longer answer follows the card whole."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a customer, as a form reads it."""

    message_id: int
    text: str = ""
    attachment: Attachment | None = None
    thing: Thing | None = None

    @property
    def is_kept(self) -> bool:
        """It goes into the ticket even where it answers nothing."""
        return self.attachment is not None or (self.thing is not None and self.thing.informs)

    @property
    def phone(self) -> str:
        """Of a contact; empty without one."""
        return self.thing.phone if self.thing else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer said to one question."""

    value: str = ""
    messages: tuple[int, ...] = ()
    """The messages it came in, oldest first: the whole of a long answer, the files of a files question."""
    files: int = 0
    """How many of the messages are files."""
    unfinished: bool = False
    """The question goes on: a day without its hours, the first piece of a long paste."""

    @property
    def skipped(self) -> bool:
        return not self.value and not self.files

    def as_json(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "messages": list(self.messages),
            "files": self.files,
            "unfinished": self.unfinished,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Answer":
        return cls(data["value"], tuple(data["messages"]), data["files"], data["unfinished"])


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
    required_for: RequiredFor | None = None

    @property
    def is_missing(self) -> bool:
        """It is still to be given, by the customer or by an agent in their place."""
        return self.required_for is not None and not self.value and not self.files

    @classmethod
    def of(cls, field: Field, answer: Answer) -> "FormAnswer":
        option = next((each for each in field.options if each.key == answer.value), None)
        return cls(
            key=field.key,
            kind=field.kind,
            label=field.label,
            value=answer.value,
            value_label=option.title if option else None,
            messages=answer.messages,
            files=answer.files,
            required_for=field.required_for,
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "kind": self.kind,
            "label": dict(self.label.by_language),
            "value": self.value,
            "value_label": dict(self.value_label.by_language) if self.value_label else None,
            "messages": list(self.messages),
            "files": self.files,
            "required_for": self.required_for and self.required_for.value,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "FormAnswer":
        value_label, required_for = data["value_label"], data.get("required_for")
        return cls(
            key=data["key"],
            kind=data["kind"],
            label=LocalText(data["label"]),
            value=data["value"],
            value_label=LocalText(value_label) if value_label else None,
            messages=tuple(data["messages"]),
            files=data["files"],
            required_for=RequiredFor(required_for) if required_for else None,
        )


@dataclass(frozen=True, slots=True)
class Asking:
    """The circumstances in which an answer is read."""

    now: datetime
    """In the zone of the product's office, by which days and hours are told."""
    current: Answer | None = None
    """The answer so far."""
