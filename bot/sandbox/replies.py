"""Answers of the HTTP side, and what every request to it goes through."""

import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.model import JSON

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The page's faults as sentences; no other site may act here through somebody's browser."""
    if not request.path.startswith("/sandbox/"):
        return await handler(request)
    origin = request.headers.get("Origin")
    if origin is not None and request.method != "GET" and urlsplit(origin).netloc != request.host:
        return json_reply({"error": "This comes from another site."}, status=403)
    try:
        return await handler(request)
    except web.HTTPRequestEntityTooLarge:
        await read_to_the_end(request)
        return json_reply({"error": "The file is too big for the sandbox."}, status=413)
    except (KeyError, IndexError):
        raise  # a bug, not a wrong doing
    except (ValueError, LookupError) as fault:
        return json_reply({"error": str(fault)}, status=400)


async def read_to_the_end(request: web.Request) -> None:
    """Take the rest of a body that was refused: the sender reads no answer before it has sent all."""
    async for _ in request.content.iter_any():
        pass


def json_reply(body: JSON, status: int = 200) -> web.Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return web.Response(
        status=status,
        body=text.encode("utf-8", "replace"),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
