"""Faults on order: lost answers, broken connections, limits, pages of a proxy."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(slots=True, frozen=True)
class Fault:
    """What goes wrong with the next `times` calls that match.

    `effect` says whether the call takes effect first ("after": the answer is lost, not the call). `seconds`
    belongs to "slow", `retry_after` (seconds) to "429"; `status`, `description`, `parameters` to "error".
    """

    method: str | None = None
    chat_id: int | None = None
    thread: int | None = None
    times: int = 1
    effect: Literal["before", "after"] = "before"
    kind: Literal["drop", "429", "500_html", "502", "slow", "error"] = "drop"
    retry_after: int = 3
    seconds: float = 1.0
    status: int = 400
    description: str = "Bad Request"
    parameters: dict[str, Any] | None = None

    def matches(self, method: str, chat_id: int | None, thread: int | None) -> bool:
        return (
            (self.method is None or self.method.lower() == method.lower())
            and (self.chat_id is None or self.chat_id == chat_id)
            and (self.thread is None or self.thread == thread)
        )


class Faults:
    """The faults still to come; the oldest that matches a call is used."""

    def __init__(self) -> None:
        self._left: list[tuple[Fault, int]] = []

    def add(self, fault: Fault) -> None:
        self._left.append((fault, fault.times))

    def clear(self) -> None:
        self._left.clear()

    def __len__(self) -> int:
        return sum(left for _, left in self._left)

    def take(self, method: str, chat_id: int | None, thread: int | None) -> Fault | None:
        for index, (fault, left) in enumerate(self._left):
            if fault.matches(method, chat_id, thread):
                if left > 1:
                    self._left[index] = (fault, left - 1)
                else:
                    del self._left[index]
                return fault
        return None
