"""How long a week's statistics take in a large database: `uv run python -m tests.benchmarks.statistics`.

The tickets are spread evenly over so many days; what a week costs depends on how many of them lie in it.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import insert

from bot.catalog.loader import load_catalog
from bot.catalog.products import Catalog
from bot.clock import SystemClock
from bot.domain.clocks import Run, clocks_as_json
from bot.domain.product import Product
from bot.domain.report_period import ReportPeriod
from bot.domain.targets import ClockKind
from bot.drawing.artist import ChildArtist
from bot.services.reporting import count
from storage import tables
from storage.engine import create_engine
from storage.migrate import migrate
from storage.statistics import SqlStatistics
from storage.unit_of_work import SqlDatabase

UNTIL = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
HOUR = timedelta(hours=1)
PIECE = 2000


def _ticket(
    number: int, product: Product, at: datetime, chance: random.Random
) -> tuple[dict[str, Any], list[Any]]:
    answered, resolved = at + HOUR * chance.expovariate(0.3), at + HOUR * chance.expovariate(0.05)
    resolved = max(resolved, answered)
    run = Run(1, at)
    clocks = {ClockKind.FIRST_RESPONSE: run.stop(answered), ClockKind.RESOLUTION: run.pause(resolved)}
    agent = chance.randint(1, 10)
    acts = [
        ("submitted", "T1", "new", "customer", number, at, {}),
        ("taken", "T6", "open", "agent", agent, answered, {"agent_id": agent}),
        ("agent_wrote", "T7", "open", "agent", agent, answered, {"message_id": number}),
        ("customer_wrote", "T34", "open", "customer", number, answered + HOUR / 9, {"message_id": number}),
        ("agent_wrote", "T7", "open", "agent", agent, resolved - HOUR / 9, {"message_id": number}),
        ("resolution_delivered", "T14", "resolved", "agent", agent, resolved, {"message_id": number}),
        ("confirmed", "T17", "closed", "customer", number, resolved + HOUR, {}),
        ("rated", "T17a", "closed", "customer", number, resolved + HOUR, {"stars": chance.randint(3, 5)}),
    ]
    row = {
        "id": number,
        "number": number,
        "draft_id": number,
        "customer_id": 1,
        "state": "closed",
        "product_id": product.id,
        "prefix": product.prefix,
        "type_id": product.types[0].id,
        "policy_version": product.policy_version,
        "priority": "normal",
        "work_stopped": False,
        "subject": "Экспорт не работает",
        "form": [],
        "additions": [],
        "enclosed": [],
        "version": 8,
        "registered_at": at,
        "department": "support",
        "resolution_no": 1,
        "clocks": clocks_as_json(clocks),
    }
    names = ("event", "transition", "to", "actor_kind", "actor_id", "happened_at", "data")
    entries = [
        {"ticket_id": number, **dict(zip(names, act, strict=True)), "recorded_at": act[5]} for act in acts
    ]
    return row, entries


def _rows(catalog: Catalog, tickets: int, days: float) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    chance = random.Random(1)
    for number in range(1, tickets + 1):
        at = UNTIL - timedelta(days=days * (1 - number / tickets))
        yield _ticket(number, chance.choice(catalog.all()), at, chance)


async def fill(database: SqlDatabase, catalog: Catalog, tickets: int, days: float) -> None:
    async with database.engine.begin() as connection:
        person = {"id": 1, "channel": "telegram", "address": "1", "name": "Анна", "language": "ru"}
        person |= {"language_chosen": False, "version": 1}
        await connection.execute(insert(tables.customers), [person])
        agents = [{"id": each, "address": str(each), "name": f"Агент {each}"} for each in range(1, 11)]
        await connection.execute(insert(tables.agents), agents)
        versions = [
            {"product_id": each.id, "version": each.policy_version, "body": each.policy.as_json()}
            for each in catalog.all()
        ]
        await connection.execute(insert(tables.policies), versions)
    rows = _rows(catalog, tickets, days)
    while piece := list(islice(rows, PIECE)):
        async with database.engine.begin() as connection:
            await connection.execute(insert(tables.tickets), [row for row, _ in piece])
            await connection.execute(
                insert(tables.events), [each for _, entries in piece for each in entries]
            )


async def _longest_pause(done: asyncio.Event) -> float:
    """The longest time for which the loop did nothing else."""
    longest = 0.0
    while not done.is_set():
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - before)
    return longest


async def measure(tickets: int, spread: float, days: int, rounds: int) -> None:
    catalog = load_catalog()
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite+aiosqlite:///{Path(folder) / 'support.sqlite3'}")
        await migrate(engine)
        database = SqlDatabase(engine, SystemClock())
        await fill(database, catalog, tickets, spread)
        period = ReportPeriod.last_days(days, MOSCOW, UNTIL)
        took, pauses = [], []
        figures: dict[str, Any] | None = None
        for _ in range(rounds):
            done = asyncio.Event()
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(_longest_pause(done))
                begin = time.perf_counter()
                figures = await count(SqlStatistics(database), period, catalog.all())
                took.append(time.perf_counter() - begin)
                done.set()
            pauses.append(watching.result())
        await database.close()
    bars = [each.isoformat() for each in period.bars()]
    told = {
        **(figures or {}),
        "kind": "asked",
        "period": {**period.as_json(), "grain": period.grain, "bars": bars},
    }
    begin = time.perf_counter()
    picture = await ChildArtist(catalog).draw(told, "ru")
    drawing = time.perf_counter() - begin
    registered = told["total"]["registered"]
    took.sort()
    print(  # noqa: T201
        f"{tickets} tickets over {spread:g} days; {registered} of them in {days} days: counted in "
        f"{took[len(took) // 2]:.2f} s (median), {took[int(len(took) * 0.95)]:.2f} s (95th percentile); "
        f"the loop paused for {max(pauses) * 1000:.0f} ms at the most; "
        f"drawn in {drawing:.2f} s, {len(picture) // 1000} kB"
    )


@click.command()
@click.option("--tickets", default=100_000)
@click.option("--spread", default=365.0, help="Days.")
@click.option("--days", default=7)
@click.option("--rounds", default=20)
def main(tickets: int, spread: float, days: int, rounds: int) -> None:
    asyncio.run(measure(tickets, spread, days, rounds))


if __name__ == "__main__":
    main()
