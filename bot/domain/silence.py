"""A customer's silence after an answer: from when it counts, and what each event of the log makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain.entry import Entry
from bot.domain.states import Event, State

REVERTED = "T26"
"""The row that takes a closing by silence back."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Taken for consent once it has lasted for the product's closing period."""

    since: datetime
    """The answer's delivery, our last question about it, or a note."""
    in_question: bool = False
    """The customer has been asked what they mean, or what is wrong, and nobody has settled it."""
    reminded: bool = False
    told: datetime | None = None
    """The closing moment that the reminder named."""

    def as_json(self) -> dict[str, Any]:
        return {
            "since": self.since.isoformat(),
            "in_question": self.in_question,
            "reminded": self.reminded,
            "told": self.told and self.told.isoformat(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> "Silence | None":
        if data is None:
            return None
        return cls(
            since=datetime.fromisoformat(data["since"]),
            in_question=data["in_question"],
            reminded=data["reminded"],
            told=_moment(data["told"]),
        )


def after(silence: Silence | None, entry: Entry) -> Silence | None:
    """What an entry of the log makes of it: the period ends, goes on, or runs anew.

    A customer who has disagreed and is preparing a new request is not waited for any more, whatever else
    they write.
    """
    if entry.to is not State.RESOLVED:
        return None
    match entry.event:
        case Event.RESOLUTION_DELIVERED:
            return Silence(entry.happened_at, in_question=bool(entry.data.get("crossed")))
        case Event.CUSTOMER_WROTE if silence or entry.transition == REVERTED:
            return _anew(silence, _moment(entry.data.get("asked_at")) or entry.happened_at, in_question=True)
        case Event.DISAGREED:
            return None
    return _still(silence, entry) if silence else None


def _still(silence: Silence, entry: Entry) -> Silence:
    match entry.event:
        case Event.REASON_ASKED | Event.REASON_ASKED_AGAIN:
            return _anew(silence, entry.happened_at, in_question=True)
        case Event.ASKED_ABOUT_ANSWER:
            return _anew(silence, entry.happened_at, in_question=silence.in_question)
        case Event.JUST_A_NOTE | Event.TAKEN_AS_NOTE | Event.ANSWER_MAY_BE_LOST:
            return _anew(silence, entry.happened_at, in_question=False)
        case Event.CLOSING_REMINDED:
            return replace(silence, reminded=True, told=_moment(entry.data["until"]))
        case _:
            return silence


def _anew(silence: Silence | None, at: datetime, *, in_question: bool) -> Silence:
    """Never from an earlier moment than it counted from already."""
    return Silence(max(at, silence.since) if silence else at, in_question=in_question)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
