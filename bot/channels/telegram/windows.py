"""The calls that count now, and what room they leave: one process's knowledge, without any waiting."""

from collections import deque
from collections.abc import Callable, Iterator
from uuid import uuid4

from bot.channels.telegram.limits import (
    FLOOD_SECONDS,
    FLOODED_CHATS,
    TELEGRAMS,
    UNANSWERED_SECONDS,
    Budget,
    Limits,
    Reservation,
    bottleneck,
)
from bot.services.sending import Wait

REMEMBERED_CHATS = 10_000
ANSWERS_REMEMBERED = 100
ON_THE_WAY = 0.5
"""Of the quickest answer's time, so much is what any call needs on its way, there and back."""
ENOUGH_ANSWERS = 40
"""Of fewer, all may have been slow on their way there: the first need connections, and start-up is busy."""


class _Window:
    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.spent: list[Reservation] = []
        self.blocked_until = 0.0

    def wait(self, now: float, cost: int, *, spare: bool) -> float:
        """Seconds until `cost` more calls fit. A cost above the whole budget waits for an empty window."""
        self.forget(now)
        wait = max(0.0, self.blocked_until - now)
        allowed = self.budget.allows(spare=spare)
        surplus = sum(each.cost for each in self.spent) + min(cost, allowed) - allowed
        if surplus <= 0:
            return wait
        for counted_at, calls in sorted((min(each.counted_at, now), each.cost) for each in self.spent):
            surplus -= calls
            if surplus <= 0:
                return max(wait, counted_at + self.budget.seconds - now)
        return max(wait, self.budget.seconds)

    def forget(self, now: float) -> None:
        self.spent = [each for each in self.spent if each.counted_at + self.budget.seconds > now]

    def is_quiet(self, now: float) -> bool:
        self.forget(now)
        return not self.spent and self.blocked_until <= now


class Windows:
    """`monotonic`: seconds that never jump. `full_at`: every budget counts as spent then."""

    def __init__(
        self, monotonic: Callable[[], float], limits: Limits = TELEGRAMS, *, full_at: float | None = None
    ) -> None:
        self.monotonic = monotonic
        self.limits = limits
        self._full_at = full_at
        self._all = self._new(limits.in_all)
        self._chats: dict[int, _Window] = {}
        self._told: dict[int, float] = {}
        self._took: deque[float] = deque(maxlen=ANSWERS_REMEMBERED)

    def reserve(self, chat_id: int | None, cost: int = 1, *, spare: bool = False) -> Reservation | Wait:
        now = self.monotonic()
        if chat_id is not None:
            wait = self._chat(chat_id).wait(now, cost, spare=spare)
            if wait > 0:
                return Wait(wait, bottleneck(chat_id, spare=spare))
        wait = self._all.wait(now, cost, spare=spare)
        if wait > 0:
            return Wait(wait, bottleneck(None, spare=spare))
        reservation = self.made(chat_id, cost)
        self.note(reservation)
        return reservation

    def made(self, chat_id: int | None, cost: int) -> Reservation:
        """Now, for a call that begins at once."""
        now = self.monotonic()
        return Reservation(uuid4().hex[:16], chat_id, cost, now, now + UNANSWERED_SECONDS)

    def note(self, reservation: Reservation) -> None:
        """It counts, whether or not there was room for it."""
        self._all.spent.append(reservation)
        if reservation.chat_id is not None:
            self._chat(reservation.chat_id).spent.append(reservation)

    def settle(self, reservation: Reservation, made: int | None = None) -> None:
        """The answer is here. What it took longer than the quickest may have passed before it was counted."""
        now = self.monotonic()
        if made is None or made > 0:
            self._took.append(now - reservation.made_at)
            way = ON_THE_WAY * min(self._took) if len(self._took) >= ENOUGH_ANSWERS else 0.0
            reservation.counted_at = max(reservation.made_at, now - way)
        if made is not None:
            reservation.cost = made

    def told_to_wait(self, chat_id: int, seconds: float) -> None:
        now = self.monotonic()
        self.block(chat_id, now + seconds)
        self._told[chat_id] = now
        self._told = {each: at for each, at in self._told.items() if at > now - FLOOD_SECONDS}
        if len(self._told) >= FLOODED_CHATS:
            self.block(None, now + seconds)

    def spent(self) -> Iterator[Reservation]:
        """Everything that still counts anywhere."""
        now, seen = self.monotonic(), set[str]()
        for window in (self._all, *self._chats.values()):
            window.forget(now)
            for each in window.spent:
                if each.id not in seen:
                    seen.add(each.id)
                    yield each

    def waits(self) -> dict[int | None, float]:
        """Until when Telegram listens to us no more, by chat; None: in all."""
        now = self.monotonic()
        found: list[tuple[int | None, _Window]] = [(None, self._all), *self._chats.items()]
        return {each: window.blocked_until for each, window in found if window.blocked_until > now}

    def block(self, chat_id: int | None, until: float) -> None:
        window = self._all if chat_id is None else self._chat(chat_id)
        window.blocked_until = max(window.blocked_until, until)

    def _new(self, budget: Budget) -> _Window:
        window = _Window(budget)
        if self._full_at is not None:
            window.spent.append(Reservation("", None, budget.calls, self._full_at, self._full_at))
        return window

    def _chat(self, chat_id: int) -> _Window:
        if chat_id not in self._chats:
            self._forget_quiet_chats()
            self._chats[chat_id] = self._new(self.limits.of(chat_id))
        return self._chats[chat_id]

    def _forget_quiet_chats(self) -> None:
        """Memory does not grow with the number of customers ever seen."""
        if len(self._chats) < REMEMBERED_CHATS:
            return
        now = self.monotonic()
        self._chats = {chat_id: each for chat_id, each in self._chats.items() if not each.is_quiet(now)}
