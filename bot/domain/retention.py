"""How long what people said about a closed ticket is kept, and what its log says without their words."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.states import Event

SHORTEST_MONTH = 28
"""Days."""


class Unit(StrEnum):
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Span:
    """A time as people say it: a month ends on the day of the same number, or on its last."""

    number: int
    unit: Unit

    @property
    def at_least(self) -> timedelta:
        days = {Unit.DAYS: 1, Unit.MONTHS: SHORTEST_MONTH, Unit.YEARS: 365}[self.unit]
        return timedelta(days=self.number * days)

    def before(self, moment: datetime) -> datetime:
        """So long before it."""
        if self.unit is Unit.DAYS:
            return moment - timedelta(days=self.number)
        months = self.number if self.unit is Unit.MONTHS else 12 * self.number
        year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
        return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Retention:
    """Of a product's tickets, from their closing on. None: for good."""

    messages: Span | None = None
    """Words, forms and files alike."""
    files: Span | None = None
    """Where these go earlier than the words."""


KEPT_FOR_GOOD = Retention()

_WORDS = ("words", "because", "option")
_LISTS = ("answers", "called_for", "options")
_OF_RIGHT = ("key", "holder")


def without_words(event: Event, data: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry of the log still says: who, when and which way, and nothing that anybody wrote."""
    kept = dict(data)
    kept |= {key: "" for key in _WORDS if kept.get(key)}
    kept |= {key: [] for key in _LISTS if kept.get(key)}
    if event is Event.ESCALATED:
        kept["reason"] = ""
    if isinstance(kept.get("right"), Mapping):
        kept["right"] = {**kept["right"], **dict.fromkeys(_OF_RIGHT, "")}
    return kept
