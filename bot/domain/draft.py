"""A form being filled. Not a ticket: it has no number, and agents do not see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.answers import Answer

PREVIEW = "preview"
"""The step after the last question. No field may have this key."""

ALIKE = "alike"
"""The step before it, where the customer has a ticket that looks the same. No field may have this key."""


class DraftStatus(StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Addition:
    """Something said that answered no question: words, a file, or what can only be copied."""

    message_id: int
    text: str = ""
    file: bool = False

    @property
    def must_be_seen(self) -> bool:
        """Words alone do not tell it: the message itself goes along."""
        return self.file or not self.text

    def as_json(self) -> dict[str, Any]:
        return {"message": self.message_id, "text": self.text, "file": self.file}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Addition":
        return cls(data["message"], data["text"], data["file"])


def said_beside(answer: Answer) -> tuple[Addition, ...]:
    """The words of an answer whose question is asked no more; the pieces of a long one go along whole."""
    if not (answer.value and answer.messages):
        return ()
    first, *rest = answer.messages
    return (Addition(first, answer.value), *(Addition(each) for each in rest))


@dataclass(slots=True)
class Draft:
    """A form being filled. Not a ticket: it has no number, and agents do not see it."""

    id: int
    customer_id: int
    created_at: datetime
    updated_at: datetime
    product_id: str | None = None
    type_id: str | None = None
    at: str | None = None
    """The key of the question asked, PREVIEW, or None before the form began."""
    editing: bool = False
    """The question was opened from the preview and leads back to it."""
    answers: dict[str, Answer] = field(default_factory=dict)
    additions: tuple[Addition, ...] = ()
    follow_up_of: int | None = None
    status: DraftStatus = DraftStatus.OPEN
    ticket_id: int | None = None
    version: int = 1

    def start_over(self) -> None:
        """Leave the form, and keep what was said in it: its product or type is served no longer."""
        for answer in self.answers.values():
            if answer.files:
                self.additions += tuple(Addition(each, file=True) for each in answer.messages)
            else:
                self.additions += said_beside(answer)
        self.answers = {}
        self.product_id = self.type_id = self.at = None
        self.editing = False

    def reword(self, message_id: int, text: str) -> None:
        """What was said beside the questions says something else now."""
        self.additions = tuple(
            replace(each, text=text.strip()) if each.message_id == message_id and each.text else each
            for each in self.additions
        )

    @property
    def is_filling(self) -> bool:
        """A form is in front of the customer."""
        return self.status is DraftStatus.OPEN and self.at is not None
