"""Where a life takes place: a world with two staff groups and a group of nobody's, and a bot that dies."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.sandbox.clock import SandboxClock
from bot.sandbox.model import Chat, Status
from bot.sandbox.world import World
from tests.conftest import RIGHTS
from tests.crash.bots import Bots, zygote
from tests.crash.deadly import Journal
from tests.crash.life import Life, in_a_life, products
from tests.crash.registering import Steadfast, SteadfastAgent
from tests.running import TOKEN, telegram


@asynccontextmanager
async def a_life(folder: Path) -> AsyncIterator[Life]:
    """It begins with an empty folder: the first bot makes the database."""
    world = World(SandboxClock())
    world.create_bot(TOKEN, "Support", "support_bot")
    group, second = (world.create_group(title, forum=True) for title in ("Staff", "Second line"))
    nobodys = world.create_group("Nobody's", basic=True)
    for each, rights in ((group, RIGHTS), (second, RIGHTS), (nobodys, None)):
        world.join(each.id, world.bot.id, status="administrator", rights=rights)
    agent, specialist = (_member(world, name, where) for name, where in (("Olga", group), ("Irina", second)))
    data, clock, broken, journal = (folder / name for name in ("data", "clock", "broken", "journal"))
    data.mkdir()
    clock.write_text("0", encoding="ascii")
    broken.write_text("", encoding="ascii")
    async with telegram(world) as address, zygote() as herd:
        bots = Bots(
            herd,
            world,
            address,
            data,
            group.id,
            clock=clock,
            order={"journal": str(journal), "broken": str(broken)},
            staff_language="en",
            admin_ids=f"{agent.id},{specialist.id}",
            products_dir=str(products(folder / "products")),
            web_port=0,
        )
        life = Life(
            world=world,
            folder=data,
            bots=bots,
            journal=Journal(journal),
            clock=clock,
            broken=broken,
            products=folder / "products",
            customer=in_a_life(Steadfast(world, "Anna", "104582")),
            agent=agent,
            specialist=specialist,
            stranger=_member(world, "Stranger", nobodys, status="member"),
        )
        await bots.start()
        reviving = asyncio.get_running_loop().create_task(bots.revive())
        try:
            yield life
        finally:
            reviving.cancel()
            await bots.kill()


def _member(world: World, name: str, group: Chat, *, status: Status = "creator") -> SteadfastAgent:
    user = world.create_user(name, username=name.lower(), side="staff")
    world.join(group.id, user.id, status=status)
    return in_a_life(SteadfastAgent(world, user.id, group.id, "en"))
