"""What the page lets people do to the surroundings: time, Telegram's weather, the group, who there is."""

import asyncio
from datetime import timedelta

from aiohttp import web

from bot.sandbox import channels
from bot.sandbox.groups import BOT_RIGHTS
from bot.sandbox.model import JSON, Chat
from bot.sandbox.page_bodies import flag, json_body, number
from bot.sandbox.passing import pass_time
from bot.sandbox.replies import json_reply
from bot.sandbox.views import Views
from bot.sandbox.world import World

BOT_STATUSES = ("administrator", "member", "left")
LONGEST_TITLE = 128
LONGEST_STEP = 31 * 24
"""Hours by which the clock is moved at once."""
LINGER = 2.0
"""The bot looks at its timers once a second."""


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
            await pass_time(self._world, timedelta(hours=hours), bot_runs=self._views.bot_runs, linger=LINGER)
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

    async def add_group(self, request: web.Request) -> web.StreamResponse:
        """A group with the people of the first one. `as` comes along; `bot` is what the bot is there."""
        body, world = await json_body(request), self._world
        title = str(body.get("title") or "").strip()
        if not 1 <= len(title) <= LONGEST_TITLE:
            raise ValueError(f"The title of a group has 1 to {LONGEST_TITLE} characters.")
        forum, status = flag(body, "topics"), _bot_status(body)
        by = number(body, "as") if body.get("as") else None
        with world.change():
            group = world.found_group(title, forum=forum, by=by)
            self._set_bot(group, status)
        return json_reply({"chat": self._views.chat(group)})

    async def change_group(self, request: web.Request) -> web.StreamResponse:
        """`topics`: are there any. `bot`: "administrator", "member" or "left". A channel has no topics."""
        body, group = await json_body(request), self._group(request)
        topics = flag(body, "topics") if "topics" in body else None
        status = _bot_status(body) if "bot" in body else None
        with self._world.change():
            if topics is not None:
                if group.type == "channel":
                    raise ValueError("A channel has no topics.")
                self._world.set_forum(group.id, forum=topics)
            if status is not None:
                self._set_bot(group, status)
        return json_reply({"chat": self._views.chat(group)})

    def _set_bot(self, group: Chat, status: str) -> None:
        """As an administrator it gets the rights that the README asks for."""
        world = self._world
        me = group.member(world.bot.id)
        if status == "left":
            world.leave(group.id, world.bot.id, kicked=True)
        elif status == "administrator" and me.status != "administrator":
            rights = channels.BOT_RIGHTS if group.type == "channel" else BOT_RIGHTS
            world.join(group.id, world.bot.id, status="administrator", rights=rights)
        elif status == "member" and me.status != "member":
            world.join(group.id, world.bot.id)

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


def _bot_status(body: JSON) -> str:
    status = str(body.get("bot"))
    if status not in BOT_STATUSES:
        raise ValueError(f"The bot is one of: {', '.join(BOT_STATUSES)}.")
    return status
