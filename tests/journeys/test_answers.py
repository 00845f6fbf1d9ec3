"""Messages between the two sides of a ticket: whole, in order, with their replies, and marked on arrival."""

from typing import Any

import pytest

from bot.app import App
from bot.sandbox.faults import Fault
from bot.sandbox.model import Upload
from tests.journeys.helpers import (
    Ticket,
    answer,
    document,
    marked,
    names,
    photo,
    reaction,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Reader, body, settled


@pytest.fixture
def language() -> str:
    return "ru"


FORMATTED = "👉 Нажмите Экспорт и введите код E-42 на странице помощи"


def formatting() -> list[dict[str, Any]]:
    """In UTF-16 units, of which the hand takes two."""
    return [
        {"type": "bold", "offset": 11, "length": 7},
        {"type": "code", "offset": 33, "length": 4},
        {"type": "text_link", "offset": 41, "length": 15, "url": "https://app.e-comet.io/help"},
    ]


async def test_an_answer_keeps_its_formatting(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.world.write(agent.id, agent.chat_id, FORMATTED, thread=ticket.thread, entities=formatting())

    got = await customer.reads("Экспорт")

    assert got["text"] == FORMATTED
    assert got["entities"] == formatting()
    assert "forward_origin" not in got


async def test_a_customers_message_keeps_its_formatting(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    customer.world.write(customer.id, customer.chat_id, FORMATTED, entities=formatting())

    got = await agent.reads("Экспорт", thread=ticket.thread)

    assert got["text"] == FORMATTED
    assert got["entities"] == formatting()


@pytest.mark.parametrize("kind", ["photo", "document", "video", "voice", "audio", "animation", "video_note"])
async def test_files_of_each_kind_travel_both_ways(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, kind: str
) -> None:
    caption = None if kind == "video_note" else "Смотрите <сюда> & сюда"
    upload = Upload(f"file.{kind}", b"bytes", kind=kind)
    agent.attaches(upload, thread=ticket.thread, caption=caption)
    got = await customer.reads()
    assert kind in got
    assert got.get("caption") == caption

    customer.attaches(upload, caption=caption)
    shown = await agent.reads(thread=ticket.thread)
    assert kind in shown
    assert shown.get("caption") == caption


async def test_an_agents_album_arrives_as_an_album(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    sent = agent.attaches(
        photo("1.png"), photo("2.png"), photo("3.png"), thread=ticket.thread, caption="По шагам"
    )

    await agent.until(lambda: len(unread(customer)) == 3)
    got = unread(customer)
    assert len({each["media_group_id"] for each in got}) == 1
    assert [each.get("caption") for each in got] == ["По шагам", None, None]
    await agent.until(lambda: any(reaction(agent, each) for each in sent))


async def test_a_customers_album_arrives_as_an_album(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    customer.attaches(document("1.log"), document("2.log"))

    await agent.until(lambda: names(agent.from_bot(ticket.thread)) == ["1.log", "2.log"])
    shown = [each for each in agent.from_bot(ticket.thread) if "document" in each]
    assert len({each["media_group_id"] for each in shown}) == 1


@pytest.mark.parametrize("side", ["customer", "agent"])
async def test_an_album_sent_as_a_reply_stays_an_album(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, side: str
) -> None:
    said = customer.writes("Где кнопка?")
    asked = await agent.reads("Где кнопка?", thread=ticket.thread)
    told = await answer(agent, customer, ticket, "Справа.")
    files = [photo("1.png"), photo("2.png")]
    reader: Reader = customer if side == "agent" else agent
    thread = None if side == "agent" else ticket.thread
    if side == "agent":
        reply = asked["message_id"]
        agent.world.attach(agent.id, agent.chat_id, files, reply_to=reply, thread=ticket.thread)
        target = said
    else:
        reply = customer.from_bot()[-1]["message_id"]
        customer.world.attach(customer.id, customer.chat_id, files, reply_to=reply)
        target = told

    await agent.until(lambda: sum("photo" in each for each in reader.from_bot(thread)) == 2)
    got = [each for each in reader.from_bot(thread) if "photo" in each]
    assert got[0]["reply_to_message"]["message_id"] == target["message_id"]
    assert len({each.get("media_group_id") for each in got} - {None}) == 1


async def test_many_messages_keep_their_order(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    for number in range(8):
        customer.writes(f"строка {number}")
        agent.writes(f"ответ {number}", thread=ticket.thread)

    await agent.until(lambda: len(unread(customer)) == 8 and len(unread(agent, ticket.thread)) >= 8)
    assert [body(each) for each in unread(customer)] == [f"ответ {number}" for number in range(8)]
    shown = [body(each) for each in unread(agent, ticket.thread) if body(each).startswith("строка")]
    assert shown == [f"строка {number}" for number in range(8)]


# Marks.


async def test_the_mark_on_an_answer_appears_only_when_the_customer_has_it(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.world.faults.add(Fault("copyMessage", chat_id=customer.id, kind="slow", seconds=0.5))
    written = agent.writes("Проверяем.", thread=ticket.thread)
    await settled(0.25)
    assert unread(customer) == []
    assert reaction(agent, written) is None

    await customer.reads("Проверяем.")
    await marked(agent, written)


async def test_the_mark_on_a_customers_message_appears_only_when_the_topic_has_it(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.world.faults.add(Fault("copyMessage", chat_id=agent.chat_id, kind="slow", seconds=0.5))
    written = customer.writes("Есть новости?")
    await settled(0.25)
    assert unread(agent, ticket.thread) == []
    assert reaction(customer, written) is None

    await agent.reads("Есть новости?", thread=ticket.thread)
    await marked(customer, written)
    assert unread(customer) == []


async def test_where_reactions_are_switched_off_the_agent_is_told_in_a_word(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.world.set_reactions(agent.chat_id, allowed=False)
    written = agent.writes("Проверяем.", thread=ticket.thread)
    await customer.reads("Проверяем.")

    told = await agent.reads("✓", thread=ticket.thread)

    assert told["reply_to_message"]["message_id"] == written["message_id"]
    assert told["message_thread_id"] == ticket.thread


# Replies.


async def test_an_agents_reply_to_a_relayed_message_replies_to_the_customers_own(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    first = customer.writes("Первое")
    customer.writes("Второе")
    shown = await agent.reads("Первое", thread=ticket.thread)
    await agent.reads("Второе", thread=ticket.thread)
    agent.writes("Это про первое", thread=ticket.thread, reply_to=shown["message_id"])

    got = await customer.reads("Это про первое")

    assert got["reply_to_message"]["message_id"] == first["message_id"]


async def test_an_agents_reply_to_an_own_answer_replies_to_what_the_customer_got(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    earlier = await answer(agent, customer, ticket, "Обновите страницу.")
    copy = customer.from_bot()[-1]
    agent.writes("И ещё раз.", thread=ticket.thread, reply_to=earlier["message_id"])

    got = await customer.reads("И ещё раз.")

    assert got["reply_to_message"]["message_id"] == copy["message_id"]


async def test_a_customers_reply_to_an_answer_replies_to_the_agents_own(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    told = await answer(agent, customer, ticket, "Обновите страницу.")
    await answer(agent, customer, ticket, "И очистите кэш.")
    copy = next(each for each in customer.from_bot() if body(each) == "Обновите страницу.")
    customer.writes("Не помогло", reply_to=copy["message_id"])

    shown = await agent.reads("Не помогло", thread=ticket.thread)

    assert shown["reply_to_message"]["message_id"] == told["message_id"]


async def test_a_customers_reply_to_an_own_message_replies_to_its_copy(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    first = customer.writes("Вот ошибка E-42")
    copy = await agent.reads("Вот ошибка E-42", thread=ticket.thread)
    customer.writes("Она была и вчера", reply_to=first["message_id"])

    shown = await agent.reads("Она была и вчера", thread=ticket.thread)

    assert shown["reply_to_message"]["message_id"] == copy["message_id"]


async def test_an_agents_reply_to_the_card_is_a_plain_answer(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("Смотрим.", thread=ticket.thread, reply_to=agent.card(ticket.thread)["message_id"])

    got = await customer.reads("Смотрим.")

    assert "reply_to_message" not in got


async def test_what_is_written_outside_of_any_ticket_reaches_no_customer(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    other = agent.world.create_topic(agent.id, agent.chat_id, "Курилка")
    agent.writes("Кто идёт обедать?")
    agent.writes("EC-1 опять сломался", thread=other.message_thread_id)
    await answer(agent, customer, ticket, "Проверяем.")

    assert not any("обедать" in body(each) or "сломался" in body(each) for each in customer.from_bot())
