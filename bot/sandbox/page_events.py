"""The state for the page, and the stream of events after it."""

import asyncio
import json

from aiohttp import web

from bot.sandbox.model import JSON
from bot.sandbox.replies import json_reply
from bot.sandbox.views import Views
from bot.sandbox.world import World

HEARTBEAT = 15.0
"""Seconds of silence after which the stream shows that it lives."""


class PageEvents:
    def __init__(self, world: World, views: Views) -> None:
        self._world = world
        self._views = views

    async def state(self, _request: web.Request) -> web.StreamResponse:
        return json_reply(self._views.state())

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-Sent Events after the number `since`, until the page or the server goes."""
        world, generation, now = self._world, self._world.generation, asyncio.get_running_loop().time
        since = int(request.query.get("since", "0"))
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        spoke = now()
        try:
            while world.generation == generation:
                text, since = self._news(since)
                if not text and now() - spoke >= HEARTBEAT:
                    text = ": still here\n\n"
                if text:
                    spoke = now()
                    await response.write(text.encode())
                else:
                    await world.changed.wait(spoke + HEARTBEAT - now())
        except ConnectionError:
            pass
        return response

    def _news(self, since: int) -> tuple[str, int]:
        """The events after that number as text, and the number reached."""
        events = self._world.feed.since(since)
        if events is None:
            seq = self._world.feed.seq
            return _event({"seq": seq, "kind": "reset"}), seq
        shown = [self._views.event(seq, event) for seq, event in events]
        return "".join(_event(one) for one in shown if one is not None), events[-1][0] if events else since


def _event(event: JSON) -> str:
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
