"""Where a free message goes: the ticket replied to, the one chosen, the only live one, or a question."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.forms import registers
from tests.journeys.helpers import (
    PRODUCTS,
    Ticket,
    answer,
    catch_up,
    document,
    find_ticket,
    names,
    pass_time,
    photo,
    press,
    register,
    resolve,
    running_in_world_time,
    sees_state,
    stored_message,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
async def bot(settings: Settings, world: World) -> AsyncIterator[App]:
    async with running_in_world_time(settings, world) as app:
        yield app


@pytest.fixture
async def other(customer: CustomerPerson, agent: AgentPerson, ticket: Ticket) -> Ticket:
    """A second live ticket of the customer."""
    return await find_ticket(agent, await register(customer, "service", subject="Второй"))


def choice(customer: CustomerPerson) -> list[str]:
    return ["EC-2 · Второй", "EC-1 · Экспорт не работает", customer._("New request")]


async def is_asked(customer: CustomerPerson) -> Message:
    asked = await customer.reads()
    assert body(asked) == customer._("Which ticket is this about?")
    return asked


async def test_with_one_live_ticket_a_message_goes_there_without_a_question(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    customer.writes("Есть новости?")

    await agent.reads("Есть новости?", thread=ticket.thread)
    assert unread(customer) == []


async def test_with_two_live_tickets_the_customer_is_asked_and_the_words_go_there(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    customer.writes("Есть новости?")
    asked = await is_asked(customer)
    assert labels(asked) == choice(customer)
    assert unread(agent, ticket.thread) == unread(agent, other.thread) == []

    await press(customer, asked, "EC-1 · Экспорт не работает")

    await agent.reads("Есть новости?", thread=ticket.thread)
    assert unread(agent, other.thread) == []


async def test_everything_said_before_the_choice_goes_along(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    customer.writes("Есть новости?")
    await is_asked(customer)
    customer.attaches(document("вчера.log"), caption="Вот журнал за вчера")
    asked = await is_asked(customer)
    await press(customer, asked, "EC-2 · Второй")

    await agent.reads("Есть новости?", thread=other.thread)
    shown = await agent.reads("Вот журнал за вчера", thread=other.thread)
    assert names([shown]) == ["вчера.log"]


async def test_an_album_is_asked_about_once_and_arrives_whole(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    customer.attaches(photo("1.png"), photo("2.png"), photo("3.png"), caption="Три экрана")
    asked = await is_asked(customer)
    assert unread(customer) == []
    await press(customer, asked, "EC-2 · Второй")

    await agent.until(lambda: sum("photo" in each for each in agent.from_bot(other.thread)) == 3)
    album = [each for each in agent.from_bot(other.thread) if "photo" in each]
    assert len({each["media_group_id"] for each in album}) == 1


async def test_a_second_press_changes_nothing_and_says_so(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    customer.writes("Есть новости?")
    asked = await is_asked(customer)
    await press(customer, asked, "EC-1 · Экспорт не работает")
    late = await press(customer, asked, "EC-2 · Второй")

    assert late.text == customer._("You have answered this already.")
    await agent.reads("Есть новости?", thread=ticket.thread)
    assert unread(agent, other.thread) == []


async def test_the_choice_is_remembered_for_half_an_hour(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket, world: World
) -> None:
    customer.writes("Есть новости?")
    await press(customer, await is_asked(customer), "EC-1 · Экспорт не работает")
    await agent.reads("Есть новости?", thread=ticket.thread)

    await pass_time(world, timedelta(minutes=29))
    customer.writes("Ещё одно")
    await agent.reads("Ещё одно", thread=ticket.thread)
    assert unread(customer) == []

    await pass_time(world, timedelta(minutes=2))
    customer.writes("И последнее")
    await is_asked(customer)


async def test_add_a_message_chooses_the_ticket(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    _ = customer._
    customer.writes("/ticket EC-1")
    await press(customer, await customer.reads(), _("Add a message"))
    assert body(await customer.reads()) == _(
        "Write a message or send files: for the next 30 minutes, everything goes to {ticket}."
    ).format(ticket="EC-1")
    customer.writes("Вот ещё что")

    await agent.reads("Вот ещё что", thread=ticket.thread)
    assert unread(customer) == []


async def test_a_reply_decides(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    """Also against a choice of a minute ago, and to any message of the ticket, ours or the customer's own."""
    await answer(agent, customer, ticket, "Проверяем первый.")
    first = customer.from_bot()[-1]
    registered = next(x for x in customer.from_bot() if body(x).startswith("✅") and "EC-2" in body(x))
    customer.writes("/ticket EC-2")
    await press(customer, await customer.reads(), customer._("Add a message"))
    await customer.reads()

    mine = customer.writes("К первому", reply_to=first["message_id"])
    await agent.reads("К первому", thread=ticket.thread)
    customer.writes("И ещё к первому", reply_to=mine["message_id"])
    await agent.reads("И ещё к первому", thread=ticket.thread)
    customer.writes("А это ко второму", reply_to=registered["message_id"])
    await agent.reads("А это ко второму", thread=other.thread)
    assert unread(customer) == []


async def test_new_request_opens_a_form_with_the_words_kept(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    _ = customer._
    customer.writes("Совсем другая беда: не приходит счёт")
    await press(customer, await is_asked(customer), _("New request"))
    await press(customer, await customer.reads(), "e-Comet")
    menu = await customer.reads()
    await press(customer, menu, labels(menu)[0])
    for words in ("Счёт", "104582"):
        await customer.reads()
        customer.writes(words)
    asked = await customer.reads(_("{number} of {total}").format(number=3, total=4))

    assert "Совсем другая беда: не приходит счёт" in body(asked)
    assert unread(agent, ticket.thread) == unread(agent, other.thread) == []


async def test_a_closed_ticket_is_not_among_the_live_ones(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    agent.writes("/close duplicate", thread=ticket.thread)
    await customer.reads(customer._("duplicate"))
    customer.writes("Есть новости?")

    await agent.reads("Есть новости?", thread=other.thread)
    assert unread(customer) == []


async def test_a_ticket_completed_two_weeks_ago_takes_a_message_only_when_it_is_named(
    bot: App, customer: CustomerPerson, agent: AgentPerson, world: World
) -> None:
    """Of a product that silence never closes."""
    ticket = await find_ticket(agent, await registers(customer, "pix-task-mining", "fault"))
    await resolve(agent, customer, ticket)
    await sees_state(agent, ticket, "Completed")
    catch_up(agent, ticket.thread)
    await pass_time(world, timedelta(days=13))
    customer.writes("Спасибо!")
    await agent.reads("Спасибо!", thread=ticket.thread)
    await customer.reads()

    await pass_time(world, timedelta(days=2))
    customer.writes("У меня другой вопрос")

    asked = await customer.reads()
    assert labels(asked) == PRODUCTS
    assert unread(agent, ticket.thread) == []


async def test_words_that_wait_for_the_choice_survive_a_restart(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running_in_world_time(settings, world):
        ticket = await find_ticket(agent, await register(customer))
        await find_ticket(agent, await register(customer, "service", subject="Второй"))
        customer.writes("Есть новости?")
        asked = await is_asked(customer)
    async with running_in_world_time(settings, world) as again:
        await press(customer, asked, "EC-1 · Экспорт не работает")
        shown = await agent.reads("Есть новости?", thread=ticket.thread)
        assert body(shown) == "Есть новости?"
        written = next(x for x in customer.messages() if body(x) == "Есть новости?")
        assert (await stored_message(again, written)).audience == "ticket"


async def test_words_that_wait_are_not_forgotten_when_the_customer_opens_the_ticket_by_hand(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    """Instead of the question's button, the one of the ticket's window is pressed."""
    customer.writes("Есть новости?")
    await is_asked(customer)
    customer.writes("/ticket EC-1")
    await press(customer, await customer.reads(), customer._("Add a message"))
    await customer.reads()
    customer.writes("Жду ответа")

    await agent.until(
        lambda: {"Есть новости?", "Жду ответа"} <= {body(x) for x in agent.from_bot(ticket.thread)}
    )
