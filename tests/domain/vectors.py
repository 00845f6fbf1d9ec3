"""The test vectors of the clock arithmetic."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.domain.calendar import BusinessCalendar

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "sla-vectors.json").read_text(encoding="utf-8"))
FORMS: dict[str, Any] = VECTORS["calendars"]
CALENDARS = {name: BusinessCalendar.parse(form) for name, form in FORMS.items()}
OFF = {date.fromisoformat(day) for day in VECTORS["working_days"]["off"]}
WORKED = {date.fromisoformat(day) for day in VECTORS["working_days"]["worked"]}


def each(kind: str) -> list[Any]:
    """Of one kind, each under its own id."""
    return [pytest.param(vector, id=vector["id"]) for vector in VECTORS[kind]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def pauses(vector: dict[str, Any]) -> list[tuple[datetime, datetime]]:
    return [(at(begin), at(end)) for begin, end in vector["pauses"]]


def is_working_day(day: date) -> bool:
    """By the Russian production calendar."""
    return day not in OFF and (day.weekday() < 5 or day in WORKED)
