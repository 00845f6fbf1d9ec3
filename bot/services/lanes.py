"""Who goes next: lanes of work, handed out to workers one at a time each."""

import asyncio
import heapq
from itertools import count


class Lanes:
    """The most urgent lane first, first come first served among equals; a lane has one worker at most.

    A lane whose turn has not come, because a limit or a back-off says so, rests and comes back by
    itself. All waiting is monotonic: a moved clock changes nothing here.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, str]] = []
        self._order = count()
        self._waiting: dict[str, int] = {}
        self._busy: dict[str, int] = {}
        self._again: dict[str, int] = {}
        self._resting: dict[str, asyncio.TimerHandle] = {}
        self._some = asyncio.Event()
        self._closed = False

    def wake(self, lane: str, urgency: int = 0) -> None:
        """There is work in the lane."""
        if lane in self._busy or lane in self._resting:
            self._again[lane] = min(urgency, self._again.get(lane, urgency))
            return
        if urgency >= self._waiting.get(lane, urgency + 1):
            return
        self._waiting[lane] = urgency
        heapq.heappush(self._heap, (urgency, next(self._order), lane))
        self._some.set()

    async def take(self) -> str | None:
        """The next lane, as soon as there is one; None when no more will be handed out."""
        while not self._closed:
            while self._heap:
                urgency, _, lane = heapq.heappop(self._heap)
                if self._waiting.get(lane) == urgency:
                    self._busy[lane] = self._waiting.pop(lane)
                    return lane
            self._some.clear()
            await self._some.wait()
        return None

    def give_back(self, lane: str, *, rest: float = 0.0) -> None:
        """The worker is through with the lane, for now or for `rest` seconds."""
        urgency = self._busy.pop(lane)
        if rest > 0:
            loop = asyncio.get_running_loop()
            self._resting[lane] = loop.call_later(rest, self._rested, lane, urgency)
        elif lane in self._again:
            self.wake(lane, self._again.pop(lane))

    def _rested(self, lane: str, urgency: int) -> None:
        self._resting.pop(lane, None)
        self.wake(lane, min(urgency, self._again.pop(lane, urgency)))

    def close(self) -> None:
        """Hand out nothing more; workers that wait are let go."""
        self._closed = True
        self._some.set()
        for timer in self._resting.values():
            timer.cancel()

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def idle(self) -> bool:
        """Nobody works, waits or rests."""
        return not (self._waiting or self._busy or self._resting)
