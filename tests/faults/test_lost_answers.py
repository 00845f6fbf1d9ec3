"""Connections that break and proxies that fail, before and after the call took effect."""

import time
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from bot.services.desk_ports import Place
from storage.tables import events, tickets
from tests.journeys.helpers import (
    PREVIEW,
    Ticket,
    find_ticket,
    marked,
    new_customer,
    photo,
    press,
    presses_at_once,
    progress,
    reach,
    register,
    sees_state,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels, settled

TROUBLES: list[Any] = [
    pytest.param({"kind": kind, "effect": effect}, id=f"{kind}-{effect}")
    for kind, effect in (
        ("drop", "before"),
        ("drop", "after"),
        ("500_html", "before"),
        ("500_html", "after"),
        ("502", "before"),
    )
]


@pytest.fixture
def language() -> str:
    return "ru"


def times(customer: CustomerPerson, text: str) -> int:
    return sum(body(each) == text for each in customer.from_bot())


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_an_answer_arrives_in_order_whatever_happens_to_the_call(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, trouble: dict[str, Any]
) -> None:
    """One whose answer was lost may come twice; it never stays away, and is recorded once."""
    agent.world.faults.add(Fault("copyMessage", chat_id=customer.id, **trouble))
    written = agent.writes("Обновите страницу.", thread=taken.thread)
    await marked(agent, written)
    second = agent.writes("И очистите кэш.", thread=taken.thread)
    await marked(agent, second)

    assert times(customer, "Обновите страницу.") == (2 if trouble["effect"] == "after" else 1)
    assert body(customer.from_bot()[-1]) == "И очистите кэш."
    assert await stored(
        bot, select(func.count()).select_from(events).where(events.c.event == "agent_wrote")
    ) == [(2,)]


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_text_of_ours_arrives_whatever_happens_to_the_call(
    bot: App, customer: CustomerPerson, trouble: dict[str, Any]
) -> None:
    await reach(customer, 1)
    customer.world.faults.add(Fault("sendMessage", chat_id=customer.id, **trouble))
    customer.writes("Экспорт не работает")

    await customer.reads(progress(customer, 2))
    customer.writes("104582")
    await customer.reads(progress(customer, 3))


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_topic_is_made_once_whatever_happens_to_the_call(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, trouble: dict[str, Any]
) -> None:
    """A topic whose making was not answered is found among the updates and adopted."""
    world.faults.add(Fault("createForumTopic", **trouble))
    ticket = await find_ticket(agent, await register(customer))
    customer.writes("Есть новости?")
    await agent.reads("Есть новости?", thread=ticket.thread)

    assert len(world.topics(agent.chat_id)) == 1
    cards = [each for each in agent.from_bot(ticket.thread) if body(each).startswith("EC-1 · ")]
    assert len(cards) == 1


@pytest.mark.parametrize("call", ["createForumTopic", "sendMessage"])
async def test_a_place_that_another_process_has_made_meanwhile_stays_and_ours_goes(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, call: str
) -> None:
    """We hung, were taken for dead, and come back to life."""
    chat = world.chat(agent.chat_id)
    await world.wait_for(lambda: any("pinned_message" in each for each in world.messages(chat.id)))
    world.faults.add(Fault(call, chat_id=chat.id, kind="slow", seconds=1.0))
    await register(customer)
    await world.wait_for(lambda: len(world.faults) == 0)
    [*made] = world.topics(chat.id)
    theirs = made[0] if made else world.open_topic(chat, world.bot, "EC-1 · theirs")
    card = world.post(chat, world.bot, {"text": "Their card"}, topic=theirs)
    async with bot.database.begin() as uow:
        (ticket_id,) = (await stored(bot, select(tickets.c.id)))[0]
        place = Place(ticket_id, chat.id, theirs.message_thread_id, card.data["message_id"])
        known = Place(ticket_id, thread=theirs.message_thread_id if made else None)
        assert await uow.places.found(place, known)
    customer.writes("Есть новости?")
    await agent.reads("Есть новости?", thread=theirs.message_thread_id)

    assert [each.deleted for each in world.topics(chat.id)] == ([False] if made else [False, True])
    assert [body(each) for each in agent.from_bot(theirs.message_thread_id) if "EC-1 · " in body(each)] == []


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_card_whose_sending_broke_still_works(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, trouble: dict[str, Any]
) -> None:
    world.faults.add(Fault("sendMessage", chat_id=agent.chat_id, **trouble))
    await register(customer)
    thread = await agent.topic_of("EC-1")
    await agent.until(lambda: any("Ольга" not in body(x) for x in agent.from_bot(thread)))
    await settled(1.2 if trouble["effect"] == "after" else 0.1)
    newest = [each for each in agent.from_bot(thread) if body(each).startswith("EC-1 · ")][-1]
    await press(agent, newest, "Взять")

    await agent.until(lambda: any("Исполнитель: Ольга" in body(each) for each in agent.from_bot(thread)))
    assert len(world.topics(agent.chat_id)) == 1


async def test_an_album_whose_answer_was_lost_is_not_torn_apart(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.faults.add(Fault("copyMessages", chat_id=agent.chat_id, kind="drop", effect="before"))
    customer.attaches(photo("1.png"), photo("2.png"))

    await agent.until(lambda: sum("photo" in each for each in agent.from_bot(taken.thread)) == 2)
    album = [each for each in agent.from_bot(taken.thread) if "photo" in each]
    assert len({each["media_group_id"] for each in album}) == 1


async def test_a_lost_edit_of_the_card_is_made_up_for(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.world.faults.add(Fault("editMessageText", kind="drop"))
    await press(agent, agent.card(ticket.thread), "Взять")

    await agent.sees_on_card(ticket.thread, "Исполнитель: Ольга")


async def test_a_lost_mark_is_made_up_for(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.faults.add(Fault("setMessageReaction", kind="500_html"))
    written = agent.writes("Проверяем.", thread=taken.thread)

    await marked(agent, written)
    assert times(customer, "Проверяем.") == 1


async def test_a_press_whose_answer_was_lost_has_taken_effect_all_the_same(
    bot: App, customer: CustomerPerson
) -> None:
    asked = await reach(customer, 2)
    customer.world.faults.add(Fault("answerCallbackQuery", kind="drop"))
    presses_at_once(customer, asked, "Назад")

    await customer.reads(progress(customer, 1))


async def test_a_lost_acknowledgement_of_submit_gives_one_ticket(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    """The customer sees nothing, presses again, and has one ticket."""
    preview = await reach(customer, PREVIEW)
    customer.world.faults.add(Fault("sendMessage", chat_id=customer.id, kind="drop"))
    await press(customer, preview, "Отправить")
    late = await press(customer, preview, "Отправить")

    assert late.text == "Этот запрос уже зарегистрирован: EC-1."
    await customer.reads("EC-1")
    assert await stored(bot, select(func.count()).select_from(tickets)) == [(1,)]


async def test_a_resolution_whose_answer_was_lost_completes_the_ticket_once(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.faults.add(Fault("sendMessage", chat_id=customer.id, kind="drop", effect="after"))
    agent.writes("/resolve Обновите страницу.", thread=taken.thread)
    await sees_state(agent, taken, "Completed")
    await customer.until(lambda: any("Подтвердить" in labels(each) for each in customer.from_bot()))
    await settled()

    assert sum("Подтвердить" in labels(each) for each in customer.from_bot()) == 1
    assert await stored(bot, select(tickets.c.resolution_no)) == [(1,)]


async def test_a_slow_telegram_serves_many_at_the_same_time(bot: App, world: World) -> None:
    world.faults.add(Fault("sendMessage", kind="slow", seconds=0.5, times=12))
    crowd = [new_customer(world, f"Клиент {number}") for number in range(12)]
    one_after_the_other = 12 * 0.5
    began = time.monotonic()
    for each in crowd:
        each.starts()
    for each in crowd:
        await each.reads("Здравствуйте")

    assert time.monotonic() - began < one_after_the_other
    assert all(unread(each) == [] for each in crowd)
