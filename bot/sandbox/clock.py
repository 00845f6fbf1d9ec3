"""The stand-in's time: the wall clock plus an offset that only grows."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """Wall time plus an offset, so that a test lives through three days in a moment."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def timestamp(self) -> float:
        """Seconds since the epoch, as `now` tells them."""
        return time.time() + self.offset.total_seconds()

    def move(self, by: timedelta) -> None:
        """Go forward. Long polls whose time passes by this end at once.

        Raises ValueError for a step back: Telegram's clock never takes one.
        """
        if by < timedelta(0):
            raise ValueError("The clock moves forward only.")
        self.offset += by
        for listener in self._listeners:
            listener()

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each move."""
        self._listeners.append(listener)

    def forget(self, listener: Callable[[], None]) -> None:
        """Do not call it any more."""
        self._listeners.remove(listener)
