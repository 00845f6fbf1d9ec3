"""A stretch of time, as the answer to "when?"."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Period:
    """From a day or a moment to another; a moment alone, or a day, where there is no end.

    Written as ISO 8601 has it: `2026-11-20`, `2026-11-20T14:00+03:00`,
    `2026-11-20T14:00+03:00/2026-11-20T16:00+03:00`, and `…/..` for what still goes on.
    """

    start: date | datetime
    end: date | datetime | None = None
    goes_on: bool = False

    def __str__(self) -> str:
        if self.goes_on:
            return f"{_written(self.start)}/.."
        return _written(self.start) if self.end is None else f"{_written(self.start)}/{_written(self.end)}"

    @classmethod
    def parse(cls, value: str) -> "Period | None":
        """What `str` wrote; None for anything else."""
        start, slash, end = value.partition("/")
        try:
            if end == "..":
                return cls(_parsed(start), goes_on=True)
            return cls(_parsed(start), _parsed(end) if slash else None)
        except ValueError:
            return None


def _written(point: date | datetime) -> str:
    return point.isoformat(timespec="minutes") if isinstance(point, datetime) else point.isoformat()


def _parsed(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
