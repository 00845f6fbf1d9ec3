"""Topics that are deleted or closed under the bot's feet, and a group that gives no topics."""

import pytest

from bot.app import App
from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.helpers import (
    Ticket,
    answer,
    document,
    find_ticket,
    marked,
    names,
    photo,
    press,
    register,
    resolve,
    sees_state,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, settled
from tests.running import running


@pytest.fixture
def language() -> str:
    return "ru"


async def moved(agent: AgentPerson, ticket: Ticket) -> Ticket:
    """The ticket in its new topic."""

    def find() -> int | None:
        return next(
            (
                topic.message_thread_id
                for topic in agent.world.topics(agent.chat_id)
                if not topic.deleted and topic.message_thread_id != ticket.thread
            ),
            None,
        )

    return Ticket(ticket.number, await agent.until(find))


async def test_a_message_to_a_deleted_topic_arrives_in_a_new_one_with_the_card(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.delete_topic(agent.chat_id, taken.thread)
    written = customer.writes("Есть новости?")

    again = await moved(agent, taken)
    card = await agent.reads("EC-1 · e-Comet", thread=again.thread)
    assert "Исполнитель: Ольга" in body(card)
    await agent.reads("Есть новости?", thread=again.thread)
    await marked(customer, written)
    await answer(agent, customer, again, "Проверяем.")
    await press(agent, agent.card(again.thread), "Решено")
    await sees_state(agent, again, "Completed")


async def test_several_messages_to_a_deleted_topic_make_one_new_topic(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.delete_topic(agent.chat_id, taken.thread)
    customer.writes("Первое")
    customer.attaches(document("вчера.log"))
    customer.attaches(photo("1.png"), photo("2.png"))
    customer.writes("Последнее")

    again = await moved(agent, taken)
    await agent.reads("Последнее", thread=again.thread)
    shown = agent.from_bot(again.thread)
    assert [body(each) for each in shown if body(each) in {"Первое", "Последнее"}] == ["Первое", "Последнее"]
    assert names(shown) == ["вчера.log"]
    assert len({each["media_group_id"] for each in shown if "photo" in each}) == 1
    assert sum(not topic.deleted for topic in agent.world.topics(agent.chat_id)) == 1


async def test_the_bots_own_words_to_a_deleted_topic_arrive_in_a_new_one_too(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    question = await resolve(agent, customer, taken)
    await sees_state(agent, taken, "Completed")
    agent.world.delete_topic(agent.chat_id, taken.thread)
    await press(customer, question, "Подтвердить")

    again = await moved(agent, taken)
    await agent.reads("Клиент подтвердил", thread=again.thread)
    await sees_state(agent, again, "Closed ({reason})", reason="решение подтверждено")


async def test_what_only_refreshes_the_card_makes_no_new_topic(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.delete_topic(agent.chat_id, taken.thread)
    customer.world.block(customer.id)
    await settled()

    assert all(topic.deleted for topic in agent.world.topics(agent.chat_id))


async def test_a_topic_deleted_while_the_bot_was_away_is_replaced(
    settings: Settings, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        ticket = await find_ticket(agent, await register(customer))
    agent.world.delete_topic(agent.chat_id, ticket.thread)
    customer.writes("Есть новости?")
    async with running(settings):
        again = await moved(agent, ticket)
        await agent.reads("Есть новости?", thread=again.thread)


async def test_a_topic_deleted_twice_is_replaced_twice(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.world.delete_topic(agent.chat_id, ticket.thread)
    customer.writes("Раз")
    again = await moved(agent, ticket)
    await agent.reads("Раз", thread=again.thread)
    agent.world.delete_topic(agent.chat_id, again.thread)
    customer.writes("Два")
    third = await moved(agent, again)

    await agent.reads("Два", thread=third.thread)


async def test_a_message_to_a_closed_topic_arrives(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.close_topic(agent.chat_id, taken.thread)
    customer.writes("Есть новости?")

    await agent.reads("Есть новости?", thread=taken.thread)


async def test_a_topic_that_telegram_calls_closed_is_reopened(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    world.close_topic(agent.chat_id, taken.thread)
    refused = Fault(
        "copyMessage", chat_id=agent.chat_id, kind="error", description="Bad Request: TOPIC_CLOSED"
    )
    world.faults.add(refused)
    customer.writes("Есть новости?")

    await agent.reads("Есть новости?", thread=taken.thread)
    assert not world.topics(agent.chat_id)[0].closed


async def test_a_topic_reopened_by_somebody_faster_takes_the_message_all_the_same(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """Reopening is refused then, since there is nothing to do."""
    refused = Fault(
        "copyMessage", chat_id=agent.chat_id, kind="error", description="Bad Request: TOPIC_CLOSED"
    )
    world.faults.add(refused)
    customer.writes("Есть новости?")

    await agent.reads("Есть новости?", thread=taken.thread)
    assert unread(customer) == []


async def test_the_card_that_somebody_deleted_does_not_stop_the_ticket(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    card = agent.card(ticket.thread)
    owner = world.create_user("Хозяин", side="staff")
    world.join(agent.chat_id, owner.id, status="creator")
    world.delete(owner.id, agent.chat_id, card["message_id"])
    agent.writes("/take", thread=ticket.thread)
    await answer(agent, customer, ticket, "Проверяем.")
    customer.writes("Спасибо")

    await agent.reads("Спасибо", thread=ticket.thread)
