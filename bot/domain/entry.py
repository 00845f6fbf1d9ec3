"""The event log of a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.states import Event, State


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ticket's event log. Replaying the log rebuilds the ticket's row."""

    event: Event
    transition: str
    to: State
    actor_kind: str
    actor_id: int | None
    happened_at: datetime
    """The channel's time; when it was recorded is the log's own column."""
    data: Mapping[str, Any] = field(default_factory=dict)
