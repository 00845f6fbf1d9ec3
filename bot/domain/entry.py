"""One line of a ticket's event log. Replaying the log rebuilds the ticket's row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.states import ClosingReason, Event, State


@dataclass(frozen=True, slots=True)
class Entry:
    event: Event
    transition: str
    """The id of the table's row; empty where the event came too late to matter."""
    to: State
    actor_kind: str
    actor_id: int | None
    happened_at: datetime
    """The channel's time; when it was recorded is the log's own column."""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def closing_reason(self) -> ClosingReason:
        """Of an entry that closes the ticket."""
        match self.event:
            case Event.CONFIRMED:
                return ClosingReason.CONFIRMED
            case Event.WITHDRAWN:
                return ClosingReason.WITHDRAWN
            case Event.CLOSED_BY_SILENCE:
                return ClosingReason.SILENCE
            case _:
                return ClosingReason(self.data["reason"])
