"""Compares the calendar with a walk by minutes on many random cases, and says what its answers cost.

    uv run python -m tests.benchmarks.calendar [CASES]

Exit code 1 if they ever differ. The tests compare the first thousand.
"""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.catalog.loader import load_catalog
from bot.domain.calendar import BusinessCalendar
from tests.domain.minute_walk import computed, random_case, walk

CASES = 10_000
AT_ONCE = 100
START = datetime(2026, 9, 18, 15, 0, tzinfo=UTC)
YEAR = timedelta(hours=247 * 9)
"""Of working hours: they come to a year of days."""
PAUSES = [(START + timedelta(days=day), START + timedelta(days=day, hours=20)) for day in range(0, 300, 3)]


def differing(first: int) -> list[int]:
    """Of so many cases from that number on, those on which the two differ."""
    numbers = range(first, first + AT_ONCE)
    return [number for number in numbers if computed(random_case(number)) != walk(random_case(number))]


def office() -> BusinessCalendar:
    """With Russian holidays, and nothing laid out yet."""
    product = load_catalog().find("loyalhub")
    assert product
    return product.hours.calendar


def cost(asked: Callable[[], Any], *, rounds: int) -> float:
    """Median milliseconds."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        asked()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


def costs() -> Table:
    calendar = office()
    first = cost(lambda: calendar.due(START, YEAR), rounds=1)
    rows = [
        ("due, a year's target, the very first", first),
        ("due, a year's target", cost(lambda: calendar.due(START, YEAR), rounds=1000)),
        (
            "due, a year's target, 100 pauses",
            cost(lambda: calendar.due(START, YEAR, pauses=PAUSES), rounds=300),
        ),
        ("due, four hours", cost(lambda: calendar.due(START, timedelta(hours=4)), rounds=1000)),
        ("worked, a year", cost(lambda: calendar.worked(START, START + timedelta(days=365)), rounds=1000)),
        ("explain, four hours", cost(lambda: calendar.explain(START, timedelta(hours=4)), rounds=300)),
        ("explain, a year's target", cost(lambda: calendar.explain(START, YEAR), rounds=10)),
    ]
    table = Table("", "ms", title="One answer, median")
    for name, milliseconds in rows:
        table.add_row(name, f"{milliseconds:.3f}")
    return table


def main() -> int:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    console = Console()
    console.print(costs())
    began = time.perf_counter()
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        compared = track(
            workers.map(differing, range(0, cases, AT_ONCE)),
            description="Walking by minutes",
            total=-(-cases // AT_ONCE),
            console=console,
        )
        found = [number for numbers in compared for number in numbers]
    console.print(f"{cases} cases compared in {time.perf_counter() - began:.0f} s; {len(found)} differ")
    for number in found[:3]:
        console.print(f"random_case({number}):", random_case(number))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
