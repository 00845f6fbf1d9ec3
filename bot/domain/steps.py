"""What a form shows next, and what can be done with it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.answers import Answer
from bot.domain.product import Field


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask now."""

    field: Field
    number: int
    total: int
    current: Answer | None
    """The answer given before, when the customer came back to the question."""
    kept: str
    """Words typed before the form began, offered as the answer."""
    stage: str = ""
    """What an answer given in parts still lacks."""
    options: tuple[str, ...] = ()
    """Keys of the buttons that answer it, or a part of it."""


class Gesture(StrEnum):
    """What a button of the form does, said in words."""

    SKIP = "skip"
    DONE = "done"
    BACK = "back"
    CANCEL = "cancel"
    SUBMIT = "submit"
    EDIT = "edit"


class Progress(StrEnum):
    """What became of something the customer said."""

    ANSWERED = "answered"
    """The draft moved on."""
    BEGUN = "begun"
    """A part of the answer; the question goes on to the next part."""
    COLLECTED = "collected"
    """One more file; the question stays open until `done`."""
    SET_ASIDE = "set_aside"
    """Kept for the ticket; the step has not changed."""
