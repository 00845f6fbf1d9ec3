"""What an update and a look at many tickets cost as the database grows.

    uv run python -m tests.benchmarks.growth [--sizes 1000,10000,100000,1000000] [--database sqlite|postgres]

A generated history is filled in, five messages to a ticket, and the bot works on it. With `--folder` the
filled SQLite files are kept there and used again.
"""

import asyncio
import json
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import Progress

from bot.catalog.loader import load_catalog
from bot.catalog.products import Catalog
from bot.clock import SystemClock
from bot.domain.report_period import ReportPeriod
from bot.services.reporting import count
from storage.engine import create_engine
from storage.statistics import SqlStatistics
from storage.unit_of_work import SqlDatabase
from tests.benchmarks.__main__ import list_of_numbers
from tests.benchmarks.bots import ours
from tests.benchmarks.databases import DATABASES, POSTGRES, SQLITE, Environment, url_of
from tests.benchmarks.figures import Grown, percentile
from tests.benchmarks.filling import fill
from tests.benchmarks.history import History
from tests.benchmarks.kinds import Kind, writers
from tests.benchmarks.load import said, steady
from tests.benchmarks.picture import draw
from tests.benchmarks.report import machine, table_of_growth
from tests.benchmarks.run import ECHO, Plan, floor, under_load
from tests.benchmarks.scene import Scene, stage
from tests.benchmarks.vocabulary import COMMON_WORD, order_number
from tests.running import TOKEN

SIZES = "1000,10000,100000,1000000"
PICTURE = Path("docs/growth.png")
MOSCOW = ZoneInfo("Europe/Moscow")
WEEK = 7
COUNTED = 5
"""Times that the statistics are counted."""
ECHOED = 2000
"""Messages, that the bare bot answers: of few, the processor's time is not known well enough to divide by."""
APART = 4.0
"""Commands a second: each is answered before the next one comes."""
BOT_ID = int(TOKEN.partition(":")[0])


def looks(tickets: int, number: int) -> Mapping[str, Sequence[str]]:
    """What an agent looks for, so many times each."""
    step = max(1, tickets // number)
    return {
        "/queue": ["/queue"] * number,
        "/tickets": ["/tickets"] * number,
        "/search, rare word": [f"/search {order_number(1 + each * step)}" for each in range(number)],
        "/search, common word": [f"/search {COMMON_WORD}"] * number,
    }


async def measure(
    plan: Plan, tickets: int, asked: int, environment: Environment, catalog: Catalog, progress: Progress
) -> Grown:
    step = progress.add_task(f"{tickets:,} tickets: measuring", total=None)
    grown = Grown(tickets)
    bare = await floor(replace(plan, flood=ECHOED), lambda _: None)
    grown.floor_ms = bare.loads[ECHO].as_json()["cpu_ms_per_update"]
    async with (
        stage(plan.customers) as scene,
        ours(scene.world, scene.address, scene.group, environment) as bots,
    ):
        await scene.prepare(plan.customers)
        for kind in plan.kinds:
            load = await under_load(plan, scene, bots, writers(scene, kind), lambda _: None)
            grown.updates[kind] = load.as_json()
        for look, commands in looks(tickets, asked).items():
            grown.looks[look] = await _asked(scene, commands)
        grown.resident_mib = bots.resident_mib()
    grown.looks[f"statistics, {WEEK} days"] = await _counted(url_of(environment), catalog)
    progress.update(step, total=1, completed=1)
    return grown


async def _asked(scene: Scene, commands: Sequence[str]) -> dict[str, float]:
    left = iter(commands)

    def write() -> tuple[str, int, int]:
        scene.world.write(scene.agent, scene.group, next(left))
        return said(scene.group)

    await scene.watch.quiet()
    taken = []
    for _ in commands:
        taken += await steady(scene.watch, [write], rate=APART, number=1)
    return _summed_up(taken)


async def _counted(url: str, catalog: Catalog) -> dict[str, float]:
    engine = create_engine(url)
    database = SqlDatabase(engine, SystemClock())
    taken = []
    try:
        for _ in range(COUNTED):
            began = time.perf_counter()
            period = ReportPeriod.last_days(WEEK, MOSCOW, datetime.now(UTC))
            await count(SqlStatistics(database), period, catalog.all())
            taken.append(time.perf_counter() - began)
    finally:
        await database.close()
    return _summed_up(taken)


def _summed_up(seconds: Sequence[float]) -> dict[str, float]:
    return {"median_ms": percentile(seconds, 0.5) * 1000, "p95_ms": percentile(seconds, 0.95) * 1000}


async def prepare(
    environment: Environment, kept: Path | None, catalog: Catalog, tickets: int, progress: Progress
) -> None:
    """Fills the database, or takes one that was filled before."""
    step = progress.add_task(f"{tickets:,} tickets: filling in", total=tickets)
    file = kept / f"tickets-{tickets}.sqlite3" if kept and "DATABASE_URL" not in environment else None
    if file is None or not file.exists():
        async with stage(0) as scene:
            group = scene.group
        url = f"sqlite+aiosqlite:///{file}" if file else url_of(environment)
        history = History(catalog, group, tickets, datetime.now(UTC), BOT_ID)
        await fill(url, catalog, history, tickets, lambda done: progress.update(step, completed=done))
    if file is not None:
        await asyncio.to_thread(shutil.copyfile, file, Path(environment["DATA_DIR"]) / "support.sqlite3")
    progress.update(step, completed=tickets)


async def grow(
    plan: Plan, sizes: Sequence[int], asked: int, database: str, kept: Path | None, console: Console
) -> list[Grown]:
    catalog, found = load_catalog(), []
    with Progress(console=console) as progress:
        for tickets in sizes:
            with DATABASES[database]() as environment:
                await prepare(environment, kept, catalog, tickets, progress)
                found.append(await measure(plan, tickets, asked, environment, catalog, progress))
    return found


@click.command()
@click.option("--sizes", default=SIZES, show_default=True, help="Tickets.")
@click.option("--database", type=click.Choice([SQLITE, POSTGRES]), default=SQLITE, show_default=True)
@click.option("--updates", default=600, show_default=True, help="Of each kind.")
@click.option("--asked", default=40, show_default=True, help="Times that each command is given.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="For filled SQLite files.")
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), default=PICTURE)
@click.option("--json", "wants_json", is_flag=True)
def main(
    sizes: str,
    database: str,
    updates: int,
    asked: int,
    folder: Path | None,
    picture: Path,
    *,
    wants_json: bool,
) -> None:
    """What things cost in a large database."""
    console = Console(stderr=wants_json)
    plan = Plan([Kind.FORMS, Kind.MESSAGES], customers=20, steady=updates // 4, flood=updates - updates // 4)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    found = asyncio.run(grow(plan, sorted(list_of_numbers(sizes)), asked, database, folder, console))
    draw(found, picture, f"{database}, {machine()}, {datetime.now(UTC):%Y-%m-%d}")
    if wants_json:
        click.echo(json.dumps({"machine": machine(), "sizes": [each.as_json() for each in found]}, indent=2))
        return
    console.print(table_of_growth(found))
    console.print(f"{machine()}; drawn in {picture}")


if __name__ == "__main__":
    main()
