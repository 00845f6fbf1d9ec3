"""Within how much working time a ticket should be answered, taken, resolved: what its clocks run against.

They are the operator's own aims. No regulation gives figures, so no customer is ever told of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.domain.priorities import Priority

STANDARD = "standard"
"""The level of tickets without one, and of those whose level the product's file does not know."""

MICROSECOND = timedelta(microseconds=1)


class ClockKind(StrEnum):
    """What a ticket's working time is counted for; the most urgent to hear of first."""

    FIRST_RESPONSE = "first_response"
    TAKE = "take"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"
    PERIODIC_UPDATE = "periodic_update"


Times = Mapping[ClockKind, Mapping[Priority, timedelta]]


@dataclass(frozen=True, slots=True)
class Targets:
    """By support level, clock and priority, in working time of the product's calendar."""

    by_level: Mapping[str, Times] = field(default_factory=dict)

    def of(self, clock: ClockKind, priority: Priority, level: str | None) -> timedelta | None:
        """What the level does not set, the standard level does; None: nothing is aimed at."""
        for each in (level or STANDARD, STANDARD):
            times = self.by_level.get(each, {})
            if clock in times:
                return times[clock].get(priority)
        return None

    def as_json(self) -> dict[str, Any]:
        return {
            level: {
                clock.value: {priority.value: time // MICROSECOND for priority, time in by_priority.items()}
                for clock, by_priority in times.items()
            }
            for level, times in self.by_level.items()
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Targets":
        return cls(
            {
                level: {
                    ClockKind(clock): {
                        Priority(priority): time * MICROSECOND for priority, time in by_priority.items()
                    }
                    for clock, by_priority in times.items()
                }
                for level, times in data.items()
            }
        )


NO_TARGETS = Targets()
