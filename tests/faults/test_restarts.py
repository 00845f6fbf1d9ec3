"""The bot is stopped in the middle of trouble, and takes it up again: nothing lost, nothing done twice."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import events, outbox, tickets
from tests.journeys.helpers import (
    PREVIEW,
    find_ticket,
    marked,
    new_customer,
    photo,
    press,
    presses_at_once,
    reach,
    register,
    sees_state,
    stored,
    unread,
)
from tests.patience import PATIENCE
from tests.people import AgentPerson, CustomerPerson, body, labels, settled
from tests.running import running


@pytest.fixture
def language() -> str:
    return "ru"


async def received(world: World) -> None:
    """Until the bot has everything that people did."""
    await world.wait_for(lambda: world.updates_pending() == 0)


async def test_an_answer_that_must_wait_is_sent_after_a_restart(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        ticket = await find_ticket(agent, await register(customer))
        world.faults.add(Fault(chat_id=customer.id, kind="429", retry_after=3))
        written = agent.writes("Обновите страницу.", thread=ticket.thread)
        await world.wait_for(lambda: len(world.faults) == 0)
        assert unread(customer) == []
    async with running(settings):
        await customer.reads("Обновите страницу.")
        await marked(agent, written)


async def test_the_bot_stops_soon_although_a_chat_must_wait_long(
    settings: Settings, world: World, customer: CustomerPerson
) -> None:
    async with asyncio.timeout(PATIENCE):
        async with running(settings):
            await reach(customer, 1)
            world.faults.add(Fault(chat_id=customer.id, kind="429", retry_after=600))
            customer.writes("Экспорт не работает")
            await world.wait_for(lambda: len(world.faults) == 0)


async def test_what_is_being_sent_when_the_bot_stops_is_sent_once(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        ticket = await find_ticket(agent, await register(customer))
        world.faults.add(Fault("copyMessage", chat_id=customer.id, kind="slow", seconds=0.5))
        written = agent.writes("Обновите страницу.", thread=ticket.thread)
        await world.wait_for(lambda: len(world.faults) == 0)
    async with running(settings):
        await marked(agent, written)
        await settled()
        assert [body(each) for each in unread(customer)] == ["Обновите страницу."]


@pytest.mark.parametrize("effect", ["before", "after"])
async def test_a_topic_whose_making_was_lost_is_made_once_across_a_restart(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson, effect: str
) -> None:
    world.faults.add(Fault("createForumTopic", kind="drop", effect=effect))  # type: ignore[arg-type]
    async with running(settings):
        await register(customer)
        await world.wait_for(lambda: len(world.faults) == 0)
    async with running(settings):
        ticket = await find_ticket(agent, "EC-1")
        customer.writes("Есть новости?")
        await agent.reads("Есть новости?", thread=ticket.thread)
        assert len(world.topics(agent.chat_id)) == 1


async def test_updates_that_came_in_before_the_stop_are_handled_after_it(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        ticket = await find_ticket(agent, await register(customer))
        for number in range(30):
            customer.writes(f"строка {number}")
        await received(world)
    async with running(settings):
        expected = [f"строка {number}" for number in range(30)]
        await agent.until(
            lambda: len([x for x in agent.from_bot(ticket.thread) if body(x) in expected]) >= 30
        )
        await settled()
        assert [body(x) for x in agent.from_bot(ticket.thread) if body(x) in expected] == expected


async def test_a_double_submit_on_either_side_of_a_restart_gives_one_ticket(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        preview = await reach(customer, PREVIEW)
        presses_at_once(customer, preview, "Отправить")
        await received(world)
    async with running(settings) as bot:
        late = await press(customer, preview, "Отправить")
        assert late.text == "Этот запрос уже зарегистрирован: EC-1."
        await find_ticket(agent, "EC-1")
        assert await stored(bot, select(func.count()).select_from(tickets)) == [(1,)]
        assert len(world.topics(agent.chat_id)) == 1


async def test_a_resolution_that_waits_completes_the_ticket_after_a_restart(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        ticket = await find_ticket(agent, await register(customer))
        world.faults.add(Fault(chat_id=customer.id, kind="429", retry_after=3))
        agent.writes("/resolve Обновите страницу.", thread=ticket.thread)
        await world.wait_for(lambda: len(world.faults) == 0)
    async with running(settings) as bot:
        await customer.reads("Обновите страницу.")
        assert "Подтвердить" in labels(await customer.reads())
        await sees_state(agent, ticket, "Completed")
        resolved = select(func.count()).select_from(events).where(events.c.event == "resolution_delivered")
        assert await stored(bot, resolved) == [(1,)]


async def test_an_album_half_received_at_the_stop_arrives_whole(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        ticket = await find_ticket(agent, await register(customer))
        customer.attaches(photo("1.png"), photo("2.png"), photo("3.png"))
        await received(world)
    async with running(settings):
        await agent.until(lambda: sum("photo" in each for each in agent.from_bot(ticket.thread)) == 3)
        await settled()
        album = [each for each in agent.from_bot(ticket.thread) if "photo" in each]
        assert len(album) == 3
        assert len({each["media_group_id"] for each in album}) == 1


async def test_an_ask_that_was_pressed_before_the_restart_still_counts(
    settings: Settings, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        ticket = await find_ticket(agent, await register(customer))
        await press(agent, agent.card(ticket.thread), "Спросить")
        await agent.reads("напишите вопрос", thread=ticket.thread)
    async with running(settings):
        agent.writes("Какой браузер?", thread=ticket.thread)
        await customer.reads("Какой браузер?")
        await sees_state(agent, ticket, "Waiting for your answer")


async def test_a_reason_asked_for_before_the_restart_is_taken_after_it(
    settings: Settings, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        ticket = await find_ticket(agent, await register(customer))
        agent.writes("/resolve Обновите страницу.", thread=ticket.thread)
        await customer.until(lambda: any("Не решено" in labels(each) for each in customer.from_bot()))
        await press(customer, customer.from_bot()[-1], "Не решено")
        await customer.reads("Что осталось нерешённым?")
    async with running(settings):
        customer.writes("Файл по-прежнему пустой")
        await customer.reads("Продолжаем работу по запросу EC-1")


async def test_a_press_that_telegram_forgot_meanwhile_can_be_made_again(
    settings: Settings, world: World, customer: CustomerPerson
) -> None:
    """Presses live for 150 seconds; the button stays."""
    async with running(settings):
        preview = await reach(customer, PREVIEW)
    lost = presses_at_once(customer, preview, "Отправить")
    world.clock.move(timedelta(seconds=180))
    async with running(settings):
        await press(customer, preview, "Отправить")
        assert "EC-1" in body(await customer.reads())
    assert not lost.answered


async def test_nothing_is_left_to_send_when_all_is_quiet(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson, tmp_path: Path
) -> None:
    """A second start of a quiet bot says nothing to anybody."""
    async with running(settings):
        ticket = await find_ticket(agent, await register(customer))
        other = new_customer(world)
        await find_ticket(agent, await register(other))
        written = customer.writes("Есть новости?")
        await agent.reads("Есть новости?", thread=ticket.thread)
        await marked(customer, written)
        await settled()
    said = len(customer.messages()) + len(other.messages()) + len(agent.messages())
    async with running(settings) as bot:
        await settled(1.2)
        assert await stored(bot, select(outbox).where(outbox.c.status == "queued")) == []
    assert len(customer.messages()) + len(other.messages()) + len(agent.messages()) == said
