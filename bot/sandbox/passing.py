"""Hours and days that pass at once, without the bot's missing anything."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from bot.sandbox.model import Call
from bot.sandbox.world import World

LONGEST_HOP = timedelta(hours=11)
"""Telegram keeps an update for a day: a bot that asks after each hop misses none."""
FETCH_WAIT = 45.0
"""Seconds of the wall clock; longer than the bot ever rests after a failure."""


async def pass_time(
    world: World, span: timedelta, *, bot_runs: Callable[[], bool], linger: float = 0.0
) -> None:
    """Move the clock in hops, each followed by a completed getUpdates as long as the bot runs.

    `linger`: seconds of the wall clock that the bot has after each hop to do what has become due.

    Raises ValueError where a running bot does not ask for updates: the rest of the time does not pass.
    """
    while span > timedelta(0):
        hop = min(span, LONGEST_HOP)
        span -= hop
        await _until(world, lambda: not bot_runs() or world.queue.poller is not None)
        before = _last_fetch(world)
        world.clock.move(hop)
        await _until(world, _asked_since(world, before, bot_runs))
        if bot_runs():
            await asyncio.sleep(linger)


def _asked_since(world: World, before: Call | None, bot_runs: Callable[[], bool]) -> Callable[[], bool]:
    return lambda: not bot_runs() or _last_fetch(world) is not before


async def _until(world: World, condition: Callable[[], bool]) -> None:
    try:
        await world.wait_for(condition, timeout=FETCH_WAIT)
    except TimeoutError:
        raise ValueError("The bot does not ask for updates, so the clock was stopped.") from None


def _last_fetch(world: World) -> Call | None:
    return next(
        (call for call in reversed(world.calls) if call.method == "getUpdates" and call.status == 200), None
    )
