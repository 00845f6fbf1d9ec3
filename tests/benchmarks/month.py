"""Months of work through the front door on a moved clock, calm and with the bot killed again and again.

    uv run python -m tests.benchmarks.month [STORIES] [KILLS]

Four stretches: the holidays of January and of May, and both days on which the clocks of Berlin change. Each
is played twice; the ends must be equal, ticket by ticket and word by word. STORIES and KILLS are those of
each stretch, 75 and 25 by default.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.catalog.loader import load_catalog
from tests.crash.bots import Zygote, zygote
from tests.crash.scene import empty_database
from tests.simulation.berlin import write_berlin
from tests.simulation.run import Run, play
from tests.simulation.script import write_stories

STORIES = 75
KILLS = 25
SPREAD = timedelta(days=6)
LENGTH = timedelta(days=24)


@dataclass(frozen=True, slots=True)
class Stretch:
    name: str
    begin: datetime


STRETCHES = (
    Stretch("January", datetime(2026, 12, 27, 6, 3, tzinfo=UTC)),
    Stretch("clocks forward", datetime(2027, 3, 24, 6, 3, tzinfo=UTC)),
    Stretch("May", datetime(2027, 4, 27, 6, 3, tzinfo=UTC)),
    Stretch("clocks back", datetime(2027, 10, 26, 6, 3, tzinfo=UTC)),
)


async def measure(herd: Zygote, folder: Path, stretch: Stretch, stories: int, kills: int) -> Sequence[object]:
    """A row of the table."""
    more = write_berlin(folder / "more")
    template = await empty_database(folder / "empty.sqlite3")
    products = [*(product.id for product in load_catalog().all()), "berlin"]
    script = write_stories(11, products, stories, stretch.begin, SPREAD)
    end = stretch.begin + LENGTH
    began = time.perf_counter()
    calm = await play(herd, template, folder / "calm", script, stretch.begin, end, more_products=more)
    seconds = time.perf_counter() - began
    stormy = await play(
        herd,
        template,
        folder / "stormy",
        script,
        stretch.begin,
        end,
        kills=kills,
        seed=13,
        more_products=more,
    )
    return (
        stretch.name,
        len(calm.outcomes),
        f"{seconds:.0f} s",
        stormy.deaths,
        stormy.sent_twice - calm.sent_twice,
        _differing(calm, stormy),
    )


def _differing(calm: Run, stormy: Run) -> int:
    """Tickets that did not end the same."""
    stories = calm.outcomes.keys() | stormy.outcomes.keys()
    return sum(calm.outcomes.get(each) != stormy.outcomes.get(each) for each in stories)


async def main(stories: int = STORIES, kills: int = KILLS) -> int:
    console = Console()
    table = Table(
        "stretch",
        "tickets",
        f"{LENGTH.days} days in",
        "kills survived",
        "messages sent twice",
        "tickets that differ",
    )
    differ = 0
    async with zygote() as herd:
        for stretch in STRETCHES:
            with tempfile.TemporaryDirectory() as folder:
                row = await measure(herd, Path(folder), stretch, stories, kills)
            console.print(*row)
            table.add_row(*map(str, row))
            differ += int(str(row[-1]))
    console.print(table)
    return differ


if __name__ == "__main__":
    sys.exit(1 if asyncio.run(main(*map(int, sys.argv[1:]))) else 0)
