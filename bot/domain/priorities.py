"""How urgent a ticket is."""

from enum import StrEnum


class Priority(StrEnum):
    """From the least urgent to the most."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """The more urgent, the higher."""
        return tuple(Priority).index(self)
