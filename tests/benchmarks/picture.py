"""The curve of growth."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tests.benchmarks.figures import Grown
from tests.benchmarks.kinds import TITLES, Kind

COSTS_AT_MOST = 1.3
"""Times what an update costs in the smallest database."""
SLOWEST_MS = {"/queue": 100, "/tickets": 100, "/search": 200, "statistics": 2000}

COLORS = ("#2b6cb0", "#c05621", "#2f855a", "#6b46c1", "#b83280")
BELOW: dict[str, Any] = {
    "frameon": False,
    "loc": "upper center",
    "bbox_to_anchor": (0.5, -0.16),
    "ncols": 2,
    "fontsize": 9,
}
MARKS = ("o", "s", "^", "D", "v")


def draw(found: Sequence[Grown], path: Path, where: str) -> None:
    """Two panels: what an update costs, and how long looking takes."""
    with mpl.rc_context({"font.size": 11}):
        figure = Figure(figsize=(11, 5.6), layout="constrained")
        costs, times = figure.subplots(1, 2)
        _costs(costs, found)
        _times(times, found)
        for axes in (costs, times):
            axes.set_xscale("log")
            axes.set_xticks([each.tickets for each in found], [f"{each.tickets:,}" for each in found])
            axes.minorticks_off()
            axes.set_xlabel("tickets in the database")
            axes.grid(alpha=0.3)
            axes.spines[["top", "right"]].set_visible(False)
        figure.supxlabel(where, fontsize=9, color="#718096")
        figure.savefig(path, dpi=120)


def _costs(axes: Axes, found: Sequence[Grown]) -> None:
    sizes = [each.tickets for each in found]
    for kind, color, mark in zip(found[0].updates, COLORS, MARKS, strict=False):
        ratios = [each.cost(kind) / found[0].cost(kind) for each in found]
        axes.plot(sizes, ratios, color=color, marker=mark, label=TITLES[Kind(kind)])
    axes.axhline(COSTS_AT_MOST, color="#718096", linestyle="--", label=f"target: at most {COSTS_AT_MOST}")
    axes.set_ylim(0, 2)
    axes.set_title("CPU of an update, beside the smallest database")
    axes.legend(**BELOW)


def _times(axes: Axes, found: Sequence[Grown]) -> None:
    sizes = [each.tickets for each in found]
    for look, color, mark in zip(found[0].looks, COLORS, MARKS, strict=True):
        target = next(limit for name, limit in SLOWEST_MS.items() if look.startswith(name))
        milliseconds = [each.looks[look]["p95_ms"] for each in found]
        axes.plot(sizes, milliseconds, color=color, marker=mark, label=f"{look} (target: {target} ms)")
    for limit in sorted(set(SLOWEST_MS.values())):
        axes.axhline(limit, color="#718096", linestyle="--", linewidth=0.8)
    axes.set_yscale("log")
    axes.set_ylim(1, 10_000)
    axes.set_yticks([1, 10, 100, 1000, 10_000], ["1 ms", "10 ms", "100 ms", "1 s", "10 s"])
    axes.set_title("Until the answer came, 95th percentile")
    axes.legend(**BELOW)
