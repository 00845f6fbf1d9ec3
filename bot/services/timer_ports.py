"""What the use cases need of the timers that storage keeps."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.domain.timers import Timer


class Timers(Protocol):
    """The timers of one transaction."""

    async def replace(self, ticket_id: int, wanted: Collection[Timer]) -> None:
        """The ticket has these timers from now on, and no others."""

    async def find(self, name: str) -> Timer | None: ...

    async def put(self, wanted: Collection[Timer]) -> None:
        """Set; one of the same name takes the new moment."""

    async def forget(self, unwanted: Collection[Timer]) -> None:
        """They are not to ring, whatever their moment; what is not there is fine."""

    async def claim(self, *, now: datetime, after: Timer | None) -> Timer | None:
        """The first that is due, in the order of their moments, behind the one given; nobody else gets it
        before this transaction ends."""

    async def done(self, timer: Timer) -> None:
        """It is over, unless it has another moment by now."""

    async def count_attempt(self, timer: Timer) -> int:
        """How often it has broken our own code."""

    async def bury(self, timer: Timer, incident: str) -> None:
        """Put aside, for a person to look at under the incident's number."""

    async def tickets(self, *, after: int, limit: int) -> list[int]:
        """Tickets that have timers, by id."""
