"""By webhook, updates may overtake each other on their way."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from aiohttp import ClientSession
from sqlalchemy import func, select

from bot.app import App
from bot.ingest.inbox import AfterCommit
from bot.ingest.webhook import SECRET
from bot.sandbox.world import World
from bot.services.ports import UnitOfWork
from bot.settings import Settings
from storage.tables import inbox, messages
from tests.journeys.helpers import Ticket, eventually, find_ticket, register, stored
from tests.people import AgentPerson, CustomerPerson, body
from tests.running import by_webhook, running

FIRST = 2_100_000_000
"""Of the numbers of these updates: later than all that came before."""


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
async def bot(settings: Settings, world: World) -> AsyncIterator[App]:
    async with running(by_webhook(settings, world)) as app:
        yield app


@pytest.fixture
async def ticket(bot: App, customer: CustomerPerson, agent: AgentPerson) -> Ticket:
    return await find_ticket(agent, await register(customer))


class Road:
    """On which updates come in the order that a test wants."""

    def __init__(self, bot: App, customer: CustomerPerson) -> None:
        self.bot = bot
        self.customer = customer
        self.updates: list[dict[str, Any]] = []

    def sends_off(self, *texts: str) -> None:
        written = [self.customer.writes(text) for text in texts]
        self.customer.world.drop_updates()
        self.updates = [{"update_id": FIRST + n, "message": each} for n, each in enumerate(written)]

    async def brings(self, *numbers: int) -> None:
        hook = self.customer.world.profile.webhook
        headers = {SECRET: hook["secret_token"]}
        async with ClientSession() as http:
            for number in numbers:
                async with http.post(hook["url"], json=self.updates[number], headers=headers) as response:
                    assert response.status == 200

    async def recorded(self) -> Sequence[str]:
        texts = [each["message"]["text"] for each in self.updates]
        words = select(messages.c.text).where(messages.c.text.in_(texts)).order_by(messages.c.id)
        return [row.text for row in await stored(self.bot, words)]

    async def is_handled(self) -> bool:
        handled = select(func.count()).where(inbox.c.status == "done", inbox.c.update_id >= FIRST)
        return await stored(self.bot, handled) == [(len(self.updates),)]


async def test_what_waits_together_is_handled_in_the_order_of_its_numbers(
    bot: App,
    customer: CustomerPerson,
    agent: AgentPerson,
    ticket: Ticket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The lane rests, since the one that came first failed."""
    monkeypatch.setattr("bot.ingest.inbox.BACK_OFF_SECONDS", 1.0)
    handle = bot.inbox.door.handle
    failures: list[int] = []

    async def fails_once(update: dict[str, Any], uow: UnitOfWork) -> AfterCommit | None:
        if update["update_id"] >= FIRST and not failures:
            failures.append(update["update_id"])
            raise RuntimeError("broken on order")
        return await handle(update, uow)

    monkeypatch.setattr(bot.inbox.door, "handle", fails_once)
    road = Road(bot, customer)
    road.sends_off("раз", "два", "три", "четыре")
    await road.brings(3, 1, 0, 2)
    await eventually(road.is_handled)
    assert failures == [FIRST + 3]
    assert await road.recorded() == ["раз", "два", "три", "четыре"]
    await agent.reads("четыре", thread=ticket.thread)
    shown = [body(each) for each in agent.from_bot(ticket.thread)]
    assert [each for each in shown if each in ("раз", "два", "три", "четыре")] == await road.recorded()


async def test_one_that_comes_late_is_handled_then_and_once(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    road = Road(bot, customer)
    road.sends_off("раньше", "позже")
    await road.brings(1)
    await agent.reads("позже", thread=ticket.thread)
    await road.brings(0, 1, 0)
    await agent.reads("раньше", thread=ticket.thread)
    await eventually(road.is_handled)
    assert await road.recorded() == ["позже", "раньше"]
