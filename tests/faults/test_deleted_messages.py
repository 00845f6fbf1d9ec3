"""Messages that their authors deleted before they could be copied: rebuilt from what was kept."""

from typing import Any

import pytest

from bot.app import App
from bot.sandbox.faults import Fault
from bot.sandbox.model import Upload
from tests.journeys.helpers import Ticket, document, names, photo, unread
from tests.journeys.inputs import INPUTS, WORDS, Sender, a_poll
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


@pytest.mark.parametrize("row", ["contact", "location", "venue", "poll", "dice", "sticker"])
async def test_what_is_neither_words_nor_a_file_arrives_too(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, row: str
) -> None:
    busy(agent)
    sent = INPUTS[row].send(Sender(customer))
    await deletes(customer, *sent)

    await agent.until(lambda: INPUTS[row].shown(agent.from_bot(ticket.thread)))
    shown = agent.from_bot(ticket.thread)[-1]
    if row == "contact":
        assert (shown["contact"]["phone_number"], shown["contact"]["first_name"]) == ("+79990000000", "Анна")
    if row == "poll":
        assert [each["text"] for each in shown["poll"]["options"]] == ["Я", "Он"]


async def test_a_quiz_arrives_as_an_ordinary_poll(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    """Telegram copies a quiz only for those who know the right answer."""
    customer.world.send(customer.id, customer.chat_id, {"poll": a_poll("quiz")})

    await agent.until(lambda: any("poll" in each for each in agent.from_bot(ticket.thread)))
    assert agent.from_bot(ticket.thread)[-1]["poll"]["type"] == "regular"


async def test_a_forwarded_message_still_says_where_it_comes_from(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    busy(agent)
    await deletes(customer, *INPUTS["forwarded from a hidden user"].send(Sender(customer)))

    await agent.reads("Переслано от: Пётр", thread=ticket.thread)
    assert body(await agent.reads(thread=ticket.thread)) == WORDS


async def test_a_sticker_that_telegram_has_lost_is_told_in_words(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    unknown = {"file_id": "gone", "file_unique_id": "gone", "emoji": "👍", "type": "regular"}
    busy(agent)
    sent = customer.world.send(
        customer.id,
        customer.chat_id,
        {"sticker": unknown | {"width": 512, "height": 512, "is_animated": False, "is_video": False}},
    )
    await deletes(customer, sent)

    assert "👍" in body(await agent.reads("👍", thread=ticket.thread))
