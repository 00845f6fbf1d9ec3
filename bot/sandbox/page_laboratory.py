"""What the page lets people do to the surroundings: time, Telegram's weather, the group, who there is."""

import asyncio
from datetime import timedelta

from aiohttp import web

from bot.sandbox.groups import BOT_RIGHTS
from bot.sandbox.model import Chat
from bot.sandbox.page_bodies import flag, json_body, number
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

    async def change_surroundings(self, request: web.Request) -> web.StreamResponse:
        """Telegram's weather, and whether its limits hold."""
        body, world = await json_body(request), self._world
        limits = flag(body, "limits") if "limits" in body else world.limits.enabled
        if "weather" in body:
            world.weather.turn(str(body["weather"]))
        world.limits.enabled = limits
        world.surroundings_changed()
        return json_reply({"surroundings": self._views.surroundings()})

    async def change_group(self, request: web.Request) -> web.StreamResponse:
        """`topics`: are there any. `bot`: is it in the group; it comes back as the administrator it was."""
        body, group = await json_body(request), self._group(request)
        world = self._world
        wanted = {name: flag(body, name) for name in ("topics", "bot") if name in body}
        with world.change():
            if "topics" in wanted:
                world.set_forum(group.id, forum=wanted["topics"])
            if "bot" in wanted and wanted["bot"] != group.member(world.bot.id).present:
                if wanted["bot"]:
                    world.join(group.id, world.bot.id, status="administrator", rights=BOT_RIGHTS)
                else:
                    world.leave(group.id, world.bot.id, kicked=True)
        return json_reply({"chat": self._views.chat(group)})

    async def migrate_group(self, request: web.Request) -> web.StreamResponse:
        return json_reply({"chat": self._views.chat(self._world.migrate(self._group(request).id))})

    async def delete_topic(self, request: web.Request) -> web.StreamResponse:
        group = self._group(request)
        self._world.delete_topic(group.id, int(request.match_info["thread"]))
        return json_reply({"chat": self._views.chat(group)})

    async def remove_person(self, request: web.Request) -> web.StreamResponse:
        user = self._world.user(int(request.match_info["user_id"]))
        if user.is_bot:
            raise ValueError("The bot is removed from groups only.")
        self._world.delete_account(user.id)
        return json_reply({"person": self._views.person(user)})

    def _group(self, request: web.Request) -> Chat:
        """Raises ValueError for one that has become another."""
        group = self._world.chat(int(request.match_info["chat_id"]))
        if group.migrated_to is not None:
            raise ValueError(f"The group has another id now: {group.migrated_to}.")
        return group
