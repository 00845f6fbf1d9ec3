"""Measures the bot beside a bare aiogram echo bot, on the same stand-in, in the same run.

    uv run python -m tests.benchmarks [--kinds forms,messages,answers] [--database sqlite|postgres] [--json]

Ratios are what counts: the machine's speed drifts.
"""

import asyncio
import json
import time
from collections.abc import Sequence

import click
from rich.console import Console

from tests.benchmarks.databases import DATABASES, POSTGRES, SQLITE
from tests.benchmarks.figures import Result
from tests.benchmarks.kinds import Kind
from tests.benchmarks.profile import tables
from tests.benchmarks.report import as_json, machine, table, table_of_processes
from tests.benchmarks.run import Plan, bot, floor, profiled
from tests.benchmarks.shares import NoShares

NAMES = {SQLITE: "SQLite", POSTGRES: "PostgreSQL + Redis"}
PROCESSES = {SQLITE: (1,), POSTGRES: (1, 2, 4)}

Setting = tuple[str, int]
"""A database, and how many processes share it."""


def settings_of(database: str | None, processes: str | None) -> list[Setting]:
    """What is to be measured; processes can share only a PostgreSQL."""
    databases = [database] if database else list(DATABASES)
    if processes is None:
        return [(each, number) for each in databases for number in PROCESSES[each]]
    wanted = list_of_numbers(processes)
    found = [(each, number) for each in databases for number in wanted if each == POSTGRES or number == 1]
    if not found:
        raise click.BadParameter("several processes need --database postgres")
    return found


def list_of_numbers(text: str) -> list[int]:
    try:
        found = [int(each) for each in text.split(",")]
    except ValueError:
        raise click.BadParameter("whole numbers with commas between, please") from None
    if min(found) < 1:
        raise click.BadParameter("numbers from 1 on, please")
    return found


def list_of_kinds(text: str) -> list[Kind]:
    try:
        return [Kind(each) for each in text.split(",")]
    except ValueError:
        raise click.BadParameter(f"some of {','.join(Kind)}, please") from None


async def measure(plan: Plan, settings: Sequence[Setting], console: Console) -> list[tuple[Result, Result]]:
    """Each setting with a floor of its own, right before it."""
    results = []
    for number, (database, processes) in enumerate(settings, 1):
        name = f"{NAMES[database]}, {processes} process{'es' if processes > 1 else ''}"
        with console.status("") as status:

            def tell(what: str, of: str = f"{number}/{len(settings)} {name}") -> None:
                status.update(f"{of}: {what}")

            bare = await floor(plan, tell)
            with DATABASES[database]() as environment:
                mine = await bot(plan, name, environment, processes, tell)
        console.print(f"{name}: measured")
        results.append((mine, bare))
    return results


@click.command()
@click.option("--kinds", default=",".join(Kind), help="Of updates.", show_default=True)
@click.option("--database", type=click.Choice(list(DATABASES)), help="Default: all.")
@click.option("--processes", help="Default: 1 on SQLite; 1,2,4 on PostgreSQL.")
@click.option("--customers", default=100, show_default=True, help="Of each sort.")
@click.option("--steady", default=500, show_default=True, help="Messages at 25 a second.")
@click.option("--flood", default=1500, show_default=True, help="Messages as fast as it goes.")
@click.option(
    "--share",
    type=click.FloatRange(0.01, 1.0),
    help="Of a core, for each process: as if each had a machine. Needs root. Default: no limit.",
)
@click.option("--json", "wants_json", is_flag=True)
@click.option(
    "--profile", "wants_profile", is_flag=True, help="What takes the time, in place of the figures."
)
def main(
    kinds: str,
    database: str | None,
    processes: str | None,
    customers: int,
    steady: int,
    flood: int,
    share: float | None,
    *,
    wants_json: bool,
    wants_profile: bool,
) -> None:
    """The bot beside a bare echo bot on the same stand-in."""
    plan = Plan(list_of_kinds(kinds), customers, steady, flood, share)
    console = Console(stderr=wants_json)
    if wants_profile:
        profile(plan, database or SQLITE, console)
        return
    began = time.perf_counter()
    try:
        results = asyncio.run(measure(plan, settings_of(database, processes), console))
    except NoShares as impossible:
        raise click.ClickException(str(impossible)) from None
    if wants_json:
        click.echo(json.dumps(as_json(results), indent=2))
        return
    for kind in plan.kinds:
        console.print(table(results, kind))
    console.print(table_of_processes(results))
    console.print(f"{machine()}; {time.perf_counter() - began:.0f} s in all")


def profile(plan: Plan, database: str, console: Console) -> None:
    with DATABASES[database]() as environment, console.status("") as status:
        written = asyncio.run(profiled(plan, environment, status.update))
        for each in tables(written, plan.flood * len(plan.kinds)):
            console.print(each)


if __name__ == "__main__":
    main()
