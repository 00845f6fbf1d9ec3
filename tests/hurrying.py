"""Telegram and the bot's limits at a faster pace: a minute costs seconds."""

import time

from bot.channels.telegram.limits import TELEGRAMS, Budget, Limits
from bot.sandbox.clock import SandboxClock
from bot.sandbox.world import World
from tests.running import TOKEN


class HurryingClock(SandboxClock):
    """What the stand-in counts by goes so many times as fast as the wall clock."""

    def __init__(self, pace: float) -> None:
        super().__init__()
        self._pace = pace
        self._began = time.time()

    def timestamp(self) -> float:
        return self._began + (time.time() - self._began) * self._pace


def hurrying_world(pace: float) -> World:
    """Its Telegram refuses whatever goes beyond its limits."""
    world = World(HurryingClock(pace))
    world.create_bot(TOKEN, "Support", "support_bot")
    world.limits.enabled = True
    return world


def at_pace(pace: float, limits: Limits = TELEGRAMS) -> Limits:
    """The same limits, for a bot whose own seconds are as long as ever."""
    budgets = (limits.in_all, limits.per_private_chat, limits.per_group)
    return Limits(*(Budget(each.calls, each.seconds / pace) for each in budgets))


def refused(world: World) -> list[str]:
    """The calls that Telegram refused for going beyond its limits."""
    return [call.method for call in world.calls if call.status == 429]
