"""A loop whose time passes only while nobody has anything to do: minutes of waiting cost no time."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any


class _Patient(selectors.DefaultSelector):
    """Where the loop would wait, time goes on instead."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found and timeout:
            self.seconds += timeout
        return found


class PassingTime(asyncio.SelectorEventLoop):
    """For what needs no thread and no other process: their time is not ours."""

    def __init__(self) -> None:
        self._patient = _Patient()
        super().__init__(self._patient)

    def time(self) -> float:
        return self._patient.seconds


def live(coroutine: Coroutine[Any, Any, None]) -> None:
    """To its end, in no time."""
    with asyncio.Runner(loop_factory=PassingTime) as runner:
        runner.run(coroutine)
