"""One customer, one agent, one bot that dies on order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.clock import SandboxClock
from bot.sandbox.world import World
from storage.engine import create_engine
from storage.migrate import migrate
from tests.conftest import RIGHTS
from tests.crash.bots import Bots, Zygote
from tests.crash.commits import When
from tests.crash.databases import Keeping, Kept
from tests.crash.registering import Steadfast, SteadfastAgent
from tests.patience import PATIENCE
from tests.running import TOKEN, telegram, webhook_settings


@dataclass(frozen=True, slots=True)
class Scene:
    world: World
    customer: Steadfast
    agent: SteadfastAgent
    bots: Bots
    folder: Path
    address: str
    """Telegram's."""
    kept: Kept


Story = Callable[[Scene], Awaitable[None]]


@asynccontextmanager
async def scene(
    zygote: Zygote, keeping: Keeping, folder: Path, *, webhook: bool = False
) -> AsyncIterator[Scene]:
    """A world and an empty database of its own."""
    await asyncio.to_thread(folder.mkdir)
    world = World(SandboxClock())
    world.create_bot(TOKEN, "Support", "support_bot")
    group = world.create_group("Staff", forum=True)
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    user = world.create_user("Olga", side="staff")
    world.join(group.id, user.id, status="member")
    async with telegram(world) as address, keeping(folder) as kept:
        way = webhook_settings(world) if webhook else {"web_port": 0}
        bots = Bots(zygote, world, address, folder, group.id, order=kept.order, **way, **kept.settings)
        try:
            yield Scene(
                world,
                Steadfast(world, "Anna", "104582"),
                SteadfastAgent(world, user.id, group.id, "ru"),
                bots,
                folder,
                address,
                kept,
            )
        finally:
            await bots.kill()


async def count_commits(scene: Scene, story: Story) -> int:
    """How many commits the story takes when nothing goes wrong; those of the stop are no part of it."""
    await scene.bots.start(count=str(_counted(scene)))
    await story(scene)
    await everything_is_handled(scene)
    made = _made(scene)
    await scene.bots.stop()
    return made


def _counted(scene: Scene) -> Path:
    return scene.folder / "commits"


def _made(scene: Scene) -> int:
    """Commits of the first bot."""
    return int(_counted(scene).read_text(encoding="ascii"))


async def die_and_go_on(scene: Scene, story: Story, *, die_at: int, when: When) -> None:
    """The story, with a bot that dies at one commit, if there are as many; one that lives follows."""
    await scene.bots.start(die_at=die_at, when=when, count=str(_counted(scene)))
    reviving = asyncio.get_running_loop().create_task(scene.bots.revive())
    try:
        await story(scene)
        await everything_is_handled(scene)
        await _has_not_outlived(scene, die_at)
    finally:
        reviving.cancel()
    await scene.bots.stop()


async def _has_not_outlived(scene: Scene, die_at: int) -> None:
    """Who has not died has not come to that commit."""
    async with asyncio.timeout(PATIENCE):
        while not scene.bots.deaths and _made(scene) > die_at:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)


async def everything_is_handled(scene: Scene) -> None:
    """What comes after all that somebody waits for, too: presses that were repeated in vain, say."""

    unhandled = "SELECT 1 FROM inbox WHERE status = 'waiting' LIMIT 1"
    async with asyncio.timeout(2 * PATIENCE):
        while scene.world.updates_pending() or await scene.kept.rows(unhandled):  # noqa: ASYNC110 - a file
            await asyncio.sleep(0.02)


async def empty_database(path: Path) -> Path:
    """A migrated file to copy from."""
    engine = create_engine(f"sqlite+aiosqlite:///{path}")
    await migrate(engine)
    await engine.dispose()
    return path
