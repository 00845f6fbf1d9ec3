"""Updates are brought to whichever replica a proxy chooses, and one is killed in the middle: nothing is lost
or handled twice, and each customer's words stay in order. What got no answer, Telegram brings again."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from aiohttp import ClientError, ClientSession, web

from bot.sandbox import delivery
from bot.sandbox.world import World
from tests.caddy import caddy, needs_caddy
from tests.crash.registering import Steadfast, SteadfastAgent
from tests.replicas.fleet import Fleet
from tests.replicas.talking import WORDS, all_is_there, register, write_on
from tests.servers import free_port

pytestmark = pytest.mark.timeout(600)  # real processes, where the machine is busy

SOON = 12
"""Commits of a replica, of which a few are those of its start."""

ADDRESSES = ("127.0.0.1", "127.0.0.2")


class Proxy:
    """Each request to the next replica, whether it lives or not."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: Counter[tuple[str, int]] = Counter()
        self._turns = 0

    async def pass_on(self, request: web.Request) -> web.Response:
        self._turns += 1
        chosen = ADDRESSES[self._turns % len(ADDRESSES)]
        body, headers = await request.read(), request.headers
        try:
            async with (
                ClientSession() as http,
                http.post(f"http://{chosen}:{self.port}{request.path}", data=body, headers=headers) as told,
            ):
                status = told.status
        except ClientError:
            status = 502
        self.answers[chosen, status] += 1
        return web.Response(status=status)


@asynccontextmanager
async def listening(proxy: Proxy) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes([web.post("/telegram/updates", proxy.pass_on)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture(autouse=True)
def soon_again(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(delivery, "FIRST_BACK_OFF", 0.05)
    monkeypatch.setattr(delivery, "LONGEST_BACK_OFF", 0.2)
    world.plain_webhooks = True


async def test_behind_a_proxy_that_takes_turns_a_replica_may_die(
    fleet: Fleet, customers: list[Steadfast], staff: SteadfastAgent
) -> None:
    proxy = Proxy(free_port())
    async with listening(proxy) as address:
        await _one_after_the_other_dies(fleet, customers, staff, address=address, port=proxy.port)
    for each in ADDRESSES:
        assert proxy.answers[each, 200]
        assert proxy.answers[each, 502], "it was asked when it was gone"


async def test_behind_caddy_as_it_is_documented_a_replica_may_die(
    fleet: Fleet, customers: list[Steadfast], staff: SteadfastAgent, tmp_path: Path
) -> None:
    needs_caddy()
    port = free_port()
    async with caddy(tmp_path, port, ADDRESSES) as address:
        await _one_after_the_other_dies(fleet, customers, staff, address=address, port=port)


async def _one_after_the_other_dies(
    fleet: Fleet, customers: list[Steadfast], staff: SteadfastAgent, *, address: str, port: int
) -> None:
    """While customers write; the first at a commit, before it has answered, the second at any moment."""

    async def start(host: str, **order: object) -> int:
        hook = {"webhook_url": f"{address}/telegram/updates", "web_host": host, "web_port": port}
        return await fleet.start(settings={**fleet.settings, **hook}, **order)

    first, second = ADDRESSES
    staying = await start(first)
    await fleet.size(1)
    numbers = await register(customers)
    mortal = await start(second, die_at=SOON, when="after")
    written = 0
    while psutil.pid_exists(mortal):
        await write_on(customers, written, pause=0.2)
        written += WORDS
    fleet.pids.remove(mortal)
    await start(second)
    await fleet.size(2)
    writing = asyncio.gather(write_on(customers, written, pause=0.2))
    await fleet.kill(staying)
    await writing
    await all_is_there(fleet, customers, staff, numbers, written + WORDS)
