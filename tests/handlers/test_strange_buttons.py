"""Buttons that are somebody else's, out of date, or made up: they change nothing, and say so."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.model import Press
from bot.sandbox.world import World
from storage.tables import customers, drafts, inbox, tickets
from tests.journeys.helpers import (
    PREVIEW,
    Ticket,
    answer,
    answered,
    callback_data,
    new_customer,
    press_data,
    progress,
    reach,
    register,
    resolve,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, settled

OUTDATED = "Кнопка устарела, ничего не изменилось."


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
async def stranger(bot: App, world: World) -> CustomerPerson:
    """Another customer, with a form of their own at the second question."""
    person = new_customer(world, "Чужой")
    await reach(person, 2)
    return person


async def pressed(person: CustomerPerson | AgentPerson, data: str) -> Press:
    """Under the person's newest message of the bot."""
    return await answered(person, press_data(person, person.from_bot()[-1], data))


async def snapshot(bot: App) -> Any:
    """Everything that a press could change."""
    return [await stored(bot, select(table)) for table in (tickets, drafts, customers)]


@pytest.mark.parametrize("label", ["Отправить", "Изменить", "Отмена"])
async def test_a_form_obeys_its_own_customer_only(
    bot: App, customer: CustomerPerson, stranger: CustomerPerson, label: str
) -> None:
    preview = await reach(customer, PREVIEW)
    before = await snapshot(bot)

    late = await pressed(stranger, callback_data(preview, label))

    assert late.text == OUTDATED
    assert await snapshot(bot) == before
    assert unread(customer) == unread(stranger) == []


@pytest.mark.parametrize(
    "do", ["show", "write", "place", "withdraw", "withdrawn", "keep", "confirm", "refuse", "note", "new"]
)
async def test_a_ticket_obeys_its_own_customer_only(
    bot: App,
    customer: CustomerPerson,
    agent: AgentPerson,
    ticket: Ticket,
    stranger: CustomerPerson,
    do: str,
) -> None:
    await resolve(agent, customer, ticket)
    (row,) = await stored(bot, select(tickets))
    before = await snapshot(bot)

    late = await pressed(stranger, f"k1:{row.id}:{do}:1")

    assert late.text == OUTDATED
    assert await snapshot(bot) == before
    await settled(0.1)
    assert unread(customer) == unread(stranger) == []


async def test_a_rating_is_the_customers_own(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, stranger: CustomerPerson
) -> None:
    question = await resolve(agent, customer, ticket)
    await answered(customer, press_data(customer, question, callback_data(question, "Подтвердить")))
    rating = await customer.reads("5")

    late = await pressed(stranger, callback_data(rating, "5"))

    assert late.text == OUTDATED
    assert await stored(bot, select(tickets.c.rating)) == [(None,)]


async def test_agents_buttons_do_not_work_in_a_private_chat(
    bot: App, agent: AgentPerson, customer: CustomerPerson, ticket: Ticket
) -> None:
    """A customer copies the data of the card's buttons, and knows the bot's format."""
    data = callback_data(agent.card(ticket.thread), "Взять")
    for each in (data, data.replace("take", "resolve"), data.replace("take:", "closefor:spam")):
        late = await pressed(customer, each)
        assert late.text == OUTDATED

    assert await stored(bot, select(tickets.c.state, tickets.c.assignee_id)) == [("new", None)]


async def test_customers_buttons_do_not_work_in_the_group(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    (row,) = await stored(bot, select(tickets))

    for data in (f"k1:{row.id}:withdrawn:0", "p1:e-comet", "m1:tickets:", "l1:en"):
        made = await answered(agent, press_data(agent, agent.card(ticket.thread), data))
        assert made.text == OUTDATED

    assert await stored(bot, select(tickets.c.state)) == [("new",)]


@pytest.mark.parametrize(
    "data",
    [
        "x",
        "f1",
        "f1:abc:submit::",
        "f1:1:explode::",
        "f1:-1:submit::",
        "k1:99999999:show:0",
        "k1:0:confirm:1",
        "k1:1:rate:99",
        "p1:no-such-product",
        "t1:e-comet:no-such-type",
        "t1:no-such-product:incident",
        "m1:explode:",
        "m1:contacts:no-such-product",
        "c1:99999999:1",
        "c1:1:maybe",
        "l1:xx",
        "l1:",
        "f0:1:submit::",
        "🤷" * 16,
        "' OR 1=1 --",
    ],
)
async def test_made_up_data_is_answered_and_changes_nothing(
    bot: App, customer: CustomerPerson, data: str
) -> None:
    await register(customer)
    before = await snapshot(bot)

    made = await pressed(customer, data)

    assert await snapshot(bot) == before
    assert made.answered
    assert await stored(bot, select(inbox).where(inbox.c.status == "dead")) == []


@pytest.mark.parametrize(
    "data", ["d1:99999999:take:", "d1:1:explode:", "d1:1:send:abc", "d1:1:closefor:none"]
)
async def test_made_up_data_in_the_group_is_answered_and_changes_nothing(
    bot: App, agent: AgentPerson, customer: CustomerPerson, ticket: Ticket, data: str
) -> None:
    before = await snapshot(bot)

    await answered(agent, press_data(agent, agent.card(ticket.thread), data))

    assert await snapshot(bot) == before
    assert await stored(bot, select(inbox).where(inbox.c.status == "dead")) == []


async def test_a_rating_outside_of_one_to_five_is_not_taken(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    question = await resolve(agent, customer, ticket)
    await answered(customer, press_data(customer, question, callback_data(question, "Подтвердить")))
    rating: Message = await customer.reads("5")

    for stars in ("0", "6", "-1", "99"):
        data = callback_data(rating, "5").rpartition(":")[0] + f":{stars}"
        await answered(customer, press_data(customer, rating, data))

    assert await stored(bot, select(tickets.c.rating)) == [(None,)]


async def test_a_press_under_a_message_too_old_to_be_shown_works(bot: App, customer: CustomerPerson) -> None:
    """Telegram hands over the ids of such a message only."""
    asked = await reach(customer, 2)
    made = customer.world.press(
        customer.id, customer.chat_id, asked["message_id"], text="Назад", inaccessible=True
    )
    await answered(customer, made)

    assert progress(customer, 1) in body(await customer.reads())


async def test_an_agents_press_under_a_message_too_old_to_be_shown_works(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    card = agent.card(ticket.thread)
    made = agent.world.press(agent.id, agent.chat_id, card["message_id"], text="Взять", inaccessible=True)
    await answered(agent, made)
    await agent.sees_on_card(ticket.thread, "Ольга")
    await answer(agent, customer, ticket, "Проверяем.")
