"""By webhook as by polling: silence closes in time, outages are noticed, and the way may change any time."""

import asyncio
from datetime import date, timedelta

import pytest
from aiohttp import ClientSession
from sqlalchemy import func, select

from bot.app import App
from bot.ingest.receiver import ReceivingRefused
from bot.ingest.webhook import SECRET
from bot.sandbox import delivery
from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import inbox, readings
from tests.journeys.helpers import (
    catch_up,
    eventually,
    find_ticket,
    marked,
    new_customer,
    register,
    running_in_world_time,
    sees_state,
    stored,
    unread,
)
from tests.journeys.silence import (
    DAY,
    clock_of,
    closes_at,
    comes_near,
    noticed,
    noticed_at,
    passes,
    resolved_ticket,
    state_of,
)
from tests.patience import PATIENCE
from tests.people import AgentPerson, CustomerPerson, body, settled
from tests.running import FAST, TOKEN, built_in, by_webhook, running

MISSED = "мы могли не получить ваш ответ"


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture(autouse=True)
def soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "FIRST_BACK_OFF", 0.02)
    monkeypatch.setattr(delivery, "LONGEST_BACK_OFF", 0.1)
    monkeypatch.setattr("bot.ingest.webhook.RETRY_AFTER_SECONDS", 0)


@pytest.fixture
def by_hook(settings: Settings, world: World) -> Settings:
    return by_webhook(settings, world)


async def is_idle(world: World) -> None:
    """Everything has been brought, and what had come due has been looked at."""
    await world.wait_for(lambda: not world.updates_pending())
    await settled(3.5)


async def test_silence_closes_within_seconds_of_the_deadline(
    by_hook: Settings, world: World, customer: CustomerPerson, agent: AgentPerson, day: date
) -> None:
    reminder, ends = clock_of(day + 3 * DAY, "09:00"), clock_of(day + 4 * DAY, "00:00")
    async with running_in_world_time(by_hook, world) as bot:
        ticket, _ = await resolved_ticket(agent, customer)
        await comes_near(world, reminder)
        await customer.reads("24:00")
        await noticed_at(bot, "closing_reminded", reminder)
        await comes_near(world, ends)
        await sees_state(agent, ticket, "Closed ({reason})", reason="возражений не было")
        await noticed_at(bot, "closed_by_silence", ends)


async def test_what_telegram_could_not_bring_yet_keeps_the_ticket_open(
    by_hook: Settings,
    world: World,
    *,
    customer: CustomerPerson,
    agent: AgentPerson,
    day: date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sent in time, and still waiting at Telegram when the period ends."""
    ends = clock_of(day + 4 * DAY, "00:00")
    async with running_in_world_time(by_hook, world) as bot:
        await resolved_ticket(agent, customer)
        await comes_near(world, ends - timedelta(hours=1))
        monkeypatch.setattr(delivery.Deliverer, "_next", lambda *_: iter(()))
        customer.writes("Не закрывайте")
        await passes(world, ends)
        await settled(2.5)
        assert await state_of(bot) == "resolved"

        monkeypatch.undo()
        await customer.reads("Проблема решена?")
        await is_idle(world)
        assert await state_of(bot) == "resolved"
        assert "closed_by_silence" not in [what for what, _ in await noticed(bot)]


async def test_after_an_outage_longer_than_telegrams_memory_customers_are_asked_once_more(
    by_hook: Settings, world: World, customer: CustomerPerson, agent: AgentPerson, day: date
) -> None:
    async with running_in_world_time(by_hook, world) as bot:
        await resolved_ticket(agent, customer)
        resolved_at = world.clock.now()
        await passes(world, resolved_at + timedelta(minutes=2))

        async def has_read() -> bool:
            later = select(readings.c.channel).where(readings.c.read_until > resolved_at)
            return bool(await stored(bot, later))

        await eventually(has_read)
    catch_up(customer)
    world.clock.move(clock_of(day + 5 * DAY, "12:00") - world.clock.now())
    for _ in range(2):
        async with running_in_world_time(by_hook, world) as bot:
            await customer.until(lambda: any(MISSED in body(each) for each in customer.from_bot()))
            await is_idle(world)
            assert len([each for each in unread(customer) if MISSED in body(each)]) == 1
            assert await noticed(bot) == []
            assert await closes_at(bot) == clock_of(day + 9 * DAY, "00:00")


async def test_the_way_may_change_in_both_directions_while_customers_write(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    by_hook = by_webhook(settings, world)
    async with running(settings):
        ticket = await find_ticket(agent, await register(customer))
    expected = [f"строка {number}" for number in range(60)]
    lines = iter(expected)

    async def keeps_writing() -> None:
        for line in lines:
            customer.writes(line)
            await asyncio.sleep(0.05)

    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(keeps_writing())
        for way in (by_hook, settings, by_hook, settings):
            async with running(way) as bot:
                await _receives(world, by_webhook=way is by_hook)
                await settled(0.3)
        await writing
    async with running(by_hook) as bot:
        await agent.until(lambda: _of(agent, ticket.thread, expected)[-1:] == expected[-1:])
        await world.wait_for(lambda: not world.updates_pending())
        await settled()
        assert _of(agent, ticket.thread, expected) == expected
        unhandled = select(func.count()).select_from(inbox).where(inbox.c.status != "done")
        assert await stored(bot, unhandled) == [(0,)]


async def _receives(world: World, *, by_webhook: bool) -> None:
    if by_webhook:
        await world.wait_for(lambda: world.profile.webhook.get("url"))
    else:
        await world.wait_for(lambda: world.queue.poller is not None or not world.profile.webhook)


def _of(agent: AgentPerson, thread: int, expected: list[str]) -> list[str]:
    return [body(each) for each in agent.from_bot(thread) if body(each) in expected]


async def test_an_update_that_came_by_polling_is_not_handled_again_by_webhook(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    """The poller is stopped before it confirms what it has stored."""
    async with running(settings):
        ticket = await find_ticket(agent, await register(customer))
        await world.wait_for(lambda: world.queue.poller is not None)
        world.faults.add(Fault("getUpdates", kind="slow", seconds=PATIENCE))
        customer.writes("Есть новости?")
        await agent.reads("Есть новости?", thread=ticket.thread)
        assert world.updates_pending() == 1
    async with running(by_webhook(settings, world)):
        await world.wait_for(lambda: not world.updates_pending())
        marker = customer.writes("ещё")
        await marked(customer, marker)
        assert _of(agent, ticket.thread, ["Есть новости?", "ещё"]) == ["Есть новости?", "ещё"]


async def test_a_poller_is_told_of_a_webhook_that_somebody_sets(
    settings: Settings, world: World, customer: CustomerPerson
) -> None:
    poller = App(settings, built_in(), limits=FAST)
    async with asyncio.TaskGroup() as tasks, ClientSession() as http:
        polling = tasks.create_task(_refusal(poller))
        customer.starts()
        await customer.reads()
        set_by_somebody = {"url": by_webhook(settings, world).webhook_url}
        await http.post(f"{settings.telegram_api_url}/bot{TOKEN}/setWebhook", data=set_by_somebody)
        assert "Somebody else receives this bot's updates" in await polling


async def _refusal(bot: App) -> str:
    """Why it ended by itself."""
    with pytest.raises(ReceivingRefused) as refused:
        await bot.run(asyncio.Event())
    return str(refused.value)


async def test_while_the_bot_is_not_there_telegram_keeps_the_updates(
    by_hook: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(by_hook):
        ticket = await find_ticket(agent, await register(customer))
    customer.writes("раз")
    other = new_customer(world)
    other.starts()
    await world.wait_for(lambda: "last_error_message" in world.profile.webhook)
    customer.writes("два")
    async with running(by_hook):
        await other.reads()
        await agent.reads("два", thread=ticket.thread)
        assert _of(agent, ticket.thread, ["раз", "два"]) == ["раз", "два"]


async def test_a_stranger_who_knows_the_address_gets_nothing_done(
    by_hook: Settings, world: World, customer: CustomerPerson
) -> None:
    forged = {"update_id": 1, "message": customer.writes("Здравствуйте")}
    world.drop_updates()
    async with running(by_hook) as bot, ClientSession() as http:
        customer.starts()
        await customer.reads()
        for secret in ("", "guessed"):
            async with http.post(str(by_hook.webhook_url), json=forged, headers={SECRET: secret}) as response:
                assert response.status == 403
        update_ids = await stored(bot, select(inbox.c.update_id))
        assert (1,) not in update_ids
