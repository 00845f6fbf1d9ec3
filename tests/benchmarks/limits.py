"""How much of Telegram's limits the bot uses while work waits, at Telegram's own pace.

    uv run python -m tests.benchmarks.limits

A thousand customers write at once while the staff group has sixty messages to get. Then the bot is killed in
the middle of such a crowd and started again. Nothing may be refused.
"""

import asyncio
import sys
import tempfile

from bot.sandbox.clock import SandboxClock
from bot.sandbox.world import World
from tests.benchmarks.bots import polling, process
from tests.conftest import RIGHTS
from tests.hurrying import refused
from tests.running import TOKEN, telegram

CUSTOMERS = 1000
ASKED_IN_GROUP = 60
LONGEST = 600.0
COUNTED = (
    "sendMessage",
    "copyMessage",
    "copyMessages",
    "editMessageText",
    "createForumTopic",
    "pinChatMessage",
)


async def main() -> None:
    world = World(SandboxClock())
    world.create_bot(TOKEN, "Support", "support_bot")
    world.limits.enabled = True
    group = world.create_group("Staff", forum=True)
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    agent = world.create_user("Olga", side="staff")
    world.join(group.id, agent.id)
    people = [world.create_user(f"Customer {each}", language_code="en").id for each in range(CUSTOMERS)]
    with tempfile.TemporaryDirectory() as folder:
        async with telegram(world) as address:
            environment = {
                "BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": address,
                "DATA_DIR": folder,
                "STAFF_CHAT_ID": str(group.id),
                "WEB_PORT": "0",
                "LOG_LEVEL": "WARNING",
            }
            async with process("bot", environment):
                await polling(world)
                crowd(world, people, group.id, agent.id)
                await world.wait_for(lambda: _all_served(world, people, group.id), timeout=LONGEST)
                _say(world, group.id)
            world.calls.clear()
            async with process("bot", environment) as killed:
                await polling(world)
                crowd(world, people[:200], group.id, agent.id)
                await world.wait_for(lambda: len(_times(world)) > 60, timeout=LONGEST)
                killed.kill()
            world.queue.poller = None
            async with process("bot", environment):
                await polling(world)
                await world.wait_for(lambda: len(_times(world)) > 250, timeout=LONGEST)
            sys.stdout.write(f"after a kill: {len(refused(world))} refused of {len(_times(world))}\n")


def crowd(world: World, people: list[int], group: int, agent: int) -> None:
    for _ in range(ASKED_IN_GROUP):
        world.write(agent, group, "/help")
    for person in people:
        world.write(person, person, "/help")


def _all_served(world: World, people: list[int], group: int) -> bool:
    return len(_times(world)) >= len(people) + ASKED_IN_GROUP and len(_times(world, group)) >= ASKED_IN_GROUP


def _times(world: World, chat: int | None = None) -> list[float]:
    return [
        call.at.timestamp()
        for call in world.calls
        if call.method in COUNTED and call.status == 200 and chat in {None, int(call.params["chat_id"])}
    ]


def _say(world: World, group: int) -> None:
    everything, in_group = _times(world), _times(world, group)
    busy = [at for at in everything if at <= sorted(everything)[CUSTOMERS - 1]]
    for what, times, calls, seconds in (("in all", busy, 30, 1.0), ("group", in_group, 20, 60.0)):
        windows = int((max(times) - min(times)) / seconds)
        used = sum(at < min(times) + windows * seconds for at in times) / (windows * calls)
        sys.stdout.write(f"{what}: {used:.1%} of {calls} each {seconds:g} s, {len(times)} calls\n")
    sys.stdout.write(f"refused: {len(refused(world))}\n")


if __name__ == "__main__":
    asyncio.run(main())
