"""How fast a customer is listened to: people are never held up, a flood is taken in slowly.

Nothing is dropped. What comes too fast stays stored and is handled later, so that one who pours out
messages keeps neither the others waiting nor the agents' group. Agents are listened to at any pace.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from bot.services.incoming import RawUpdate, lane_of_chat


@dataclass(frozen=True, slots=True)
class Pacing:
    """So many updates at once, and then one each so many seconds."""

    burst: int
    seconds: float


PEOPLES = Pacing(burst=30, seconds=1.0)
"""A log pasted in pieces, or a handful of albums, passes; nobody goes on typing faster than this."""

REMEMBERED = 10_000
"""Customers of whom it is known when they wrote, before those who have been quiet are forgotten."""


@dataclass(slots=True)
class _Flow:
    paid_until: float
    """When everything so far would have come at an even pace."""
    album: str | None = None
    told: bool = False


class Pace:
    """One process's view. `monotonic`: seconds that never jump."""

    def __init__(self, monotonic: Callable[[], float], pacing: Pacing = PEOPLES) -> None:
        self._monotonic = monotonic
        self._pacing = pacing
        self._flows: dict[str, _Flow] = {}

    def wait(self, update: RawUpdate) -> float:
        """0: its turn has come, and it is counted; an album counts once. Else the seconds to wait."""
        if not _is_private(update.lane):
            return 0.0
        now = self._monotonic()
        flow = self._flow(update.lane, now)
        album = _album(update)
        if album and album == flow.album:
            return 0.0
        ahead = flow.paid_until - now - (self._pacing.burst - 1) * self._pacing.seconds
        if ahead > 0:
            return ahead
        flow.paid_until += self._pacing.seconds
        flow.album = album
        return 0.0

    def holds_back(self, lane: str) -> bool:
        """A flood is being taken in there. One that stands still instead is held back by something else."""
        flow = self._flows.get(lane)
        even = self._pacing.burst * self._pacing.seconds / 2
        return flow is not None and flow.paid_until - self._monotonic() > even

    def is_news(self, update: RawUpdate) -> bool:
        """The customer, who must wait, has not been told since they were last quiet."""
        return not self._flows[update.lane].told

    def was_told(self, update: RawUpdate) -> None:
        """The customer is going to read it, whatever happens."""
        if flow := self._flows.get(update.lane):
            flow.told = True

    def _flow(self, lane: str, now: float) -> _Flow:
        flow = self._flows.get(lane)
        if flow is None or flow.paid_until <= now:
            if len(self._flows) >= REMEMBERED:
                self._flows = {each: one for each, one in self._flows.items() if one.paid_until > now}
            flow = self._flows[lane] = _Flow(now, album=flow.album if flow else None)
        return flow


_PRIVATE = lane_of_chat("")


def _is_private(lane: str) -> bool:
    """Groups have negative numbers."""
    return lane.removeprefix(_PRIVATE).isdecimal()


def _album(update: RawUpdate) -> str | None:
    if '"media_group_id"' not in update.payload:
        return None
    message = json.loads(update.payload).get("message")
    album = message.get("media_group_id") if isinstance(message, dict) else None
    return album if isinstance(album, str) else None
