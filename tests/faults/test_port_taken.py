"""Another program has the port that health checks, and updates by webhook, should go to."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from bot.app import App
from bot.settings import Settings
from bot.web.server import CannotListen, WebSide
from tests.people import CustomerPerson
from tests.running import built_in, running


@pytest.fixture
async def taken(settings: Settings) -> AsyncIterator[Settings]:
    """Settings with a port that is taken."""
    other = WebSide("127.0.0.1", 0, [])
    port = int((await other.listen()).rpartition(":")[2])
    yield settings.model_copy(update={"web_port": port})
    await other.close()


async def test_customers_are_served_and_the_operator_is_told(
    customer: CustomerPerson, taken: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        async with running(taken):
            customer.starts()
            await customer.reads()

    assert f"Cannot listen on 127.0.0.1:{taken.web_port}" in caplog.text
    assert "Set WEB_PORT" in caplog.text


async def test_by_webhook_a_bot_that_nothing_can_reach_ends_with_a_word(taken: Settings) -> None:
    hooked = taken.model_copy(update={"webhook_url": "https://example.org/telegram"})
    with pytest.raises(CannotListen, match=f"Cannot listen on 127.0.0.1:{taken.web_port} .*Set WEB_PORT"):
        await App(hooked, built_in()).run(asyncio.Event())
