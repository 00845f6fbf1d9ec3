"""A page that listens and posts."""

import asyncio
import json
from typing import Any

import aiohttp

from tests.patience import PATIENCE
from tests.sandbox.driving import Server


class Events:
    """A page that listens."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def next(self, *kinds: str) -> dict[str, Any]:
        """The next event of one of these kinds."""
        while True:
            line = await asyncio.wait_for(self._response.content.readline(), PATIENCE)
            if line.startswith(b"data: "):
                event: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
                if not kinds or event["kind"] in kinds:
                    return event


async def post(server: Server, path: str, /, **body: Any) -> dict[str, Any]:
    async with server.http.post(f"{server.url}/sandbox/{path}", json=body) as response:
        answer: dict[str, Any] = await response.json()
        return answer | {"status": response.status}


async def delete(server: Server, path: str) -> dict[str, Any]:
    async with server.http.delete(f"{server.url}/sandbox/{path}") as response:
        answer: dict[str, Any] = await response.json()
        return answer | {"status": response.status}


async def state(server: Server) -> dict[str, Any]:
    async with server.http.get(f"{server.url}/sandbox/state") as response:
        assert response.headers["Cache-Control"] == "no-store"
        shown: dict[str, Any] = await response.json()
        return shown
