"""The application's time, where nothing else tells it."""

import time
from datetime import UTC, datetime


class SystemClock:
    """The wall clock, and the seconds that never jump."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()
