"""What ties the bot to the sandbox that started it: a pipe that tells the time, and ends with the sandbox."""

import os
import time
from datetime import UTC, datetime, timedelta


def telling(offset: timedelta) -> bytes:
    """A line for the bot: how many seconds the sandbox's clock is ahead of the wall's."""
    return f"{offset.total_seconds()}\n".encode()


class Leash:
    """The bot's end of the pipe, and the clock that it keeps."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._offset = timedelta(0)
        self._begun = b""

    def hear(self) -> bool:
        """Wait for news and go by it; False when the sandbox is gone."""
        heard = os.read(self.descriptor, 4096)
        *lines, self._begun = (self._begun + heard).split(b"\n")
        if lines:
            self._offset = timedelta(seconds=float(lines[-1]))
        return bool(heard)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def monotonic(self) -> float:
        """As everywhere: a moved clock makes no pause shorter."""
        return time.monotonic()
