"""A word to the other replicas that there is something for them. Without it they find it a second later."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What there is."""

    UPDATES = "updates"
    DELIVERIES = "deliveries"
    FILES = "files"


Hear = Callable[[Mapping[str, int]], None]


class Signals(Protocol):
    def tell(self, kind: Kind, lanes: Mapping[str, int] | None = None) -> None:
        """At once and without a failure: whether it arrives is not known. `lanes`: each with its urgency."""


class Unheard:
    """There is nobody to tell."""

    def tell(self, kind: Kind, lanes: Mapping[str, int] | None = None) -> None: ...
