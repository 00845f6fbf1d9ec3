"""Updates as channels hand them over, and where they wait until they are handled."""

from collections.abc import Collection, Sequence
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
    holder: int | None = None
    """The replica that is to handle it, and may have begun; None: whoever takes it."""


class Inbox(Protocol):
    async def put(self, updates: Sequence[RawUpdate]) -> list[RawUpdate]:
        """Store what is not here yet; what was new, in its order."""

    async def lanes(self) -> list[tuple[str, int | None]]:
        """Those in which something is waiting, with each replica that holds some of it; None: with what
        nobody holds."""

    async def take(self, lanes: Collection[str]) -> list[RawUpdate]:
        """What is waiting in these lanes, oldest first, in each up to what another replica holds. From now on
        it is ours; each tells who held it before. What somebody handles at this moment is left out where it
        was not ours before."""

    async def let_go(self, lane: str | None = None) -> None:
        """What of the lane is ours and not being handled is nobody's; of all lanes, without one."""

    async def is_waiting(self, lane: str) -> bool:
        """Something of the lane is not handled yet."""

    async def has_dead(self, lane: str, *, since: datetime) -> bool:
        """Something of the lane that came after the moment was put aside."""

    async def claim(self, wanted: RawUpdate) -> bool:
        """Handled, once this transaction commits: its first statement. Until then nobody else handles the
        update or a later one of its lane. False: it is handled already, or an older one is not."""

    async def bury(self, dead: RawUpdate, incident: str) -> bool:
        """Put aside, for a person to look at under the incident's number; False if somebody else has dealt
        with it."""

    async def count_attempt(self, tried: RawUpdate) -> None: ...
