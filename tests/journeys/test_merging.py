"""Two tickets about one problem become one, and may be parted again."""

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.faults import Fault
from storage.tables import tickets
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    find_ticket,
    new_customer,
    press,
    presses_at_once,
    register,
    resolve,
    sees_state,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
async def other(customer: CustomerPerson, agent: AgentPerson, ticket: Ticket) -> Ticket:
    """A second ticket of the customer about the same."""
    return await find_ticket(agent, await register(customer, "service", subject="Снова экспорт"))


async def preview(agent: AgentPerson, ticket: Ticket, number: str = "EC-1") -> Message:
    agent.writes(f"/merge {number}", thread=ticket.thread)
    return await agent.reads("→", thread=ticket.thread)


async def merged(agent: AgentPerson, customer: CustomerPerson, ticket: Ticket) -> Message:
    """Into EC-1; the line in the ticket's topic that says so."""
    await press(agent, await preview(agent, ticket), agent._("Merge"))
    await customer.reads("EC-1")
    return await agent.reads("EC-1", thread=ticket.thread)


async def rows(bot: App) -> list[tuple[str, str | None]]:
    found = await stored(bot, select(tickets.c.state, tickets.c.merged_into).order_by(tickets.c.id))
    return [tuple(each) for each in found]


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_look_comes_first_and_one_press_makes_two_tickets_one(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    shown = await preview(agent, other, "1")
    assert "Снова экспорт" in body(shown)
    assert "Экспорт не работает" in body(shown)
    assert unread(customer) == [], "nothing reaches the customer before the press"

    await press(agent, shown, agent._("Merge"))

    told = customer._("{ticket} and {other} are about the same problem, so we have joined them.")
    assert body(await customer.reads()).startswith(told.format(ticket="EC-2", other="EC-1"))
    await agent.reads("EC-2", thread=ticket.thread)
    await sees_state(agent, other, "Merged into {other}", other="EC-1")
    assert await rows(bot) == [("new", None), ("merged", "EC-1")]
    customer.writes("/ticket EC-2")
    window = await customer.reads("EC-2")
    assert customer._("Merged into {other}").format(other="EC-1") in body(window)
    assert labels(window) == [customer._("Add a message"), customer._("History")]


async def test_what_the_customer_says_of_a_merged_ticket_goes_to_the_other(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    """By a free message, a reply to one of its messages, its button, and the choice of a minute before."""
    await answer(agent, customer, other, "Смотрим второй.")
    said = customer.from_bot()[-1]
    customer.writes("/ticket EC-2")
    window = await customer.reads("EC-2")
    await press(customer, window, customer._("Add a message"))
    await customer.reads()
    await merged(agent, customer, other)
    catch_up(agent, other.thread)
    for words, reply_to in (("Выбран раньше", None), ("Ответ на второй", said["message_id"])):
        customer.writes(words, reply_to=reply_to)
        await agent.reads(words, thread=ticket.thread)
    await press(customer, window, customer._("Add a message"))
    assert "EC-1" in body(await customer.reads())
    customer.writes("Через кнопку")

    await agent.reads("Через кнопку", thread=ticket.thread)
    assert unread(agent, other.thread) == []
    late = await press(customer, window, customer._("Withdraw"))
    assert late.text == customer._("{ticket} has been merged into {other}. Please go on there.").format(
        ticket="EC-2", other="EC-1"
    )


async def test_agents_answer_where_it_goes_on_and_what_was_on_its_way_still_arrives(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    shown = await preview(agent, other)
    agent.world.faults.add(Fault("sendMessage", chat_id=customer.id, kind="slow", seconds=0.6))
    agent.writes("/resolve Обновите страницу.", thread=other.thread)
    await agent.until(lambda: agent.world.updates_pending() == 0)
    await settled(0.1)
    await press(agent, shown, agent._("Merge"))
    await customer.reads("Обновите страницу.")
    await customer.reads("EC-1")
    await sees_state(agent, other, "Merged into {other}", other="EC-1")
    assert not any(customer._("Confirm") in labels(each) for each in customer.from_bot())

    agent.writes("Ещё одно", thread=other.thread)
    refused = agent._("{ticket} has been merged into {other}. Please go on there.")
    await agent.reads(refused.format(ticket="EC-2", other="EC-1"), thread=other.thread)
    await answer(agent, customer, ticket, "Отвечаем здесь.")


@pytest.mark.parametrize("how", ["button", "command"])
async def test_parted_tickets_are_as_before_and_what_was_said_since_is_listed(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket, how: str
) -> None:
    await resolve(agent, customer, other)
    await sees_state(agent, other, "Completed")
    pointer = await merged(agent, customer, other)
    customer.writes("Всё ещё пусто")
    await agent.reads("Всё ещё пусто", thread=ticket.thread)

    if how == "button":
        await press(agent, pointer, agent._("Undo the merge"))
    else:
        agent.writes("/undo", thread=other.thread)

    told = customer._("{ticket} is a problem of its own after all: we work on it apart from {other} again.")
    assert body(await customer.reads()) == told.format(ticket="EC-2", other="EC-1")
    assert "Всё ещё пусто" in body(await agent.reads("EC-1:", thread=other.thread))
    await sees_state(agent, other, "In progress")
    assert await rows(bot) == [("new", None), ("open", None)]
    late = await press(agent, pointer, agent._("Undo the merge"))
    assert late.text == agent._("This button is out of date. Nothing was changed.")


async def test_a_ticket_is_merged_once_and_never_into_a_strangers_or_an_ended_one(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    stranger = new_customer(agent.world)
    await register(stranger)
    for number, why in (
        ("EC-2", "This is the ticket itself. Please write the number of another one."),
        ("EC-3", "{ticket} belongs to another customer: it cannot be merged."),
        ("EC-77", "There is no ticket “{given}”. Write a number, for example {example}."),
    ):
        agent.writes(f"/merge {number}", thread=other.thread)
        words = agent._(why).format(ticket=number, given=number, example="EC-2")
        await agent.reads(words, thread=other.thread)
    shown = await preview(agent, other)
    first, second = (presses_at_once(agent, shown, agent._("Merge")) for _ in range(2))
    await agent.until(lambda: first.answered and second.answered)
    await customer.reads("EC-1")
    agent.writes("/merge EC-2", thread=ticket.thread)

    await agent.reads(
        agent._("{ticket} is not open any more. State: {how}.").format(
            ticket="EC-2", how=agent._("Merged into {other}").format(other="EC-1")
        ),
        thread=ticket.thread,
    )
    assert await rows(bot) == [("new", None), ("merged", "EC-1"), ("new", None)]
    await settled()
    assert unread(customer) == []


async def test_more_asks_for_the_number_and_the_customer_never_reads_it(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, other: Ticket
) -> None:
    await press(agent, agent.card(other.thread), agent._("More"))
    await press(agent, await agent.reads("EC-2", thread=other.thread), agent._("Merge"))
    await agent.reads(thread=other.thread)
    agent.writes("с первым", thread=other.thread)
    await agent.reads("с первым", thread=other.thread)
    agent.writes("EC-1", thread=other.thread)

    await press(agent, await agent.reads("→", thread=other.thread), agent._("Merge"))
    await customer.reads("EC-1")
    assert not any("с первым" in body(each) for each in customer.from_bot())
