"""The Caddyfile of the documentation: it fits the composition, Caddy takes it, and nothing is lost in it."""

import json
import subprocess
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession

from bot.ingest.webhook import SECRET
from bot.sandbox import delivery
from bot.sandbox.world import World
from bot.services.incoming import RawUpdate
from bot.settings import Settings
from bot.web.server import BODY_LIMIT
from storage.unit_of_work import SqlDatabase
from tests.caddy import CADDYFILE, PROGRAM, caddy, environment, needs_caddy, upstream
from tests.ingest.conftest import clock, database, handed
from tests.ingest.front_door import statuses
from tests.ingest.test_webhook import KEY, Telegram, a_webhook, update
from tests.people import CustomerPerson
from tests.running import by_webhook, running
from tests.servers import sqlite_template, sqlite_url
from tests.storage.making import StandingClock
from tests.test_deployment import compose

__all__ = ["clock", "database", "handed", "sqlite_template", "sqlite_url"]

HERE = "127.0.0.1"


@pytest.fixture
def language() -> str:
    return "ru"


def test_it_leads_to_the_compositions_replicas() -> None:
    services = compose()["services"]
    host, port = upstream()
    assert services[host]["environment"]["WEB_PORT"] == str(port)
    assert services[host]["environment"]["WEB_HOST"] == "0.0.0.0"
    proxy = services["proxy"]
    assert any(each.startswith("./docs/deploy/Caddyfile:") for each in proxy["volumes"])
    for name in proxy["environment"]:
        assert f"{{${name}}}" in CADDYFILE.read_text(encoding="utf-8")


def test_caddy_takes_it_as_it_stands(tmp_path: Path) -> None:
    needs_caddy()
    told = subprocess.run(
        [PROGRAM, "validate", "--config", CADDYFILE, "--adapter", "caddyfile"],
        env=environment(tmp_path, "support.example.org"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "Valid configuration" in told.stdout + told.stderr
    assert '"level":"warn"' not in told.stderr


@pytest.fixture
async def telegram(
    database: SqlDatabase, clock: StandingClock, handed: list[RawUpdate], tmp_path: Path
) -> AsyncIterator[Telegram]:
    """Before a webhook that is not open yet, with Caddy between them."""
    needs_caddy()
    async with a_webhook(database, clock, handed, ready=False) as near:
        port = urlsplit(near.address).port
        assert port
        async with caddy(tmp_path, port, [HERE]) as address:
            yield Telegram(near.http, address, near.hook)


async def test_what_the_bot_answers_comes_to_telegram(telegram: Telegram, database: SqlDatabase) -> None:
    assert await telegram.brings(update(5)) == 503
    telegram.hook.open()
    assert await telegram.brings(update(5)) == 200
    assert await telegram.brings(update(6), secret="guessed") == 403
    assert await telegram.brings(update(7), secret=None) == 403
    telegram.bot_stops()
    assert await telegram.brings(update(8)) == 503
    assert telegram.answers == [(503, "1"), (200, None), (403, None), (403, None), (503, "1")]
    assert await statuses(database) == {5: "waiting"}


async def test_what_is_larger_than_any_update_is_refused(telegram: Telegram, database: SqlDatabase) -> None:
    telegram.hook.open()
    for number, size, status in ((5, BODY_LIMIT - 500, 200), (6, BODY_LIMIT, 413)):
        body = BytesIO(json.dumps(update(number, filled="x" * size)).encode())
        assert await telegram.sends(data=body, headers={SECRET: KEY}) == status
    assert await statuses(database) == {5: "waiting"}


async def test_what_is_for_the_inside_is_not_told_outside(telegram: Telegram) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        async with telegram.http.get(f"{telegram.address}{path}") as response:
            assert (response.status, await response.read()) == (404, b"")


async def test_a_customer_is_answered_through_it(
    settings: Settings,
    world: World,
    customer: CustomerPerson,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the secret that only the bot and Telegram know. Until the bot listens, Caddy has nobody to ask."""
    needs_caddy()
    monkeypatch.setattr(delivery, "FIRST_BACK_OFF", 0.05)
    behind = by_webhook(settings, world)
    async with caddy(tmp_path, behind.web_port, [HERE]) as address:
        behind = behind.model_copy(update={"webhook_url": f"{address}/telegram/updates"})
        customer.starts()
        async with running(behind), ClientSession() as http:
            await customer.reads()
            assert behind.webhook_url
            async with http.post(behind.webhook_url, json=update(5), headers={SECRET: KEY}) as response:
                assert response.status == 403


async def test_what_came_to_who_is_gone_comes_to_another_the_next_time(
    database: SqlDatabase, clock: StandingClock, handed: list[RawUpdate], tmp_path: Path
) -> None:
    """Nobody is preferred for having nothing to do, or is blamed for another. And the secret stays secret."""
    needs_caddy()
    async with a_webhook(database, clock, handed) as near:
        port = urlsplit(near.address).port
        assert port
        async with caddy(tmp_path, port, ["127.0.0.2", HERE]) as address:
            telegram = Telegram(near.http, address, near.hook)
            for number in range(10):
                first = await telegram.sends(json=update(number), headers={SECRET: KEY})
                assert first == 200 or await telegram.brings(update(number)) == 200
    assert [each.update_id for each in handed] == list(range(10))
    told = {status for status, _ in telegram.answers}
    assert told == {200, 502}
    written = (tmp_path / "caddy.log").read_text(encoding="utf-8")
    assert "127.0.0.2" in written
    assert KEY not in written
