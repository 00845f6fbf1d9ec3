"""What happened, for pages that watch."""

import time
from collections import deque

from bot.sandbox.model import JSON

KEPT = 2000


class Feed:
    """The last events with their numbers. An event of a message names it only; it is rendered when read.

    Numbers begin at the time of the start in milliseconds, so that a restarted sandbox never reuses one.
    """

    def __init__(self) -> None:
        self.seq = int(time.time() * 1000)
        self._events: deque[tuple[int, JSON]] = deque(maxlen=KEPT)

    def publish(self, kind: str, **event: object) -> None:
        self.seq += 1
        self._events.append((self.seq, {"kind": kind, **event}))

    def since(self, seq: int) -> list[tuple[int, JSON]] | None:
        """Events after that number; None when some of them are gone or it was never given out."""
        oldest = self._events[0][0] if self._events else self.seq + 1
        if seq > self.seq or seq < oldest - 1:
            return None
        missing = self.seq - seq
        return list(self._events)[-missing:] if missing else []
