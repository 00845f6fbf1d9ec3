"""In what order those who wait go on: the most urgent first, first come among equals, and nobody never."""

import heapq
from collections import Counter
from collections.abc import Mapping

from bot.domain.delivery import Urgency

LEAST_SHARE: Mapping[int, int] = {Urgency.BLOCKER: 3, Urgency.AGENT: 4, Urgency.COSMETIC: 20}
"""Of so many turns in a row one at least is for those of this urgency, while any of them wait; one that is
due at the same moment as a less urgent one comes after it."""


class WaitingLine:
    """Lanes that wait for the same thing. Whoever comes back to wait keeps the place that it had."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[int, int]] = {}
        self._heaps: dict[int, list[tuple[int, str]]] = {}
        self._waiting: Counter[int] = Counter()
        self._passed_over: Counter[int] = Counter()

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, lane: str) -> bool:
        return lane in self._places

    @property
    def urgencies(self) -> set[int]:
        return {urgency for urgency, number in self._waiting.items() if number}

    def put(self, lane: str, urgency: int, order: int) -> None:
        """`order` grows with the moment when the lane began to wait; a lane has one place at most."""
        self.remove(lane)
        if not self._waiting[urgency]:
            self._passed_over[urgency] = 0
        self._places[lane] = (urgency, order)
        self._waiting[urgency] += 1
        heapq.heappush(self._heaps.setdefault(urgency, []), (order, lane))

    def remove(self, lane: str) -> None:
        if lane in self._places:
            urgency, _ = self._places.pop(lane)
            self._waiting[urgency] -= 1

    def pop(self) -> str:
        """Raises IndexError where nobody waits."""
        if not self._places:
            raise IndexError("nobody waits")
        urgency = self._whose_turn()
        for each, waiting in self._waiting.items():
            self._passed_over[each] = self._passed_over[each] + 1 if waiting and each != urgency else 0
        while True:
            order, lane = heapq.heappop(self._heaps[urgency])
            if self._places.get(lane) == (urgency, order):
                self.remove(lane)
                return lane

    def _whose_turn(self) -> int:
        waiting = sorted(self.urgencies)
        for urgency in reversed(waiting):
            if urgency in LEAST_SHARE and self._passed_over[urgency] >= LEAST_SHARE[urgency] - 1:
                return urgency
        return waiting[0]
