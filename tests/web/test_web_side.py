"""What the bot serves over HTTP."""

import pytest
from aiohttp import ClientSession, web

from bot.web.health import healthz
from bot.web.server import CannotListen, WebSide


async def test_the_process_says_that_it_is_alive() -> None:
    side = WebSide("127.0.0.1", 0, [web.get("/healthz", healthz)])
    address = await side.listen()

    async with ClientSession() as session, session.get(f"{address}/healthz") as response:
        assert (response.status, await response.text()) == (200, "ok\n")
    await side.close()


async def test_a_taken_port_is_named_with_the_remedy() -> None:
    first = WebSide("127.0.0.1", 0, [])
    port = int((await first.listen()).rpartition(":")[2])

    with pytest.raises(CannotListen, match=rf"^Cannot listen on 127\.0\.0\.1:{port} .*Set WEB_PORT"):
        await WebSide("127.0.0.1", port, []).listen()
    await first.close()
