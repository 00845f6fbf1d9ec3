"""What is measured, and how it is summed up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of all does not exceed. Raises ValueError without values."""
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * share) - 1)]


@dataclass(slots=True)
class Load:
    """What became of updates of one kind."""

    latencies: list[float] = field(default_factory=list)
    """Seconds from an update to the call that answers it, at the steady rate."""
    per_second: float = 0.0
    """Answered, while there is always somebody who waits."""
    handled: int = 0
    cpu_seconds: float = 0.0
    statements: int = 0

    def as_json(self) -> dict[str, float]:
        return {
            "updates_per_second": self.per_second,
            "median_ms": percentile(self.latencies, 0.5) * 1000,
            "p95_ms": percentile(self.latencies, 0.95) * 1000,
            "cpu_ms_per_update": self.cpu_seconds / self.handled * 1000,
            "statements_per_update": self.statements / self.handled,
        }


@dataclass(slots=True)
class Result:
    """Of one bot in one setting."""

    name: str
    start_seconds: float = 0.0
    resident_mib: float = 0.0
    """Of a process, at the end."""
    loads: dict[str, Load] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "start_seconds": self.start_seconds,
            "resident_mib": self.resident_mib,
            "kinds": {kind: load.as_json() for kind, load in self.loads.items()},
        }


@dataclass(slots=True)
class Grown:
    """What things cost in a database with so many tickets."""

    tickets: int
    floor_ms: float = 0.0
    """CPU of a bare bot for an update, at the same time: how fast the machine was then."""
    updates: dict[str, dict[str, float]] = field(default_factory=dict)
    """By kind, as `Load.as_json`."""
    looks: dict[str, dict[str, float]] = field(default_factory=dict)
    """By command: `median_ms` and `p95_ms`."""
    resident_mib: float = 0.0

    def cost(self, kind: str) -> float:
        """CPU of an update, in updates of the bare bot: what does not follow the machine's mood."""
        return self.updates[kind]["cpu_ms_per_update"] / self.floor_ms

    def as_json(self) -> dict[str, object]:
        return {
            "tickets": self.tickets,
            "floor_cpu_ms_per_update": self.floor_ms,
            "updates": self.updates,
            "looks": self.looks,
            "resident_mib": self.resident_mib,
        }
