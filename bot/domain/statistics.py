"""Figures of a period: how much came in, how soon it was answered and resolved, by product and by agent."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from math import ceil
from typing import Any

SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class Times:
    """Of one clock: how long it took, and how often that was within the target."""

    taken: list[timedelta] = field(default_factory=list)
    """Working time, of each ticket that came so far in the period."""
    targets: Counter[timedelta] = field(default_factory=Counter)
    aimed: int = 0
    """Those with a target: settled in the period, or overdue in it."""
    kept: int = 0

    def settle(self, used: timedelta, target: timedelta | None, *, kept: bool) -> None:
        self.taken.append(used)
        if target is not None:
            self.targets[target] += 1
            self.aimed += 1
            self.kept += kept

    def miss(self) -> None:
        """Overdue, and not settled: else silence would look better than a late answer."""
        self.aimed += 1

    def add(self, other: "Times") -> None:
        self.taken += other.taken
        self.targets += other.targets
        self.aimed += other.aimed
        self.kept += other.kept

    def as_json(self) -> dict[str, Any]:
        """Times in seconds. `target`: that of most of the tickets."""
        taken = sorted(self.taken)
        often = max(self.targets.values(), default=0)
        target = min((each for each, number in self.targets.items() if number == often), default=None)
        return {
            "count": len(taken),
            "median": _seconds(share_within(taken, 50)),
            "ninety": _seconds(share_within(taken, 90)),
            "target": _seconds(target),
            "aimed": self.aimed,
            "kept": self.kept,
        }


@dataclass(slots=True)
class Part:
    """Of one product, or of all."""

    registered: int = 0
    first_response: Times = field(default_factory=Times)
    resolution: Times = field(default_factory=Times)
    reopened: int = 0
    rated: int = 0
    stars: int = 0
    """All together."""

    def add(self, other: "Part") -> None:
        self.registered += other.registered
        self.first_response.add(other.first_response)
        self.resolution.add(other.resolution)
        self.reopened += other.reopened
        self.rated += other.rated
        self.stars += other.stars

    @property
    def is_empty(self) -> bool:
        times = (self.first_response, self.resolution)
        happened = any(each.taken or each.aimed for each in times)
        return not (happened or self.registered or self.reopened or self.rated)

    def as_json(self) -> dict[str, Any]:
        return {
            "registered": self.registered,
            "first_response": self.first_response.as_json(),
            "resolution": self.resolution.as_json(),
            "reopened": self.reopened,
            "rated": self.rated,
            "stars": self.stars,
        }


@dataclass(slots=True)
class Share:
    """Of one agent in the work."""

    answers: int = 0
    """That reached a customer."""
    resolved: int = 0
    rated: int = 0
    stars: int = 0

    @property
    def weight(self) -> tuple[int, int, int]:
        return self.answers, self.resolved, self.rated


@dataclass(slots=True)
class Figures:
    products: dict[str, Part] = field(default_factory=dict)
    agents: dict[int, Share] = field(default_factory=dict)
    volume: dict[str, list[int]] = field(default_factory=dict)
    """Tickets registered, by product and by the period's bars."""

    @property
    def is_empty(self) -> bool:
        return not self.agents and all(each.is_empty for each in self.products.values())

    def total(self) -> Part:
        whole = Part()
        for each in self.products.values():
            whole.add(each)
        return whole

    def as_json(self, order: Iterable[str]) -> dict[str, Any]:
        """`order`: of the products. The busiest agents come first."""
        order = list(order)
        busiest = sorted(self.agents.items(), key=lambda each: (each[1].weight, -each[0]), reverse=True)
        return {
            "total": self.total().as_json(),
            "products": {
                each: self.products[each].as_json()
                for each in order
                if each in self.products and not self.products[each].is_empty
            },
            "agents": [{"id": agent_id, **asdict(share)} for agent_id, share in busiest],
            "volume": {each: self.volume[each] for each in order if each in self.volume},
        }


def share_within(ordered: Sequence[timedelta], percent: int) -> timedelta | None:
    """The time within which so many percent of them stayed; one that really occurred."""
    return ordered[ceil(len(ordered) * percent / 100) - 1] if ordered else None


def rating(part: Mapping[str, Any]) -> float | None:
    """The mean of the stars, of a part or a share as JSON."""
    return part["stars"] / part["rated"] if part["rated"] else None


def _seconds(time: timedelta | None) -> int | None:
    return None if time is None else time // SECOND
