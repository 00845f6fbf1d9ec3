"""The question that a ticket waits to have answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    message_id: int | None
    """None: our own words ask for what the form lacks."""
    at: datetime
    """When the customer got it."""
    reminders: int = 0
    """How many moments for a reminder have been used."""

    def as_json(self) -> dict[str, Any]:
        return {"message_id": self.message_id, "at": self.at.isoformat(), "reminders": self.reminders}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Asked":
        return cls(data["message_id"], datetime.fromisoformat(data["at"]), data["reminders"])
