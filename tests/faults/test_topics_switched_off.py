"""The group's owner switches topics off, and on again, while tickets are being worked on."""

import pytest

from bot.app import App
from bot.channels.telegram import topics as topics_module
from tests.journeys.helpers import Ticket, answer, find_ticket, marked, new_customer, register
from tests.people import AgentPerson, CustomerPerson, Message, body


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture(autouse=True)
def _look_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics_module, "ASK_OF_TOPICS_SECONDS", 0.0)
    monkeypatch.setattr(topics_module, "TRY_TOPICS_AGAIN_SECONDS", 0.0)


async def card_in_the_group(agent: AgentPerson, number: str) -> Message:
    """The card that stands in the group itself."""
    return await agent.until(
        lambda: next(
            (
                each
                for each in agent.messages()
                if body(each).startswith(number) and "message_thread_id" not in each
            ),
            None,
        )
    )


async def test_a_ticket_goes_on_under_a_card_in_the_group(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await answer(agent, customer, taken, "Проверяем.")
    agent.world.set_forum(agent.chat_id, forum=False)
    said = customer.writes("Есть новости?")

    card = await card_in_the_group(agent, "EC-1")
    await marked(customer, said)
    shown = await agent.until(
        lambda: next((each for each in agent.messages() if body(each) == "Есть новости?"), None)
    )
    assert shown["reply_to_message"]["message_id"] == card["message_id"]
    agent.writes("Готово, проверьте.", reply_to=shown["message_id"])
    await customer.reads("Готово, проверьте.")


async def test_new_tickets_get_topics_once_there_are_some_again(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.set_forum(agent.chat_id, forum=False)
    customer.writes("Есть новости?")
    await card_in_the_group(agent, "EC-1")
    agent.world.set_forum(agent.chat_id, forum=True)

    other = await find_ticket(agent, await register(new_customer(agent.world)))
    assert other.number == "EC-2"
    customer.writes("Всё ещё жду")
    await agent.until(lambda: any(body(each) == "Всё ещё жду" for each in agent.messages()))


async def test_a_ticket_comes_back_into_a_topic_once_there_are_some_again(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.set_forum(agent.chat_id, forum=False)
    customer.writes("Есть новости?")
    await card_in_the_group(agent, "EC-1")
    agent.world.set_forum(agent.chat_id, forum=True)
    customer.writes("Всё ещё жду")

    async def topic_with(words: str) -> int:
        def find() -> int | None:
            for topic in agent.world.topics(agent.chat_id):
                if any(body(each) == words for each in agent.from_bot(topic.message_thread_id)):
                    thread: int = topic.message_thread_id
                    return thread
            return None

        return await agent.until(find)

    thread = await topic_with("Всё ещё жду")
    assert thread != taken.thread
    assert body(agent.card(thread)).startswith("EC-1")
    agent.writes("Готово, проверьте.", thread=thread)
    await customer.reads("Готово, проверьте.")
