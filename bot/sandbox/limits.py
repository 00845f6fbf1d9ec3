"""Telegram's limits, off until asked for."""

from collections import deque
from math import ceil

from bot.sandbox.errors import too_many_requests
from bot.sandbox.model import Chat

MINUTE = 60.0


class Limits:
    """About one message a second to a private chat, 20 calls a minute to a group, 30 a second in all.

    Sends, edits and topic calls share a group's minute; an album counts each of its messages. Time is the
    world's.
    """

    def __init__(self) -> None:
        self.enabled = False
        self.private_per_second = 1.0
        self.private_burst = 3
        self.group_per_minute = 20
        self.total_per_second = 30
        self._private: dict[int, float] = {}
        self._groups: dict[int, deque[float]] = {}
        self._total: deque[float] = deque()

    def take(self, chat: Chat, now: float, *, cost: int = 1, edit: bool = False) -> None:
        """Raises ApiError 429 with the seconds to wait; a refused call costs nothing."""
        if not self.enabled:
            return
        private = chat.type == "private"
        wait = _window_wait(self._total, now, 1.0, self.total_per_second, cost)
        if not private:
            window = self._groups.setdefault(chat.id, deque())
            wait = max(wait, _window_wait(window, now, MINUTE, self.group_per_minute, cost))
        elif not edit:
            wait = max(wait, self._private_wait(chat.id, now))
        if wait > 0:
            raise too_many_requests(ceil(wait))
        self._total.extend([now] * cost)
        if not private:
            self._groups[chat.id].extend([now] * cost)
        elif not edit:
            self._private[chat.id] = (
                max(self._private.get(chat.id, now), now) + cost / self.private_per_second
            )

    def _private_wait(self, chat_id: int, now: float) -> float:
        return self._private.get(chat_id, now) - now - (self.private_burst - 1) / self.private_per_second


def _window_wait(window: deque[float], now: float, span: float, limit: int, cost: int) -> float:
    """Seconds until `cost` more fit into the last `span` seconds; more than ever fit wait for all of it."""
    while window and window[0] <= now - span:
        window.popleft()
    over = len(window) + cost - limit
    if over <= 0 or not window:
        return 0.0
    return window[min(over, len(window)) - 1] + span - now
