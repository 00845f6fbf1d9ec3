"""Solutions to choose from: by a button, by words, once."""

import pytest
from sqlalchemy import select

from bot.app import App
from storage.tables import tickets
from tests.journeys.helpers import (
    Ticket,
    marked,
    press,
    presses_at_once,
    resolve,
    sees_state,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled

OUTDATED = "Кнопка устарела. Ничего не изменилось."


@pytest.fixture
def language() -> str:
    return "ru"


async def offered(
    agent: AgentPerson, customer: CustomerPerson, ticket: Ticket, options: str = "Откатить | Обновить"
) -> Message:
    """The question, as the customer got it; the ticket waits for the answer."""
    written = agent.writes(f"/options {options}", thread=ticket.thread)
    question = await customer.reads("есть несколько вариантов")
    await marked(agent, written)
    await sees_state(agent, ticket, "Waiting for your answer")
    return question


async def test_a_double_press_chooses_once(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    question = await offered(agent, customer, taken)
    presses_at_once(customer, question, "Откатить")
    late = await press(customer, question, "Обновить")

    assert late.text == customer._("This button is out of date. Nothing was changed.")
    await customer.reads("Вы выбрали: Откатить")
    await agent.reads("Клиент выбрал: Откатить", thread=taken.thread)
    await settled()
    assert (unread(customer), unread(agent, taken.thread)) == ([], [])
    assert await stored(bot, select(tickets.c.state, tickets.c.offer)) == [("open", None)]


async def test_an_option_can_be_named_in_words(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    for said in ("2", "обновить"):
        await offered(agent, customer, taken)
        customer.writes(said)
        await agent.reads("Клиент выбрал: Обновить", thread=taken.thread)
        await sees_state(agent, taken, "In progress")


async def test_other_words_answer_too_and_the_buttons_are_outdated_then(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    question = await offered(agent, customer, taken)
    customer.writes("А можно оба сразу?")
    await agent.reads("А можно оба сразу?", thread=taken.thread)
    await agent.reads("@olga", thread=taken.thread)
    await sees_state(agent, taken, "In progress")

    late = await press(customer, question, "Обновить")
    assert late.text == customer._("This button is out of date. Nothing was changed.")


async def test_buttons_of_an_earlier_choice_are_outdated(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    earlier = await offered(agent, customer, taken)
    await offered(agent, customer, taken, "Сегодня | Завтра")
    late = await press(customer, earlier, "Обновить")
    assert late.text == customer._("This button is out of date. Nothing was changed.")

    await resolve(agent, customer, taken)
    await customer.presses("Завтра")
    await sees_state(agent, taken, "Completed")


async def test_from_more_the_next_message_has_an_option_on_each_line(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await agent.presses("Ещё", thread=taken.thread)
    await agent.presses("Варианты", thread=taken.thread)
    await agent.reads("напишите от 2 до 6 вариантов", thread=taken.thread)
    agent.writes("Только один", thread=taken.thread)
    await agent.reads("Вариантов должно быть от 2 до 6, а здесь 1.", thread=taken.thread)
    agent.writes("Откатить версию\nОбновить сервер\nПодождать", thread=taken.thread)

    question = await customer.reads("есть несколько вариантов")
    assert labels(question) == ["Откатить версию", "Обновить сервер", "Подождать"]
    assert "2. Обновить сервер" in body(question)


async def test_what_is_no_choice_is_refused_with_a_reason(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    for said, why in (
        ("раз", "от 2 до 6, а здесь 1"),
        (" | ".join("абвгдеё"), "от 2 до 6, а здесь 7"),
        ("да | " + "х" * 101, "не больше 100 символов, а здесь 101"),
        ("да | Да", "одинаковые"),
    ):
        agent.writes(f"/options {said}", thread=taken.thread)
        await agent.reads(why, thread=taken.thread)
    await settled()
    assert unread(customer) == []


async def test_a_choice_that_is_taken_back_disappears(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    question = await offered(agent, customer, taken)
    agent.writes("/undo", thread=taken.thread)
    await sees_state(agent, taken, "In progress")
    await customer.until(
        lambda: not any(each["message_id"] == question["message_id"] for each in customer.messages())
    )
