"""Updates as channels hand them over, and where they wait until they are handled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


def lane_of_chat(chat_id: int | str) -> str:
    """What is said in one chat is handled in its order."""
    return f"chat:{chat_id}"


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """An update as the channel handed it over, on its way through the inbox."""

    bot_id: int
    update_id: int
    lane: str
    payload: str
    received_at: datetime
    attempts: int = 0


class Inbox(Protocol):
    async def put(self, updates: Sequence[RawUpdate]) -> list[RawUpdate]:
        """Store what is not here yet; what was new, in its order."""

    async def waiting(self, *, limit: int) -> list[RawUpdate]:
        """What an earlier run left, oldest first."""

    async def is_waiting(self, lane: str) -> bool:
        """Something of the lane is not handled yet."""

    async def has_dead(self, lane: str, *, since: datetime) -> bool:
        """Something of the lane that came after the moment was put aside."""

    async def done(self, handled: RawUpdate) -> bool:
        """Committed with the effects; False if somebody else has handled it already."""

    async def bury(self, dead: RawUpdate, incident: str) -> None:
        """Put aside, for a person to look at under the incident's number."""

    async def count_attempt(self, tried: RawUpdate) -> None: ...

    async def forget_done(self, *, before: datetime) -> None:
        """Handled updates that came before the moment; dead ones stay for a person to look at."""
