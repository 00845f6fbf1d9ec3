"""BotFather gives the bot another token while it works: the old one is good for nothing at once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.ingest.receiver import ReceivingRefused
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import inbox
from tests.journeys.helpers import find_ticket, marked, new_customer, register, stored
from tests.patience import PATIENCE
from tests.people import AgentPerson, CustomerPerson
from tests.running import FAST, TOKEN, built_in, by_webhook, running

NEW_TOKEN = "42:ANOTHER-TOKEN"
ANSWERS = ["Обновите страницу.", "И очистите кэш."]


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_the_bot_ends_with_a_word_and_goes_on_with_the_new_token(
    settings: Settings,
    world: World,
    customer: CustomerPerson,
    agent: AgentPerson,
    way: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """In order: what was queued is sent by who comes next, and what people write meanwhile is read."""
    monkeypatch.setattr("bot.ingest.registration.LOOK_EVERY", timedelta(seconds=0.2))
    if way == "webhook":
        settings = by_webhook(settings, world)
    async with asyncio.TaskGroup() as tasks:
        ending = tasks.create_task(_refusal(App(settings, built_in(), limits=FAST)))
        ticket = await find_ticket(agent, await register(customer))
        await marked(agent, agent.writes("Смотрим.", thread=ticket.thread))
        for answer in ANSWERS:
            agent.writes(answer, thread=ticket.thread)
        world.token = NEW_TOKEN
        async with asyncio.timeout(PATIENCE):
            assert await ending == "Telegram does not know the token. Check BOT_TOKEN."
    assert TOKEN.partition(":")[2] not in caplog.text

    customer.writes("Есть новости?")
    async with running(settings.model_copy(update={"bot_token": NEW_TOKEN})) as bot:
        for answer in ANSWERS:
            await customer.reads(answer)
        await agent.reads("Есть новости?", thread=ticket.thread)
        assert await register(new_customer(world)) == "EC-2"
        dead = select(func.count()).where(inbox.c.status == "dead")
        assert await stored(bot, dead) == [(0,)]


async def _refusal(bot: App) -> str:
    """Why it ended by itself."""
    with pytest.raises(ReceivingRefused) as refused:
        await bot.run(asyncio.Event())
    return str(refused.value)
