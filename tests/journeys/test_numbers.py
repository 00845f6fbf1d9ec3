"""Ticket numbers: EC-1, EC-2 and so on, distinct and without gaps, however many submit at once."""

import asyncio

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import tickets
from tests.journeys.helpers import (
    PREVIEW,
    Ticket,
    answered,
    callback_data,
    find_ticket,
    new_customer,
    press,
    press_data,
    presses_at_once,
    reach,
    register,
    stored,
    submit,
)
from tests.people import AgentPerson, CustomerPerson, body, settled
from tests.running import running

CROWD = 30


@pytest.fixture
def language() -> str:
    return "ru"


async def test_thirty_who_submit_at_once_get_thirty_numbers_without_a_gap(
    bot: App, world: World, agent: AgentPerson
) -> None:
    crowd = [new_customer(world, f"Клиент {number}") for number in range(CROWD)]
    previews = await asyncio.gather(*(reach(each, PREVIEW, subject=f"Тема {each.id}") for each in crowd))
    for person, preview in zip(crowd, previews, strict=True):
        presses_at_once(person, preview, "Отправить")
        presses_at_once(person, preview, "Отправить")

    told = [body(await each.reads("EC-")) for each in crowd]

    numbers = [text.splitlines()[0].rpartition(" ")[2] for text in told]
    assert sorted(numbers, key=lambda number: int(number[3:])) == [f"EC-{n}" for n in range(1, CROWD + 1)]
    for person, text in zip(crowd, told, strict=True):
        assert f"Тема {person.id}" in text
    await agent.until(lambda: len(agent.world.topics(agent.chat_id)) == CROWD)
    assert {topic.name.split()[0] for topic in agent.world.topics(agent.chat_id)} == set(numbers)


async def test_each_ticket_has_one_topic_that_shows_its_own_form(
    bot: App, world: World, agent: AgentPerson
) -> None:
    one, other = new_customer(world, "Один"), new_customer(world, "Другая")
    first, second = await asyncio.gather(
        register(one, subject="О выгрузке"), register(other, subject="О загрузке")
    )

    for number, subject, name in ((first, "О выгрузке", "Один"), (second, "О загрузке", "Другая")):
        ticket = await find_ticket(agent, number)
        card = body(agent.card(ticket.thread))
        assert subject in card
        assert name in card


async def test_a_form_that_was_cancelled_uses_up_no_number(bot: App, customer: CustomerPerson) -> None:
    preview = await reach(customer, PREVIEW)
    await press(customer, preview, "Отмена")
    await press(customer, preview, "Отправить")

    assert await register(customer) == "EC-1"


async def test_counting_goes_on_after_a_restart(settings: Settings, customer: CustomerPerson) -> None:
    async with running(settings):
        assert await register(customer) == "EC-1"
    async with running(settings) as bot:
        assert await register(customer) == "EC-2"
        assert await stored(bot, select(tickets.c.number)) == [(1,), (2,)]


async def test_types_share_one_row_of_numbers(bot: App, customer: CustomerPerson) -> None:
    for number, kind in enumerate(("incident", "problem", "service", "development"), start=1):
        assert await register(customer, kind) == f"EC-{number}"


async def test_a_closed_tickets_number_is_not_used_again(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/close spam", thread=ticket.thread)
    await agent.reads("Закрыто", thread=ticket.thread)

    assert await register(customer) == "EC-2"


async def test_submit_of_somebody_elses_form_registers_nothing(
    bot: App, world: World, customer: CustomerPerson
) -> None:
    preview = await reach(customer, PREVIEW)
    stranger = new_customer(world)
    theirs = await reach(stranger, PREVIEW)
    late = await answered(stranger, press_data(stranger, theirs, callback_data(preview, "Отправить")))

    assert late.text == "Кнопка устарела, ничего не изменилось."
    await settled()
    assert await stored(bot, select(tickets)) == []
    assert await submit(customer, preview) == "EC-1"
