"""What an operator sees of the bot: whether it does its work, and how much of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.app import App
from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from bot.settings import Settings
from bot.web import readiness
from tests.journeys.helpers import (
    Ticket,
    answer,
    eventually,
    pass_time,
    press,
    resolve,
    running_in_world_time,
)
from tests.people import AgentPerson, CustomerPerson
from tests.web.watched import get

READY = (200, "ready\n")


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
async def bot(settings: Settings, world: World) -> AsyncIterator[App]:
    async with running_in_world_time(settings, world) as app:
        yield app


async def readyz(bot: App) -> tuple[int, str]:
    return await get(f"{bot.web.address}/readyz")


async def becomes_ready(bot: App) -> None:
    async def ready() -> bool:
        return bot.web.address is not None and await readyz(bot) == READY

    await eventually(ready)


def counted(bot: App, name: str, **labels: str) -> float:
    return bot.metrics.registry.get_sample_value(name, labels) or 0.0


async def test_the_bot_is_ready_as_soon_as_telegram_has_answered(bot: App) -> None:
    await becomes_ready(bot)


async def test_an_idle_bot_stays_ready_and_one_that_telegram_left_says_so(
    bot: App, world: World, customer: CustomerPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    await becomes_ready(bot)
    monkeypatch.setattr(readiness, "HEARD_WITHIN", 0.5)
    world.faults.add(Fault("getUpdates", kind="502", times=1000))
    customer.starts()

    async def told() -> bool:
        status, text = await readyz(bot)
        return status == 503 and "No updates: Telegram has not answered for" in text

    await eventually(told)
    monkeypatch.undo()
    world.faults.clear()
    await becomes_ready(bot)


async def test_what_was_done_for_customers_is_counted_without_a_word_about_them(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    world.faults.add(Fault(chat_id=customer.id, kind="429", retry_after=1))
    await answer(agent, customer, taken, "Смотрим.")
    await resolve(agent, customer, taken)

    status, text = await get(f"{bot.web.address}/metrics")

    assert status == 200
    arrived = {"urgency": "customer", "outcome": "accepted", "reason": ""}
    assert counted(bot, "support_sends_total", matter="copy", **arrived) >= 2
    assert counted(bot, "support_sends_total", matter="copy", **(arrived | {"outcome": "later"})) == 1
    assert counted(bot, "support_flood_seconds_total", scope="private") == 1
    received = counted(bot, "support_updates_received_total")
    assert received > 5
    await agent.until(lambda: counted(bot, "support_update_seconds_count") == received)
    for told in (str(customer.id), str(agent.chat_id).lstrip("-"), taken.number, "Анна", "Смотрим", "104582"):
        assert f'"{told}"' not in text, told
        assert f"{told}" not in text or told.isdigit(), told
    assert 'support_tickets{product="e-comet",state="resolved"} 1.0' in text


async def test_what_is_refused_is_counted_by_its_kind(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    before = counted(bot, "support_refusals_total", code="unknown_command")
    agent.writes("/frobnicate", thread=taken.thread)

    async def is_counted() -> bool:
        return counted(bot, "support_refusals_total", code="unknown_command") == before + 1

    await eventually(is_counted)
    _, text = await get(f"{bot.web.address}/metrics")
    assert "frobnicate" not in text


async def test_targets_are_counted_as_met_or_breached_once_each(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    def settled(clock: str, outcome: str) -> Any:
        known = {"product": "e-comet", "priority": "normal"}
        return counted(bot, "support_targets_total", clock=clock, outcome=outcome, **known)

    assert settled("take", "met") == 1
    await pass_time(world, timedelta(hours=24))
    await agent.reads("⏰", thread=taken.thread)
    await answer(agent, customer, taken, "Смотрим.")
    await answer(agent, customer, taken, "Всё ещё смотрим.")
    assert settled("first_response", "breached") == 1
    await pass_time(world, timedelta(days=4))
    question = await resolve(agent, customer, taken)
    assert settled("resolution", "breached") == 1
    await press(customer, question, "Подтвердить")
    await customer.reads("5")

    for clock in ("take", "first_response", "resolution"):
        assert settled(clock, "met") + settled(clock, "breached") == 1, clock
    assert counted(bot, "support_timer_lateness_seconds_count", kind="sla_warning") > 0


async def test_an_update_that_cannot_be_handled_is_counted_until_it_is_put_aside(
    bot: App, world: World, customer: CustomerPerson
) -> None:
    chat = world.chat(customer.chat_id)
    world.emit("message", chat, {"message_id": 1, "date": "soon", "chat": chat.json(), "text": "Слова"})
    await customer.until(lambda: counted(bot, "support_updates_dead_total") == 1)

    assert counted(bot, "support_updates_failed_total") == 3
    assert counted(bot, "support_transactions_failed_total", why="fault") == 3
    _, text = await get(f"{bot.web.address}/metrics")
    assert 'support_inbox_updates{status="dead"} 1.0' in text
