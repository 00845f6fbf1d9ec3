"""Telegram's limits, kept by design: in all, per private chat, per group.

A call asks before it is made. It is let through, and then counts against every budget it touches; or it
is told how long to wait, and then takes nothing: a busy chat never holds a place that another could use.
Sources: the Bot API's FAQ on limits; sends, edits and topic calls share a group's budget.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Budget:
    """So many calls in any window of so many seconds."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What Telegram allows a bot."""

    in_all: Budget = Budget(30, 1.0)
    per_private_chat: Budget = Budget(3, 3.0)
    """One a second, and the short burst that Telegram tolerates."""
    per_group: Budget = Budget(20, 60.0)


TELEGRAMS = Limits()
SPARED = 3
"""A third of each budget is out of reach for what only decorates."""


@dataclass(slots=True)
class _Window:
    budget: Budget
    calls: deque[float] = field(default_factory=deque)
    blocked_until: float = 0.0

    def wait(self, now: float, cost: int, *, spare: bool) -> float:
        """Seconds until `cost` more calls fit. A cost above the whole budget waits for an empty window."""
        while self.calls and self.calls[0] <= now - self.budget.seconds:
            self.calls.popleft()
        wait = max(0.0, self.blocked_until - now)
        allowed = self.budget.calls - (self.budget.calls // SPARED if spare else 0)
        surplus = len(self.calls) + min(cost, allowed) - allowed
        if surplus > 0:
            wait = max(wait, self.calls[surplus - 1] + self.budget.seconds - now)
        return wait

    def spend(self, now: float, cost: int) -> None:
        self.calls.extend([now] * cost)


class Limiter:
    """One process's budgets. `monotonic`: seconds that never jump."""

    def __init__(self, monotonic: Callable[[], float], limits: Limits = TELEGRAMS) -> None:
        self._monotonic = monotonic
        self._limits = limits
        self._all = _Window(limits.in_all)
        self._chats: dict[int, _Window] = {}

    def reserve(self, chat_id: int, cost: int = 1, *, spare: bool = False) -> float:
        """0: go on, it is counted. Else the seconds to wait before asking again; nothing was counted.

        `spare`: what only decorates leaves a part of the budget to what people wait for.
        """
        now = self._monotonic()
        chat = self._window(chat_id)
        wait = max(self._all.wait(now, cost, spare=spare), chat.wait(now, cost, spare=spare))
        if wait > 0:
            return wait
        self._all.spend(now, cost)
        chat.spend(now, cost)
        return 0.0

    def told_to_wait(self, chat_id: int, seconds: float) -> None:
        """Telegram said when it will listen to us in this chat again."""
        window = self._window(chat_id)
        window.blocked_until = max(window.blocked_until, self._monotonic() + seconds)

    def _window(self, chat_id: int) -> _Window:
        if chat_id not in self._chats:
            self._forget_quiet_chats()
            is_private = chat_id > 0
            self._chats[chat_id] = _Window(
                self._limits.per_private_chat if is_private else self._limits.per_group
            )
        return self._chats[chat_id]

    def _forget_quiet_chats(self) -> None:
        """Memory does not grow with the number of customers ever seen."""
        if len(self._chats) < 10_000:
            return
        now = self._monotonic()
        self._chats = {
            chat_id: window
            for chat_id, window in self._chats.items()
            if window.blocked_until > now or (window.calls and window.calls[-1] > now - window.budget.seconds)
        }
