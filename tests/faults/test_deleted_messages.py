"""Messages that their authors deleted before they could be copied: rebuilt from what was kept."""

from typing import Any

import pytest

from bot.app import App
from bot.sandbox.faults import Fault
from bot.sandbox.model import Upload
from tests.journeys.helpers import Ticket, document, names, photo, unread
from tests.people import AgentPerson, CustomerPerson, Message, body


@pytest.fixture
def language() -> str:
    return "ru"


def busy(person: CustomerPerson | AgentPerson) -> None:
    """Telegram will not listen in this chat for a second: time enough to delete something."""
    person.world.faults.add(Fault(chat_id=person.chat_id, kind="429", retry_after=1))


async def deletes(person: CustomerPerson | AgentPerson, *messages: Message) -> None:
    """Once the bot has them, and before it could copy them."""
    await person.until(lambda: person.world.updates_pending() == 0 and len(person.world.faults) == 0)
    for each in messages:
        person.world.delete(person.id, person.chat_id, each["message_id"])


async def test_words_arrive_with_their_formatting(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    entities: list[dict[str, Any]] = [{"type": "code", "offset": 3, "length": 4}]
    busy(agent)
    said = customer.world.write(customer.id, customer.chat_id, "👉 E-42 <снова>", entities=entities)
    await deletes(customer, said)

    shown = await agent.reads("E-42", thread=ticket.thread)

    assert shown["text"] == "👉 E-42 <снова>"
    assert shown["entities"] == entities


@pytest.mark.parametrize("kind", ["photo", "document", "video", "voice", "audio", "animation", "video_note"])
async def test_a_file_arrives_with_its_caption(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, kind: str
) -> None:
    caption = None if kind == "video_note" else "Вот <она>"
    busy(agent)
    await deletes(customer, *customer.attaches(Upload(f"file.{kind}", b"bytes", kind=kind), caption=caption))

    shown = await agent.reads(thread=ticket.thread)

    assert kind in shown
    assert shown.get("caption") == caption


async def test_an_agents_answer_arrives_too(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    busy(customer)
    said = agent.writes("Обновите страницу.", thread=taken.thread)
    owner = agent.world.create_user("Хозяин", side="staff")
    agent.world.join(agent.chat_id, owner.id, status="creator")
    await agent.until(lambda: len(agent.world.faults) == 0)
    agent.world.delete(owner.id, agent.chat_id, said["message_id"])

    assert body(await customer.reads()) == "Обновите страницу."


async def test_an_album_that_lost_a_part_arrives_whole(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    busy(agent)
    album = customer.attaches(document("1.log"), document("2.log"), document("3.log"))
    await deletes(customer, album[1])

    await agent.until(lambda: sorted(names(agent.from_bot(ticket.thread))) == ["1.log", "2.log", "3.log"])


async def test_an_album_of_which_nothing_is_left_arrives_whole(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    busy(agent)
    await deletes(customer, *customer.attaches(photo("1.png"), photo("2.png"), caption="Два экрана"))

    await agent.until(lambda: sum("photo" in each for each in agent.from_bot(ticket.thread)) == 2)
    assert any(body(each) == "Два экрана" for each in agent.from_bot(ticket.thread))


async def test_several_messages_of_which_one_is_gone_keep_their_order(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    busy(agent)
    said = [customer.writes(f"строка {number}") for number in range(3)]
    await deletes(customer, said[1])

    await agent.until(lambda: len(unread(agent, ticket.thread)) >= 3)
    assert [body(each) for each in unread(agent, ticket.thread)] == ["строка 0", "строка 1", "строка 2"]


async def test_a_reply_to_a_deleted_message_arrives_as_a_plain_one(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    said = customer.writes("Где кнопка?")
    shown = await agent.reads("Где кнопка?", thread=ticket.thread)
    customer.world.delete(customer.id, customer.chat_id, said["message_id"])
    agent.writes("Справа.", thread=ticket.thread, reply_to=shown["message_id"])

    got = await customer.reads()

    assert body(got) == "Справа."
    assert "reply_to_message" not in got
