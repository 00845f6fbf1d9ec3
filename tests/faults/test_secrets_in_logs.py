"""By whichever way updates come, and whatever goes wrong: neither token nor secret stands in a log."""

from io import StringIO

import pytest
from aiohttp import ClientSession

from bot.ingest.webhook import SECRET, secret_for
from bot.sandbox import delivery
from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.helpers import find_ticket, marked, register
from tests.people import AgentPerson, CustomerPerson
from tests.running import TOKEN, by_webhook, running
from tests.storage.away import AwayDatabase

KEY = "Key-of-the_operator"
KINDS = ("drop", "500_html", "502", "error")


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture(autouse=True)
def soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "FIRST_BACK_OFF", 0.02)
    monkeypatch.setattr("bot.ingest.bot_api.LONGEST_BACK_OFF", 0.05)
    monkeypatch.setattr("bot.ingest.webhook.RETRY_AFTER_SECONDS", 0)


@pytest.mark.parametrize("way", ["polling", "webhook", "webhook with a secret of the operator's"])
async def test_a_scene_with_failures(
    log: StringIO,
    settings: Settings,
    world: World,
    customer: CustomerPerson,
    agent: AgentPerson,
    *,
    way: str,
) -> None:
    if way != "polling":
        settings = by_webhook(settings, world)
    if "operator" in way:
        settings = settings.model_copy(update={"webhook_secret": KEY})
    world.profile.webhook = {"url": "https://example.org/left-over", "max_connections": 1}
    for kind in KINDS:
        for method in ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "getFile"):
            parameters = {"retry_after": 0.01}
            world.faults.add(Fault(method, kind=kind, status=500, parameters=parameters))  # type: ignore[arg-type]
    async with running(settings) as bot:
        ticket = await find_ticket(agent, await register(customer))
        away = AwayDatabase(bot.database, times=3)
        storing = bot.receiver.storing  # type: ignore[attr-defined]
        storing.database, there = away, storing.database
        written = customer.writes("Есть новости?")
        await marked(customer, written)
        storing.database = there
        if way != "polling":
            await _knocks(settings)
        await agent.reads("Есть новости?", thread=ticket.thread)

    logged = log.getvalue()
    assert "Ready" in logged
    assert ("no updates" if way == "polling" else "updates wait at Telegram") in logged
    for secret in (TOKEN, TOKEN.partition(":")[2], KEY, secret_for(TOKEN)):
        assert secret not in logged


async def _knocks(settings: Settings) -> None:
    """Somebody guesses, and somebody with the right key says what nobody understands."""
    known = settings.webhook_secret or secret_for(TOKEN)
    async with ClientSession() as http:
        for secret, body, expected in ((f"{known}!", b"{}", 403), (known, b"\xff", 400)):
            address = str(settings.webhook_url)
            async with http.post(address, data=body, headers={SECRET: secret}) as response:
                assert response.status == expected
