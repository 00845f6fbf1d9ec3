"""A form being filled. Not a ticket: it has no number, and agents do not see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.answers import Answer
from bot.domain.delivery import Recipient

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


@dataclass(frozen=True, slots=True)
class FilledBy:
    """The agent who fills the form in for a customer, and where in the staff group."""

    agent_id: int
    chat_id: int
    thread: int | None


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
    completes: int | None = None
    """The registered ticket that these answers are for; None: they are to become a ticket of their own."""
    asks: tuple[str, ...] = ()
    """The keys of what that ticket lacks."""
    status: DraftStatus = DraftStatus.OPEN
    ticket_id: int | None = None
    filled_by: FilledBy | None = None
    """None: the customer's own."""
    version: int = 1
    keyboard: str | None = None
    """The key of the question for which a button of its own stands in place of the phone's keyboard."""

    @property
    def keyboard_is_over(self) -> bool:
        """The button is there, and its question is not asked any more."""
        is_asked = self.status is DraftStatus.OPEN and self.at == self.keyboard
        return self.keyboard is not None and not is_asked

    @property
    def writer(self) -> Recipient:
        """Who answers the questions: the customer, or the agent who has them on the phone."""
        by = self.filled_by
        return Recipient.chat(by.chat_id, by.thread) if by else Recipient.customer(self.customer_id)

    def start_over(self) -> None:
        """Leave the form, and keep what was said in it: its product or type is served no longer."""
        for answer in self.answers.values():
            if answer.files:
                self.additions += tuple(Addition(each, file=True) for each in answer.messages)
            else:
                self.additions += said_beside(answer)
        self.answers = {}
        self.product_id = self.type_id = self.at = self.completes = None
        self.editing, self.asks = False, ()

    def reword(self, message_id: int, text: str) -> None:
        """What was said beside the questions says something else now."""
        self.additions = tuple(
            replace(each, text=text.strip()) if each.message_id == message_id and each.text else each
            for each in self.additions
        )

    @property
    def is_filled(self) -> bool:
        """A form was, or is, in front of the customer."""
        return self.at is not None

    @property
    def says_nothing(self) -> bool:
        return not self.answers and not self.additions

    @property
    def is_filling(self) -> bool:
        """A form is in front of the customer."""
        return self.status is DraftStatus.OPEN and self.is_filled
