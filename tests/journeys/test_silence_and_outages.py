"""Silence while the bot was down: nothing is closed before what was sent has been read."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from bot.services.incoming import RawUpdate, lane_of_chat
from bot.settings import Settings
from storage.tables import events, inbox
from tests.journeys.helpers import (
    Ticket,
    catch_up,
    eventually,
    new_customer,
    pass_time,
    press,
    running_in_world_time,
    running_with,
    sees_state,
    stored,
    unread,
)
from tests.journeys.silence import (
    DAY,
    clock_of,
    closes_at,
    noticed,
    passes,
    resolved_ticket,
    state_of,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled
from tests.running import WorldClock, built_in

MINUTE = timedelta(minutes=1)
MISSED = "мы могли не получить ваш ответ"


pytestmark = pytest.mark.usefixtures("hurry")


@pytest.fixture
def language() -> str:
    return "ru"


def moves_to(world: World, moment: datetime) -> None:
    """With no bot there to notice."""
    world.clock.move(moment - world.clock.now())


async def has_read(bot: App, world: World) -> None:
    """Everything that was there, and what had come due has been looked at."""
    await world.wait_for(lambda: world.queue.poller is not None and not world.updates_pending())
    await settled(1.5)


async def test_what_came_due_while_the_bot_was_down_is_done_once_it_has_read_everything(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson, day: date
) -> None:
    """A word sent in time keeps the ticket open; without one it is closed, once."""
    ends = clock_of(day + 4 * DAY, "00:00")
    anew = clock_of(day + 8 * DAY, "00:00")
    async with running_in_world_time(settings, world) as bot:
        ticket, _ = await resolved_ticket(agent, customer)
        await passes(world, clock_of(day + 3 * DAY, "08:00"))
    catch_up(customer)
    moves_to(world, ends - MINUTE)
    customer.writes("Ещё проверяю")
    moves_to(world, ends + 2 * MINUTE)

    async with running_in_world_time(settings, world) as bot:
        await customer.reads("Проблема решена?")
        await has_read(bot, world)
        assert await state_of(bot) == "resolved"
        assert await noticed(bot) == [], "the reminder would have come too late"
        assert await closes_at(bot) == anew
        await passes(world, anew - timedelta(hours=16))
    catch_up(customer)
    moves_to(world, anew + MINUTE)
    for _ in range(2):
        async with running_in_world_time(settings, world) as bot:
            await sees_state(agent, ticket, "Closed ({reason})", reason="возражений не было")
            await has_read(bot, world)
            assert [what for what, _ in await noticed(bot)] == ["closed_by_silence"]
    assert ["закрыт" in body(each) for each in unread(customer)] == [True]


async def test_after_an_outage_longer_than_telegrams_memory_every_customer_is_asked_once_more(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson, day: date
) -> None:
    other = new_customer(world)
    async with running_in_world_time(settings, world) as bot:
        for person in (customer, other):
            await resolved_ticket(agent, person)
        await passes(world, world.clock.now() + 2 * MINUTE)
    for person in (customer, other):
        catch_up(person)
    moves_to(world, clock_of(day + 5 * DAY, "12:00"))

    for run in range(2):
        async with running_in_world_time(settings, world) as bot:
            if run == 0:
                asked = await customer.reads(MISSED)
                assert "Подтвердить" in labels(asked)
                assert "24:00" in body(asked)
                await other.reads(MISSED)
            await has_read(bot, world)
            assert unread(customer) == unread(other) == []
            assert await noticed(bot) == []
            assert await closes_at(bot) == clock_of(day + 9 * DAY, "00:00")


async def test_a_day_in_hops_is_no_outage(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson, day: date
) -> None:
    async with running_in_world_time(settings, world) as bot:
        await resolved_ticket(agent, customer)
        await passes(world, clock_of(day + 2 * DAY, "12:00"))
        await has_read(bot, world)
        lost = select(events.c.id).where(events.c.event == "answer_may_be_lost")
        assert await stored(bot, lost) == []


async def test_an_update_of_the_customers_that_is_not_handled_yet_keeps_the_ticket_open(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson, day: date
) -> None:
    async with running_in_world_time(settings, world) as bot:
        ticket, _ = await resolved_ticket(agent, customer)
        now = world.clock.now()
        stuck = RawUpdate(bot.bot.id, 1, lane_of_chat(customer.id), '{"update_id": 1}', now)
        async with bot.database.begin() as uow:
            await uow.inbox.put([stuck])
        await passes(world, clock_of(day + 4 * DAY, "00:00"))
        await has_read(bot, world)
        assert await state_of(bot) == "resolved"
        assert await noticed(bot) == [], "nor is the customer reminded"

        async with bot.database.begin() as uow:
            assert await uow.inbox.claim(stuck)
        await sees_state(agent, ticket, "Closed ({reason})", reason="возражений не было")
        assert await stored(bot, select(inbox.c.update_id).where(inbox.c.status == "waiting")) == []


async def test_what_could_not_be_handled_at_all_is_told_to_agents_and_keeps_the_ticket_open(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson, day: date
) -> None:
    async with running_in_world_time(settings, world) as bot:
        ticket, _ = await resolved_ticket(agent, customer)
        chat = world.chat(customer.chat_id)
        world.emit("message", chat, {"message_id": 1, "date": "soon", "chat": chat.json(), "from": 7})
        await agent.until(lambda: _waits(agent, ticket))
        await passes(world, clock_of(day + 4 * DAY, "00:00"))
        await has_read(bot, world)
        await pass_time(world, timedelta(hours=2))
        await has_read(bot, world)

        assert await state_of(bot) == "resolved"
        assert await noticed(bot) == []
        assert len(_waits(agent, ticket)) == 1, "agents are told once"


def _waits(agent: AgentPerson, ticket: Ticket) -> list[Message]:
    said = agent.from_bot(ticket.thread)
    return [each for each in said if "не удалось обработать (U" in body(each)]


class FastClock(WorldClock):
    """Ten minutes before Telegram's."""

    def now(self) -> datetime:
        return super().now() + 10 * MINUTE


async def test_a_message_sent_in_time_that_comes_after_the_closing_takes_it_back(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson, day: date
) -> None:
    async with running_with(settings, built_in(), clock=FastClock(world)) as bot:
        ticket, _ = await resolved_ticket(agent, customer)
        await passes(world, clock_of(day + 3 * DAY, "23:51"))
        await customer.reads("закрыт")
        await agent.reads("Закрыт", thread=ticket.thread)

        customer.writes("Ошибка осталась")
        asked = await customer.reads("Вы написали вовремя")
        assert labels(asked) == ["Подтвердить", "Не решено", "Новый запрос", "Просто сообщение"]
        await agent.reads("Ошибка осталась", thread=ticket.thread)
        await agent.reads("закрытие отменено", thread=ticket.thread)
        await sees_state(agent, ticket, "Completed")

        async def anew() -> bool:
            return await closes_at(bot) == clock_of(day + 8 * DAY, "00:00")

        await eventually(anew)
        await press(customer, asked, "Не решено")
        await sees_state(agent, ticket, "In progress")
        agent.writes("/history", thread=ticket.thread)
        await agent.reads("закрытие отменено", thread=ticket.thread)


async def test_a_reason_sent_while_the_bot_was_down_counts_from_when_it_was_sent(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson, day: date
) -> None:
    """Else the clocks of a ticket that is open again would stand still for as long as the bot did."""
    async with running_in_world_time(settings, world):
        ticket, question = await resolved_ticket(agent, customer)
        await press(customer, question, customer._("Not resolved"))
        await customer.reads(customer._("What is still wrong? Write a few words or send a screenshot."))
    moves_to(world, world.clock.now() + 5 * MINUTE)
    sent = world.clock.now()
    customer.writes("Всё ещё не работает")
    moves_to(world, sent + timedelta(hours=5))

    async with running_in_world_time(settings, world) as bot:
        await sees_state(agent, ticket, "In progress")
        ((said,),) = await stored(bot, select(events.c.happened_at).where(events.c.event == "disagreed"))
    assert abs(said - sent) <= timedelta(seconds=2)
