"""The figures as tables and as JSON."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import psutil
from rich.table import Table

from tests.benchmarks.figures import Grown, Load, Result
from tests.benchmarks.kinds import TITLES, Kind
from tests.benchmarks.run import ECHO


def machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def table(results: Sequence[tuple[Result, Result]], kind: Kind) -> Table:
    """Of each bot and the floor that was measured right before it."""
    shown = Table(
        "",
        "updates/s",
        "median, ms",
        "p95, ms",
        "CPU ms/update",
        "× floor",
        "statements/update",
        title=TITLES[kind].capitalize(),
    )
    for ours, floor in results:
        bare = floor.loads[ECHO]
        shown.add_row(f"[dim]{floor.name}", *_cells(bare, bare))
        shown.add_row(ours.name, *_cells(ours.loads[kind], bare))
    return shown


def table_of_processes(results: Sequence[tuple[Result, Result]]) -> Table:
    shown = Table("", "resident, MiB", "× floor", "start to first poll, s", "× floor", title="A process")
    for ours, floor in results:
        shown.add_row(
            ours.name,
            f"{ours.resident_mib:.0f}",
            f"{ours.resident_mib / floor.resident_mib:.2f}",
            f"{ours.start_seconds:.2f}",
            f"{ours.start_seconds / floor.start_seconds:.2f}",
        )
    return shown


def as_json(results: Sequence[tuple[Result, Result]]) -> dict[str, Any]:
    return {
        "machine": machine(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "results": [{"ours": ours.as_json(), "floor": floor.as_json()} for ours, floor in results],
    }


def _cells(load: Load, floor: Load) -> list[str]:
    figures, bare = load.as_json(), floor.as_json()
    cpu = figures["cpu_ms_per_update"]
    return [
        f"{figures['updates_per_second']:.0f}",
        f"{figures['median_ms']:.1f}",
        f"{figures['p95_ms']:.1f}",
        f"{cpu:.1f}",
        f"{cpu / bare['cpu_ms_per_update']:.1f}",
        f"{figures['statements_per_update']:.1f}" if load.statements else "",
    ]


def table_of_growth(found: Sequence[Grown]) -> Table:
    """Beside each update's cost, how many times that of the smallest database it is."""
    smallest = found[0]
    shown = Table("tickets", *(f"{each.tickets:,}" for each in found), title="As the database grows")
    shown.add_row("bare echo, CPU ms/update", *(f"{each.floor_ms:.1f}" for each in found))
    for kind in smallest.updates:
        costs = [(each.updates[kind]["cpu_ms_per_update"], each.cost(kind)) for each in found]
        first = smallest.cost(kind)
        shown.add_row(
            f"{TITLES[Kind(kind)]}, CPU ms/update",
            *(f"{ms:.1f} (× {cost / first:.2f})" for ms, cost in costs),
        )
        medians = (each.updates[kind]["median_ms"] for each in found)
        shown.add_row(f"{TITLES[Kind(kind)]}, median ms", *(f"{each:.1f}" for each in medians))
    for look in smallest.looks:
        times = [(each.looks[look]["median_ms"], each.looks[look]["p95_ms"]) for each in found]
        shown.add_row(f"{look}, median / p95 ms", *(f"{median:.0f} / {p95:.0f}" for median, p95 in times))
    shown.add_row("resident, MiB", *(f"{each.resident_mib:.0f}" for each in found))
    return shown
