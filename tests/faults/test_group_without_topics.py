"""A staff group without topics: the card and replies to it give agents the same abilities."""

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from storage.tables import tickets
from tests.conftest import RIGHTS
from tests.journeys.helpers import (
    catch_up,
    document,
    names,
    new_customer,
    photo,
    press,
    reach,
    register,
    stored,
    stored_message,
    submit,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
def staff_group(world: World) -> Chat:
    group = world.create_group("Staff", forum=False)
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    return group


@pytest.fixture
async def card(bot: App, customer: CustomerPerson, agent: AgentPerson) -> Message:
    await register(customer)
    return await agent.reads("EC-1 · e-Comet")


def refreshed(agent: AgentPerson, card: Message) -> str:
    return body(agent.world.message(agent.chat_id, card["message_id"]))


async def test_the_card_stands_in_the_group_with_its_buttons(agent: AgentPerson, card: Message) -> None:
    assert labels(card) == ["Взять", "Спросить", "Решено", "Ещё"]
    assert agent.world.topics(agent.chat_id) == []


async def test_a_reply_to_the_card_is_an_answer_and_takes_the_ticket(
    customer: CustomerPerson, agent: AgentPerson, card: Message
) -> None:
    agent.writes("Проверяем.", reply_to=card["message_id"])

    assert body(await customer.reads()) == "Проверяем."
    await agent.until(lambda: "Исполнитель: Ольга" in refreshed(agent, card))


async def test_a_customers_message_replies_to_the_card_and_can_be_replied_to(
    customer: CustomerPerson, agent: AgentPerson, card: Message
) -> None:
    said = customer.writes("Есть новости?")
    shown = await agent.reads("Есть новости?")
    assert shown["reply_to_message"]["message_id"] == card["message_id"]
    agent.writes("Пока нет.", reply_to=shown["message_id"])

    got = await customer.reads("Пока нет.")

    assert got["reply_to_message"]["message_id"] == said["message_id"]


async def test_what_replies_to_nothing_is_the_groups_own_talk(
    bot: App, customer: CustomerPerson, agent: AgentPerson, card: Message
) -> None:
    agent.writes("Кто идёт обедать?")
    agent.writes("Проверяем.", reply_to=card["message_id"])

    assert body(await customer.reads()) == "Проверяем."
    assert unread(customer) == []


async def test_notes_and_replies_to_colleagues_stay_in_the_group(
    bot: App, customer: CustomerPerson, agent: AgentPerson, card: Message
) -> None:
    user = agent.world.create_user("Максим", side="staff")
    agent.world.join(agent.chat_id, user.id, status="member")
    other = AgentPerson(agent.world, user.id, agent.chat_id, "ru")
    note = agent.writes("// старый тариф", reply_to=card["message_id"])
    other.writes("Точно?", reply_to=note["message_id"])
    agent.writes("/note да, точно", reply_to=card["message_id"])
    agent.writes("Проверяем.", reply_to=card["message_id"])

    assert body(await customer.reads()) == "Проверяем."
    assert (await stored_message(bot, note)).audience == "note"


async def test_the_buttons_and_the_commands_work(
    bot: App, customer: CustomerPerson, agent: AgentPerson, card: Message
) -> None:
    await press(agent, card, "Взять")
    await agent.until(lambda: "Исполнитель: Ольга" in refreshed(agent, card))
    agent.writes("/ask Какой браузер?", reply_to=card["message_id"])
    await customer.reads("Какой браузер?")
    await agent.until(lambda: "Ждём вашего ответа" in refreshed(agent, card))
    customer.writes("Firefox")
    shown = await agent.reads("Firefox")
    await agent.until(lambda: "В работе" in refreshed(agent, card))
    agent.writes("/resolve Обновите страницу.", reply_to=shown["message_id"])
    await customer.reads("Обновите страницу.")
    await agent.until(lambda: "Завершено" in refreshed(agent, card))
    agent.writes("/close duplicate", reply_to=card["message_id"])
    await customer.reads("дубликат")

    assert await stored(bot, select(tickets.c.state)) == [("closed",)]


async def test_undo_as_a_reply_to_the_card_takes_back_the_last_answer(
    customer: CustomerPerson, agent: AgentPerson, card: Message
) -> None:
    """There is no topic to write a bare `/undo` in: the reply only names the ticket."""
    agent.writes("Не тот ответ", reply_to=card["message_id"])
    await customer.reads("Не тот ответ")
    agent.writes("/undo", reply_to=card["message_id"])

    await agent.reads("Сообщение отозвано")
    await customer.until(lambda: not any(body(x) == "Не тот ответ" for x in customer.from_bot()))


async def test_a_reply_to_the_bots_question_is_the_answer_to_it(
    customer: CustomerPerson, agent: AgentPerson, card: Message
) -> None:
    """`Ask` tells what to do next; the natural thing is to reply to that."""
    await press(agent, card, "Спросить")
    prompt = await agent.reads("напишите вопрос")
    assert prompt["reply_to_message"]["message_id"] == card["message_id"]
    agent.writes("Какой браузер?", reply_to=prompt["message_id"])

    assert body(await customer.reads()) == "Какой браузер?"
    await agent.until(lambda: "Ждём вашего ответа" in refreshed(agent, card))


async def test_files_of_the_form_and_later_ones_hang_on_the_card(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await reach(customer, 4)
    customer.attaches(document("form.log"))
    await press(customer, await customer.reads(), "Готово")
    await submit(customer, await customer.reads())
    card = await agent.reads("EC-1 · e-Comet")
    customer.attaches(document("later.log"))

    await agent.until(lambda: names(agent.from_bot()) == ["form.log", "later.log"])
    for each in agent.from_bot():
        if "document" in each:
            assert each["reply_to_message"]["message_id"] == card["message_id"]


async def test_an_album_stays_an_album(customer: CustomerPerson, agent: AgentPerson, card: Message) -> None:
    customer.attaches(photo("1.png"), photo("2.png"))

    await agent.until(lambda: sum("photo" in each for each in agent.from_bot()) == 2)
    album = [each for each in agent.from_bot() if "photo" in each]
    assert len({each.get("media_group_id") for each in album} - {None}) == 1


async def test_two_tickets_side_by_side_do_not_mix(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, card: Message
) -> None:
    other = new_customer(world)
    await register(other)
    theirs = await agent.reads("EC-2 · e-Comet")
    agent.writes("Второму", reply_to=theirs["message_id"])
    agent.writes("Первому", reply_to=card["message_id"])

    assert body(await other.reads()) == "Второму"
    assert body(await customer.reads()) == "Первому"


async def test_a_command_that_replies_to_nothing_is_refused_in_words(
    bot: App, agent: AgentPerson, card: Message
) -> None:
    catch_up(agent)
    agent.writes("/take")

    assert body(await agent.reads()) == "Эта команда работает в теме запроса или ответом на его карточку."
