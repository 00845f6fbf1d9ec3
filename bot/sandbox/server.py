"""The HTTP server: Telegram's side for the bot, and the page for people."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from bot.sandbox.api import answer
from bot.sandbox.delivery import Deliverer
from bot.sandbox.errors import ApiError, bad_request, too_large
from bot.sandbox.files import MAX_DOWNLOAD, MAX_UPLOAD, MEBIBYTE
from bot.sandbox.model import JSON
from bot.sandbox.page_api import add_page_api
from bot.sandbox.params import Incoming
from bot.sandbox.replies import json_reply, read_to_the_end
from bot.sandbox.views import BotControl
from bot.sandbox.world import World

PAGE_DIR = Path(__file__).parent / "page"


def create_app(
    world: World, *, bot_control: BotControl | None = None, page_dir: Path | None = None
) -> web.Application:
    """The whole stand-in. With `bot_control` the page can stop, kill and start the bot."""
    app = web.Application(client_max_size=MAX_UPLOAD + 2 * MEBIBYTE)
    server = _BotApi(world)
    app.router.add_route("*", "/bot{token}/{method}", server.call)
    app.router.add_get("/file/bot{token}/{path:.+}", server.download)
    add_page_api(app, world, bot_control, page_dir or PAGE_DIR)

    async def close(_app: web.Application) -> None:
        world.end_waits()

    async def deliver(_app: web.Application) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            delivering = tasks.create_task(Deliverer(world).run())
            yield
            delivering.cancel()

    app.on_shutdown.append(close)
    app.cleanup_ctx.append(deliver)
    return app


class _BotApi:
    def __init__(self, world: World) -> None:
        self._world = world

    async def call(self, request: web.Request) -> web.Response:
        try:
            values, files = await _read(request)
        except web.HTTPRequestEntityTooLarge:
            await read_to_the_end(request)
            return _refused(too_large())
        except ApiError as refusal:
            return _refused(refusal)
        reply = await answer(
            self._world,
            request.match_info["token"],
            request.match_info["method"],
            values,
            files,
            alive=lambda: request.transport is not None,
        )
        if reply.dropped:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=502)
        if reply.page is not None:
            return web.Response(status=reply.status, text=reply.page, content_type="text/html")
        return json_reply(reply.body or {}, reply.status)

    async def download(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self._world.token:
            return _refused(ApiError(401, "Unauthorized"))
        file = self._world.files.at(request.match_info["path"])
        if file is None or file.size > MAX_DOWNLOAD:
            return _refused(ApiError(404, "Not Found"))
        return web.Response(body=self._world.files.content(file), content_type="application/octet-stream")


async def _read(request: web.Request) -> tuple[JSON, dict[str, Incoming]]:
    """Parameters from the query and from a JSON, urlencoded or multipart body."""
    values: JSON = dict(request.query)
    files: dict[str, Incoming] = {}
    if not request.body_exists:
        return values, files
    if request.content_type == "application/json":
        body = await request.read()
        try:
            values |= json.loads(body or b"{}")
        except (ValueError, TypeError):
            raise bad_request("can't parse JSON object") from None
        return values, files
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            content = value.file.read()
            if len(content) > MAX_UPLOAD:
                raise too_large()
            files[name] = Incoming(value.filename, content, value.content_type)
        else:
            values[name] = value if isinstance(value, str) else bytes(value).decode()
    return values, files


def _refused(refusal: ApiError) -> web.Response:
    return json_reply(refusal.body(), refusal.status)
