"""What is kept of how far a channel has been read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ReadMark:
    """Everything that was sent before the moment is here."""

    read_until: datetime
    asked_up_to: int | None = None
    """After an outage: the customers of tickets up to this id have been asked again."""


class Readings(Protocol):
    async def of(self, channel: str) -> ReadMark | None:
        """None: the channel has never been read."""

    async def put(self, channel: str, mark: ReadMark) -> None: ...
