"""An hour's traffic, compressed: what it leaves in memory and in the tables.

    uv run python -m tests.benchmarks.soak [--updates 90000]

An hour at the pace that Telegram permits is 90,000 updates. Memory is looked at nine times; the rows
are counted before, after, and once housekeeping has been there at the times of its rules. Exit code 1 if
anything is left that is to go.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import linear_regression
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy import func, select

from bot.catalog.live import LiveCatalog
from bot.catalog.loader import load_catalog
from bot.services.housekeeping import KEPT, Housekeeping
from bot.services.housekeeping_ports import Heap
from bot.services.retention import Retaining
from storage.engine import create_engine
from storage.post import SqlDue, SqlHeaps
from storage.tables import metadata
from storage.unit_of_work import SqlDatabase
from tests.benchmarks.bots import ours
from tests.benchmarks.databases import DATABASES, SQLITE, url_of
from tests.benchmarks.kinds import Kind, writers
from tests.benchmarks.load import Key, Write, flood, said
from tests.benchmarks.report import machine
from tests.benchmarks.scene import Scene, stage

AN_HOUR = 90_000
SAMPLES = 9
NEW_TICKETS = 5
"""Between two looks at the memory."""
PEOPLE = 30
COMMANDS = ("/queue", "/tickets", "/search export", "/help")

Counts = dict[str, int]
BELONG_TO_TICKETS = frozenset(
    {
        *("tickets", "events", "messages", "revisions", "files", "drafts", "places", "links", "timers"),
        *("customers", "consents", "agents", "members", "numbers", "policies", "groups", "bindings"),
        *("readings", "menus", "searches"),
    }
)
"""And to people, groups and what was looked for last: what may be there in the end."""


class LaterClock:
    """Housekeeping's: so much later than now."""

    def __init__(self, later: timedelta) -> None:
        self._later = later

    def now(self) -> datetime:
        return datetime.now(UTC) + self._later

    def monotonic(self) -> float:
        return self.now().timestamp()


def slope(samples: Sequence[float]) -> float:
    """Growth from one sample to the next; the first half is left out, in which caches fill up."""
    settled = samples[len(samples) // 2 :]
    if len(settled) < 2:
        raise ValueError("two samples at least are needed")
    return float(linear_regression(range(len(settled)), settled).slope)


def mixed(scene: Scene) -> list[Write]:
    """What comes in an hour: forms, messages and answers, now and then somebody new, and agents' commands."""
    found = [each for kind in Kind for each in writers(scene, kind)]
    return [*found, _newcomers(scene), _commands(scene)]


def _newcomers(scene: Scene) -> Write:
    """Who look at the bot and go away again: each writes once."""

    def write() -> Key:
        (customer,) = scene.people(1, "Passer-by")
        scene.world.start(customer)
        return said(customer)

    return write


def _commands(scene: Scene) -> Write:
    given = 0

    def write() -> Key:
        nonlocal given
        scene.world.write(scene.agent, scene.group, COMMANDS[given % len(COMMANDS)])
        given += 1
        return said(scene.group)

    return write


async def counts(url: str) -> Counts:
    engine = create_engine(url)
    try:
        async with engine.connect() as connection:
            found = {}
            for table in metadata.sorted_tables:
                rows = await connection.execute(select(func.count()).select_from(table))
                found[table.name] = int(rows.scalar_one())
            return found
    finally:
        await engine.dispose()


async def tidy_up(url: str, folder: Path) -> None:
    """As housekeeping will do it, when the longest of its rules has passed."""
    clock = LaterClock(max(KEPT.values()) + timedelta(days=1))
    database = SqlDatabase(create_engine(url), clock)
    try:
        retaining = Retaining(database, SqlDue(database), LiveCatalog(load_catalog(), None), clock, folder)
        housekeeping = Housekeeping(database, SqlHeaps(database), retaining, clock)
        for heap in Heap:
            await housekeeping.clear(heap)
    finally:
        await database.close()


async def soak(updates: int, database: str, console: Console) -> dict[str, Any]:
    resident, per_second = [], []
    with DATABASES[database]() as environment, Progress(console=console) as progress:
        step = progress.add_task("people fill in forms and submit them", total=updates)
        async with (
            stage(PEOPLE) as scene,
            ours(scene.world, scene.address, scene.group, environment) as bots,
        ):
            await scene.prepare(PEOPLE)
            people = mixed(scene)
            before = await counts(url_of(environment))
            for sample in range(SAMPLES + 1):
                progress.update(step, completed=sample * updates // SAMPLES, description="an hour goes by")
                resident.append(bots.resident_mib())
                if sample < SAMPLES:
                    per_second.append(await flood(scene.watch, people, number=updates // SAMPLES))
                    await scene.register(scene.people(NEW_TICKETS, f"Newcomer {sample}."))
        after = await counts(url_of(environment))
        await tidy_up(url_of(environment), Path(environment["DATA_DIR"]))
        tidied = await counts(url_of(environment))
    return {
        "machine": machine(),
        "updates": updates,
        "resident_mib": resident,
        "growth_mib_per_10000": slope(resident) / (updates / SAMPLES) * 10_000,
        "updates_per_second": per_second,
        "rows": {name: [before[name], after[name], tidied[name]] for name in after if after[name]},
        "left": sorted(name for name, rows in tidied.items() if rows and name not in BELONG_TO_TICKETS),
    }


def tables(found: dict[str, Any]) -> list[Table]:
    memory = Table("updates", "resident, MiB", title="Memory")
    for sample, mib in enumerate(found["resident_mib"]):
        memory.add_row(f"{sample * found['updates'] // SAMPLES:,}", f"{mib:.1f}")
    rows = Table("table", "before", "after", "tidied up", title="Rows")
    for name, numbers in found["rows"].items():
        rows.add_row(name, *(f"{each:,}" for each in numbers))
    return [memory, rows]


@click.command()
@click.option("--updates", default=AN_HOUR, show_default=True)
@click.option("--database", type=click.Choice(list(DATABASES)), default=SQLITE, show_default=True)
@click.option("--json", "wants_json", is_flag=True)
def main(updates: int, database: str, *, wants_json: bool) -> None:
    """What an hour's traffic leaves behind."""
    console = Console(stderr=wants_json)
    found = asyncio.run(soak(updates, database, console))
    if wants_json:
        click.echo(json.dumps(found, indent=2))
    else:
        for each in tables(found):
            console.print(each)
        console.print(f"Memory grows by {found['growth_mib_per_10000']:.2f} MiB in 10,000 updates.")
        console.print(f"Left where nothing is to be left: {', '.join(found['left']) or 'nothing'}.")
    sys.exit(bool(found["left"]))


if __name__ == "__main__":
    main()
