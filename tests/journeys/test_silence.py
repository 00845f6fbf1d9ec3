"""A resolved ticket about which its customer says nothing: a reminder and the closing, at their moments."""

from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import tickets
from tests.journeys.forms import fills_in
from tests.journeys.helpers import (
    catch_up,
    eventually,
    find_ticket,
    press,
    resolve,
    running_in_world_time,
    sees_state,
    stored,
    unread,
)
from tests.journeys.silence import (
    DAY,
    a_morning_begins,
    clock_of,
    closes_at,
    comes_near,
    noticed,
    noticed_at,
    passes,
    resolved_ticket,
    state_of,
    zone_of,
)
from tests.journeys.test_calls import registers as registers_caller
from tests.people import AgentPerson, CustomerPerson, body, labels, settled
from tests.running import built_in

Test = TypeVar("Test", bound=Callable[..., object])


@pytest.fixture
async def bot(settings: Settings, world: World, day: date) -> AsyncIterator[App]:
    async with running_in_world_time(settings, world) as bot:
        yield bot


def in_a_hurry(test: Test) -> Test:
    """And in Russian alone."""
    in_russian: Test = pytest.mark.parametrize("language", ["ru"])(test)
    hurried: Test = pytest.mark.usefixtures("hurry")(in_russian)
    return hurried


async def resolved_ticket_of(product_id: str, customer: CustomerPerson, agent: AgentPerson) -> str:
    """Through the product's form; the number of the ticket."""
    product = built_in().find(product_id)
    assert product
    customer.starts(product.id)
    menu = await customer.reads(product.title.in_language(customer.language))
    await press(customer, menu, product.types[0].title.in_language(customer.language))
    preview = await fills_in(customer, product, product.types[0])
    await press(customer, preview, customer._("Submit"))
    number = f"{product.prefix}-1"
    await customer.reads(number)
    ticket = await find_ticket(agent, number)
    await resolve(agent, customer, ticket)
    await sees_state(agent, ticket, "Completed")
    return number


async def test_three_days_of_silence_remind_once_and_close_the_ticket_until_it_is_reopened(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, day: date
) -> None:
    ticket, question = await resolved_ticket(agent, customer)
    last, ends = day + 3 * DAY, clock_of(day + 4 * DAY, "00:00")
    assert f"{last.day} " in body(question)
    assert "24:00" in body(question)
    assert "24:00" in body(agent.card(ticket.thread))
    customer.writes("/ticket EC-1")
    assert "24:00" in body(await customer.reads("EC-1"))

    await comes_near(world, clock_of(last, "09:00"))
    reminder = await customer.reads("EC-1")
    await noticed_at(bot, "closing_reminded", clock_of(last, "09:00"))
    assert customer._("Is the problem solved?") in body(reminder)
    assert "24:00" in body(reminder)
    assert labels(reminder) == labels(question)

    await comes_near(world, ends)
    closed = await customer.reads("EC-1")
    await noticed_at(bot, "closed_by_silence", ends)
    assert len(await noticed(bot)) == 2
    assert labels(closed) == [customer._("Reopen"), customer._("New request")]
    await agent.reads(agent._("no objections received"), thread=ticket.thread)
    await sees_state(agent, ticket, "Closed ({reason})", reason=agent._("no objections received"))

    late = await press(customer, question, customer._("Confirm"))
    assert late.text
    assert await state_of(bot) == "closed"
    await press(customer, closed, customer._("Reopen"))
    await sees_state(agent, ticket, "In progress")


@in_a_hurry
@pytest.mark.parametrize("product_id", ["mixvel", "loyalhub"])
async def test_a_product_closes_by_its_own_calendar(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson, product_id: str
) -> None:
    product = built_in().find(product_id)
    assert product
    zone = zone_of(product_id)
    day = a_morning_begins(world, zone)
    async with running_in_world_time(settings, world) as bot:
        await resolved_ticket_of(product_id, customer, agent)
        works = product.hours.calendar.is_working_day
        last = day + 3 * DAY
        if product_id == "mixvel":
            while not works(last):
                last += DAY
        else:
            coming = (day + number * DAY for number in range(1, 40))
            last = [each for each in coming if works(each)][9]
        ends = clock_of(last + DAY, "00:00", zone)
        assert await closes_at(bot) == ends

        await comes_near(world, clock_of(last, "09:00", zone))
        await customer.reads(customer._("Is the problem solved?"))
        await noticed_at(bot, "closing_reminded", clock_of(last, "09:00", zone))
        await comes_near(world, ends)
        await customer.reads(customer._("no objections received"))
        await noticed_at(bot, "closed_by_silence", ends)


@in_a_hurry
async def test_where_nothing_closes_by_itself_the_customer_is_asked_once_after_a_week(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await resolved_ticket_of("pix-task-mining", customer, agent)
    catch_up(customer)
    ((resolved_at,),) = await stored(bot, select(tickets.c.resolved_at))

    await comes_near(world, resolved_at + 7 * DAY)
    reminder = await customer.reads("PIX-1")
    await noticed_at(bot, "closing_reminded", resolved_at + 7 * DAY)
    assert labels(reminder) == [customer._("Confirm"), customer._("Not resolved")]
    assert "закры" not in body(reminder), "nothing is promised that will not happen"

    catch_up(customer)
    await passes(world, resolved_at + 22 * DAY)
    await settled(0.5)
    assert unread(customer) == []
    assert await state_of(bot) == "resolved"


@in_a_hurry
async def test_who_prepares_a_new_request_is_not_reminded_of_the_old(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await resolved_ticket_of("pix-task-mining", customer, agent)
    await customer.presses("Не решено")
    await customer.reads("Что осталось нерешённым?")
    customer.writes("Экран всё ещё не пишется")
    await customer.until(lambda: "Отправить" in labels(customer.from_bot()[-1]))
    catch_up(customer)

    await passes(world, world.clock.now() + 8 * DAY)
    await settled(0.5)
    assert unread(customer) == []
    assert await noticed(bot) == []


@in_a_hurry
async def test_who_called_is_called_by_an_agent_before_silence_closes(
    bot: App, world: World, agent: AgentPerson, day: date
) -> None:
    ticket = await registers_caller(agent)
    agent.writes("/resolve Обновите страницу.", thread=ticket.thread)
    await sees_state(agent, ticket, "Completed")
    catch_up(agent, ticket.thread)

    await comes_near(world, clock_of(day + 3 * DAY, "09:00"))
    reminder = body(await agent.reads("Позвоните", thread=ticket.thread))
    assert "Иван Петров" in reminder
    assert "/close confirmed_by_phone" in reminder
    assert "24:00" in reminder
    await passes(world, clock_of(day + 4 * DAY, "00:00"))
    await agent.reads("возражений не было", thread=ticket.thread)


@in_a_hurry
async def test_a_confirmation_in_the_last_minute_is_in_time(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, day: date
) -> None:
    _ticket, question = await resolved_ticket(agent, customer)
    ends = clock_of(day + 4 * DAY, "00:00")
    await passes(world, ends - timedelta(minutes=1))
    await press(customer, question, "Подтвердить")
    catch_up(customer)

    await passes(world, ends)
    await settled(0.5)
    assert "closed_by_silence" not in dict(await noticed(bot))
    ((reason,),) = await stored(bot, select(tickets.c.closing_reason))
    assert reason == "confirmed"


@in_a_hurry
@pytest.mark.parametrize("what", ["not resolved", "a message", "a note", "an agent's note"])
async def test_a_word_on_the_second_day_makes_the_period_begin_anew(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, *, day: date, what: str
) -> None:
    ticket, question = await resolved_ticket(agent, customer)
    await passes(world, clock_of(day + 2 * DAY, "10:00"))
    if what == "not resolved":
        await press(customer, question, "Не решено")
        await customer.reads("Что осталось нерешённым?")
    else:
        customer.writes("Посмотрю завтра")
        asked = await customer.reads("Проблема решена?")
        if what == "a note":
            await press(customer, asked, "Просто сообщение")
        elif what == "an agent's note":
            await agent.presses("Просто сообщение", thread=ticket.thread)
            await agent.until(lambda: "Просто сообщение" not in labels(agent.card(ticket.thread)))
    catch_up(customer)

    async def anew() -> bool:
        return await closes_at(bot) == clock_of(day + 6 * DAY, "00:00")

    await eventually(anew)
    await passes(world, clock_of(day + 4 * DAY, "00:00"))
    await settled(0.5)
    assert await state_of(bot) == "resolved"
    await comes_near(world, clock_of(day + 5 * DAY, "09:00"))
    await customer.reads("Ждём вашего ответа по запросу EC-1")
    await noticed_at(bot, "closing_reminded", clock_of(day + 5 * DAY, "09:00"))
    assert len(await noticed(bot)) == 1, "the reminder of the first period was not needed any more"
