"""One bot after the other under the same loads."""

import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.bots import Bots, echoing, ours
from tests.benchmarks.figures import Load, Result
from tests.benchmarks.kinds import Kind, echoed, writers
from tests.benchmarks.load import Write, flood, steady
from tests.benchmarks.scene import Scene, stage
from tests.benchmarks.shares import shared_out

RATE = 25.0
"""Updates a second, which is about as many as Telegram lets a bot answer."""

ECHO = "echo"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    kinds: Sequence[Kind]
    customers: int
    steady: int
    """Messages at the steady rate."""
    flood: int
    """Messages while there is always somebody who waits."""
    share: float | None = None
    """Of a core, for each process of the bot; None: whatever there is."""


async def floor(plan: Plan, tell: Progress) -> Result:
    """A bare bot: it has no forms and no tickets, and does the same for every message."""
    async with stage(plan.customers) as scene, echoing(scene.world, scene.address) as bots:
        result = Result("bare echo", start_seconds=bots.start_seconds)
        result.loads[ECHO] = await under_load(plan, scene, bots, echoed(scene), tell)
        result.resident_mib = bots.resident_mib()
    return result


async def bot(
    plan: Plan, name: str, environment: Mapping[str, str], processes: int, tell: Progress
) -> Result:
    async with (
        stage(plan.customers) as scene,
        ours(scene.world, scene.address, scene.group, environment, processes=processes) as bots,
    ):
        result = Result(name, start_seconds=bots.start_seconds)
        tell("people fill in forms and submit them")
        await scene.prepare(plan.customers if set(plan.kinds) - {Kind.FORMS} else 0)
        pids = [each.pid for each in bots.processes]
        with shared_out(pids, plan.share) if plan.share else nullcontext():
            for kind in plan.kinds:
                result.loads[kind] = await under_load(plan, scene, bots, writers(scene, kind), tell)
        result.resident_mib = bots.resident_mib()
    return result


async def under_load(plan: Plan, scene: Scene, bots: Bots, people: Sequence[Write], tell: Progress) -> Load:
    """First at the steady rate, then as fast as it goes."""
    load = Load()
    await scene.watch.quiet()
    cpu, statements = bots.cpu_seconds(), bots.statements()
    tell(f"{plan.steady} messages at {RATE:g} a second")
    load.latencies = await steady(scene.watch, people, rate=RATE, number=plan.steady)
    await scene.watch.quiet()
    tell(f"{plan.flood} messages as fast as it goes")
    load.per_second = await flood(scene.watch, people, number=plan.flood)
    await scene.watch.quiet()
    load.handled = plan.steady + plan.flood
    load.cpu_seconds = bots.cpu_seconds() - cpu
    load.statements = bots.statements() - statements
    return load


async def profiled(plan: Plan, environment: Mapping[str, str], tell: Progress) -> Path:
    """What takes the time while people write as fast as it goes; with a profile it takes longer."""
    written = Path(environment["DATA_DIR"]) / "profile"
    async with (
        stage(plan.customers) as scene,
        ours(scene.world, scene.address, scene.group, {**environment, "PROFILE_FILE": str(written)}) as bots,
    ):
        tell("people fill in forms and submit them")
        await scene.prepare(plan.customers if set(plan.kinds) - {Kind.FORMS} else 0)
        await scene.watch.quiet()
        bots.processes[0].send_signal(signal.SIGUSR1)
        for kind in plan.kinds:
            tell(f"{kind}: {plan.flood} messages under the profile")
            await flood(scene.watch, writers(scene, kind), number=plan.flood)
        await scene.watch.quiet()
    return written
