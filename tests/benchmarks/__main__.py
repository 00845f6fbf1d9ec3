"""Measures the bot beside a bare aiogram echo bot, on the same stand-in, in the same run.

    uv run python -m tests.benchmarks [--json]

Ratios are what counts: the machine's speed drifts.
"""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bot.sandbox.clock import SandboxClock
from bot.sandbox.world import World
from tests.benchmarks.load import Figures, Stopwatch, burst, polling, process, steady
from tests.conftest import RIGHTS
from tests.running import TOKEN, telegram

RATE = 25.0
STEADY = 500
BURST_CUSTOMERS = 200
BURST_ROUNDS = 5


def new_world(watch: Stopwatch) -> tuple[World, list[int], int]:
    """A world with customers and a staff group."""
    world = World(SandboxClock())
    world.calls = watch
    world.create_bot(TOKEN, "Support", "support_bot")
    group = world.create_group("Staff", forum=True)
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    customers = [world.create_user(f"Customer {n}", language_code="en").id for n in range(BURST_CUSTOMERS)]
    return world, customers, group.id


async def measure(module: str, *, ours: bool) -> Figures:
    """Form answers, as far as the bot knows forms; an echo bot echoes them."""
    watch, figures = Stopwatch(), Figures()
    world, customers, group = new_world(watch)
    with tempfile.TemporaryDirectory() as folder:
        statements = Path(folder) / "statements"
        async with telegram(world) as address:
            environment = {
                "BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": address,
                "DATA_DIR": folder,
                "STAFF_CHAT_ID": str(group),
                "LOG_LEVEL": "WARNING",
                "STATEMENTS_FILE": str(statements),
            }
            async with process(module, environment) as bot:
                figures.start_seconds = await polling(world)
                await asyncio.sleep(1.0)
                await begin_forms(world, watch, customers, ours=ours)
                before = cpu(bot)

                def write(index: int) -> None:
                    customer = customers[index % len(customers)]
                    watch.wrote(customer)
                    world.write(customer, customer, ANSWERS[index // len(customers) % len(ANSWERS)])

                await steady(watch, write, rate=RATE, number=STEADY)
                figures.latencies = list(watch.latencies)
                for _ in range(BURST_ROUNDS):
                    figures.seconds += await burst(watch, write, number=len(customers))
                figures.updates = BURST_ROUNDS * len(customers)
                figures.cpu_seconds = cpu(bot) - before
                figures.resident_mib = bot.memory_info().rss / 2**20
        if ours:
            figures.statements = int(statements.read_text())
    return figures


ANSWERS = ("no number here", "still none", "none at all")
"""To the question for the account number: refused with a hint, so that every round costs the same."""


async def begin_forms(world: World, watch: Stopwatch, customers: list[int], *, ours: bool) -> None:
    if not ours:
        return
    for step in ("start", "e-Comet", "Incident", "Agree", "subject"):
        for customer in customers:
            watch.wrote(customer)
            if step == "start":
                world.start(customer)
            elif step == "subject":
                world.write(customer, customer, "Export fails")
            else:
                world.press(customer, customer, world.messages(customer)[-1]["message_id"], text=step)
        await watch.all_answered.wait()
        await asyncio.sleep(0.2)
    watch.latencies.clear()


def cpu(bot: psutil.Process) -> float:
    times = bot.cpu_times()
    return float(times.user + times.system)


async def main() -> None:
    began = time.perf_counter()
    figures = {
        "support-bot": await measure("tests.benchmarks.unlimited", ours=True),
        "bare echo": await measure("tests.benchmarks.echo", ours=False),
    }
    handled = STEADY + BURST_ROUNDS * BURST_CUSTOMERS
    ours, floor = figures["support-bot"], figures["bare echo"]
    rows = [
        ("update to first call, median, ms", ours.median_ms, floor.median_ms),
        ("update to first call, 95th percentile, ms", ours.p95_ms, floor.p95_ms),
        ("updates a second, burst", ours.per_second, floor.per_second),
        ("CPU ms an update", ours.cpu_seconds / handled * 1000, floor.cpu_seconds / handled * 1000),
        ("resident memory, MiB", ours.resident_mib, floor.resident_mib),
        ("start to first poll, s", ours.start_seconds, floor.start_seconds),
    ]
    if "--json" in sys.argv:
        print(json.dumps({name: {"ours": mine, "floor": bare} for name, mine, bare in rows}, indent=2))  # noqa: T201
        return
    table = Table("", "support-bot", "bare echo", "ratio", title="Form answers, SQLite, one process")
    for name, mine, bare in rows:
        table.add_row(name, f"{mine:.1f}", f"{bare:.1f}", f"{mine / bare:.2f}")
    Console().print(table)
    Console().print(f"{time.perf_counter() - began:.0f} s in all")


if __name__ == "__main__":
    asyncio.run(main())
