"""Who goes next: lanes of work, handed out to workers one at a time each."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bot.domain.delivery import Urgency
from bot.services.sending import EVERYWHERE, Wait
from bot.services.waiting_line import WaitingLine

AT_THE_GATE = 4
"""So many are loaded and ask while everything is full: one more is ready whenever there is room."""

PATIENCE_SECONDS = 60.0
"""So long, what only decorates leaves a part of the limits to what people wait for."""


@dataclass(slots=True)
class _Lane:
    urgency: int
    order: int
    since: float
    waits_at: str | None = None
    """The full place in whose queue it stands, or for whose next free room it asks."""


@dataclass(slots=True)
class _FullPlace:
    """Those who wait for room in one place. One at a time asks, the others stay behind it."""

    line: WaitingLine = field(default_factory=WaitingLine)
    asks: str | None = None
    timer: asyncio.TimerHandle | None = None


class Lanes:
    """The most urgent lane first, first come first served among equals; a lane has one worker at most.

    A lane that a back-off delays rests and comes back by itself. Lanes that a limit delays wait in order:
    for one place, in its own queue, without holding up others; for the limit over everything, where they
    are, and then few at a time ask. All waiting is monotonic: a moved clock changes nothing here.
    """

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {}
        self._ready = WaitingLine()
        self._order = count()
        self._busy: set[str] = set()
        self._again: dict[str, int] = {}
        self._resting: dict[str, asyncio.TimerHandle] = {}
        self._full: dict[str, _FullPlace] = {}
        self._gate = _Gate(self._ring)
        self._some = asyncio.Event()
        self._closed = False

    def wake(self, lane: str, urgency: int = 0) -> None:
        """There is work in the lane."""
        if lane in self._busy:
            self._again[lane] = min(urgency, self._again.get(lane, urgency))
            return
        known = self._lanes.get(lane)
        if known is None:
            known = self._lanes[lane] = _Lane(urgency, next(self._order), _now())
        elif urgency < known.urgency:
            known.urgency = urgency
            self._leave_queue(lane, known)  # another limit may hold for it now
        else:
            return
        if lane not in self._resting:
            self._be_ready(lane, known)

    async def take(self) -> str | None:
        """The next lane, as soon as there is one; None when no more will be handed out."""
        while not self._closed:
            if self._ready and self._gate.is_open:
                lane = self._ready.pop()
                self._gate.passes(lane)
                self._busy.add(lane)
                return lane
            self._some.clear()
            await self._some.wait()
        return None

    def is_patient(self, lane: str) -> bool:
        """It only decorates, and has not waited long."""
        known = self._lanes[lane]
        return known.urgency >= Urgency.COSMETIC and _now() - known.since < PATIENCE_SECONDS

    def must_queue(self, lane: str, place: str) -> bool:
        """Others wait for room there that are as urgent, and it is not the lane's turn to ask."""
        full = self._full.get(place)
        if full is None or full.asks == lane:
            return False
        waiting = full.line.urgencies
        if full.asks is not None:
            waiting.add(self._lanes[full.asks].urgency)
        return any(each <= self._lanes[lane].urgency for each in waiting)

    def is_wanted(self, place: str) -> bool:
        """Somebody waits for room there, or for room in all."""
        return self._gate.is_watched or place in self._full

    def is_next(self, lane: str) -> bool:
        """Everything is full, and it is one of the few who ask."""
        return lane in self._gate.asking

    def has_room(self, lane: str) -> None:
        """The limits have let the lane's call through: the next one may ask."""
        known = self._lanes[lane]
        known.since = _now()
        self._gate.let_through(lane, others=len(self._ready) > 0)
        self._asked(lane, known)

    def give_back(
        self, lane: str, *, rest: float = 0.0, full: Wait | None = None, has_more: bool = False
    ) -> None:
        """The worker is through with the lane: for now, for `rest` seconds, until there is room where it is
        `full`, or, where it `has_more`, until those who wait already have had their turn."""
        self._busy.discard(lane)
        self._gate.is_back(lane)
        known = self._lanes[lane]
        again = self._again.pop(lane, None)
        if full is None or full.at not in {EVERYWHERE, known.waits_at}:
            self._asked(lane, known)
        if full is not None or rest > 0:
            known.urgency = known.urgency if again is None else min(known.urgency, again)
            self._wait(lane, known, rest, full)
            return
        del self._lanes[lane]
        if has_more:
            again = known.urgency if again is None else min(known.urgency, again)
        if again is not None:
            self.wake(lane, again)

    def close(self) -> None:
        """Hand out nothing more; workers that wait are let go."""
        self._closed = True
        self._some.set()
        self._gate.close()
        places = [full.timer for full in self._full.values() if full.timer]
        for timer in [*self._resting.values(), *places]:
            timer.cancel()

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def idle(self) -> bool:
        """Nobody works, waits or rests."""
        return not self._lanes

    def _ring(self) -> None:
        self._some.set()

    def _be_ready(self, lane: str, known: _Lane) -> None:
        self._ready.put(lane, known.urgency, known.order)
        self._ring()

    def _wait(self, lane: str, known: _Lane, rest: float, full: Wait | None) -> None:
        if full is None:
            loop = asyncio.get_running_loop()
            self._resting[lane] = loop.call_later(rest, self._rested, lane)
        elif full.at == EVERYWHERE:
            self._gate.opens_in(full.seconds)
            self._be_ready(lane, known)
        else:
            self._queue(lane, known, full)

    def _rested(self, lane: str) -> None:
        del self._resting[lane]
        self._be_ready(lane, self._lanes[lane])

    # Places that are full.

    def _queue(self, lane: str, known: _Lane, wait: Wait) -> None:
        full = self._full.setdefault(wait.at, _FullPlace())
        known.waits_at = wait.at
        full.line.put(lane, known.urgency, known.order)
        if full.asks == lane:
            full.asks = None
        if wait.seconds > 0 and not self._closed:
            if full.timer:
                full.timer.cancel()
            full.timer = asyncio.get_running_loop().call_later(wait.seconds, self._ask_next, wait.at)
        elif full.timer is None and full.asks is None:
            self._ask_next(wait.at)  # whom it was to stand behind has found room meanwhile

    def _ask_next(self, place: str) -> None:
        """One of those who wait there becomes ready to ask."""
        full = self._full[place]
        if full.timer:
            full.timer.cancel()
            full.timer = None
        if not full.line:
            del self._full[place]
            return
        full.asks = full.line.pop()
        self._be_ready(full.asks, self._lanes[full.asks])

    def _asked(self, lane: str, known: _Lane) -> None:
        """It needs no room where it waited, or has got it."""
        place, known.waits_at = known.waits_at, None
        full = self._full.get(place) if place is not None else None
        if place is not None and full is not None and full.asks == lane:
            full.asks = None
            self._ask_next(place)

    def _leave_queue(self, lane: str, known: _Lane) -> None:
        full = self._full.get(known.waits_at) if known.waits_at is not None else None
        if full is not None and lane in full.line:
            full.line.remove(lane)
            known.waits_at = None


class _Gate:
    """The limit over everything: open to all, or watched, when few at a time pass and ask."""

    def __init__(self, opened: Callable[[], None]) -> None:
        self._opened = opened
        self.asking: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self.is_watched = False

    @property
    def is_open(self) -> bool:
        return not self.is_watched or (len(self.asking) < AT_THE_GATE and self._timer is None)

    def passes(self, lane: str) -> None:
        if self.is_watched:
            self.asking.add(lane)

    def let_through(self, lane: str, *, others: bool) -> None:
        self.is_watched = self.is_watched and (others or bool(self.asking - {lane}))
        self.is_back(lane)

    def is_back(self, lane: str) -> None:
        if lane in self.asking:
            self.asking.discard(lane)
            self._opened()

    def opens_in(self, seconds: float) -> None:
        self.is_watched = True
        self.close()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._open)

    def _open(self) -> None:
        self._timer = None
        self._opened()

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None


def _now() -> float:
    return asyncio.get_running_loop().time()
