"""What the page lets people do to the surroundings: time, for a start."""

import asyncio
from datetime import timedelta

from aiohttp import web

from bot.sandbox.page_bodies import json_body, number
from bot.sandbox.passing import pass_time
from bot.sandbox.replies import json_reply
from bot.sandbox.views import Views
from bot.sandbox.world import World

LONGEST_STEP = 31 * 24
"""Hours by which the clock is moved at once."""


class Laboratory:
    def __init__(self, world: World, views: Views) -> None:
        self._world = world
        self._views = views
        self._moving = asyncio.Lock()

    async def move_clock(self, request: web.Request) -> web.StreamResponse:
        """Answers when the time has passed for the bot too."""
        hours = number(await json_body(request), "hours")
        if not 1 <= hours <= LONGEST_STEP:
            raise ValueError(f"The clock is moved by 1 to {LONGEST_STEP} hours.")
        async with self._moving:
            await pass_time(self._world, timedelta(hours=hours), bot_runs=self._views.bot_runs)
        return json_reply({"now": self._views.now()})
