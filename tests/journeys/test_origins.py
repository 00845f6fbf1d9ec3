"""Where forwarded and quoted words come from: agents see it, and customers only what is public."""

import pytest

from bot.app import App
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from tests.conftest import RIGHTS
from tests.journeys.helpers import (
    Ticket,
    answer,
    photo,
    reach,
    register,
    stored_message,
    submit,
    unread,
)
from tests.journeys.inputs import INPUTS, PUBLIC_CHANNEL, WORDS, Sender
from tests.people import AgentPerson, CustomerPerson, Message, body

PETER = {"type": "hidden_user", "sender_user_name": "Пётр", "date": 1_790_000_000}
OFFICE = {"text": "Офис закрыт до среды", "position": 0, "is_manual": True}


@pytest.fixture
def language() -> str:
    return "ru"


def forwards(customer: CustomerPerson, *texts: str) -> list[Message]:
    return [
        customer.world.send(customer.id, customer.chat_id, {"text": text, "forward_origin": PETER})
        for text in texts
    ]


async def test_a_forwarded_conversation_keeps_its_order_and_its_authors(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    customer.writes("Вот переписка:")
    sent = forwards(customer, "Раз", "Два", "Три")
    customer.writes("Что скажете?")

    await agent.reads("Что скажете?", thread=ticket.thread)
    shown = [
        (body(each), "forward_origin" in each) for each in agent.from_bot(ticket.thread) if "text" in each
    ]
    assert shown[-5:] == [
        ("Вот переписка:", False),
        ("Раз", True),
        ("Два", True),
        ("Три", True),
        ("Что скажете?", False),
    ]
    assert (await stored_message(bot, sent[0])).origin["name"] == "Пётр"


async def test_a_forwarded_album_stays_one(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    parts = customer.attaches(photo("1.png"), photo("2.png"))
    for each in parts:
        customer.world.delete(customer.id, customer.chat_id, each["message_id"])
    content = [{key: each[key] for key in ("photo", "media_group_id")} for each in parts]
    for each in content:
        customer.world.send(
            customer.id, customer.chat_id, each | {"media_group_id": "42", "forward_origin": PETER}
        )

    def forwarded() -> list[Message]:
        return [each for each in agent.from_bot(ticket.thread) if "forward_origin" in each]

    await agent.until(lambda: len(forwarded()) == 2)
    assert len({each["media_group_id"] for each in forwarded()}) == 1


async def test_an_answer_to_a_forwarded_message_replies_to_it(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    (sent,) = forwards(customer, "Раз")
    shown = await agent.reads("Раз", thread=ticket.thread)
    agent.writes("Это не мы.", thread=ticket.thread, reply_to=shown["message_id"])

    assert (await customer.reads("Это не мы."))["reply_to_message"]["message_id"] == sent["message_id"]


async def test_customers_see_a_public_channel_and_nobody_else(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    private = {key: value for key, value in PUBLIC_CHANNEL.items() if key != "username"}
    origins = (
        {"type": "channel", "chat": PUBLIC_CHANNEL, "message_id": 12},
        {"type": "channel", "chat": private, "message_id": 13, "author_signature": "Главный"},
    )
    for number, origin in enumerate(origins):
        content = {"text": f"Пост {number}", "forward_origin": {"date": 1_790_000_000, **origin}}
        agent.world.send(agent.id, agent.chat_id, content, thread=taken.thread)
        await customer.reads(f"Пост {number}")
    public, secret = customer.from_bot()[-2:]

    assert public["forward_origin"]["chat"]["username"] == "ecomet_news"
    assert "forward_origin" not in secret
    assert not any("Главный" in body(each) or "Переслано" in body(each) for each in customer.from_bot())


async def test_what_a_customer_quotes_from_another_chat_stands_before_their_words(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    elsewhere = {
        "origin": {"type": "channel", "chat": PUBLIC_CHANNEL, "message_id": 7, "date": 1_790_000_000}
    }
    content = {"text": "Это правда?", "external_reply": elsewhere, "quote": OFFICE}
    customer.world.send(customer.id, customer.chat_id, content)

    told = await agent.reads("Клиент цитирует", thread=ticket.thread)
    assert "Офис закрыт до среды" in body(told)
    assert body(await agent.reads(thread=ticket.thread)) == "Это правда?"


async def test_what_an_agent_quotes_from_another_chat_stays_with_the_agent(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    elsewhere = {"origin": PETER}
    content = {"text": "Да, это так.", "external_reply": elsewhere, "quote": OFFICE}
    agent.world.send(agent.id, agent.chat_id, content, thread=taken.thread)

    got = await customer.reads()
    assert body(got) == "Да, это так."
    assert not {"quote", "external_reply", "reply_to_message"} & got.keys()


async def test_a_quote_that_reads_differently_by_now_is_a_plain_reply(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    said = customer.writes("Где кнопка отчёта?")
    shown = await agent.reads("Где кнопка", thread=taken.thread)
    customer.world.edit(customer.id, customer.chat_id, said["message_id"], text="Уже нашла, спасибо")
    agent.world.write(
        agent.id, agent.chat_id, "Справа.", thread=taken.thread, reply_to=shown, quote="кнопка отчёта"
    )

    got = await customer.reads("Справа.")
    assert got["reply_to_message"]["message_id"] == said["message_id"]
    assert "quote" not in got


async def test_a_moving_place_says_nothing_new(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    for person, thread in ((customer, None), (agent, taken.thread)):
        place = {"latitude": 55.75, "longitude": 37.61, "live_period": 900}
        sent = person.world.send(person.id, person.chat_id, {"location": place}, thread=thread)
        post = person.world.find_post(person.chat_id, sent["message_id"])
        with person.world.change():
            moved = {**post.data, "edit_date": person.world.date(), "location": place | {"latitude": 55.8}}
            person.world.edit_post(person.world.chat(person.chat_id), post, moved)
    await answer(agent, customer, taken, "Дальше.")

    assert unread(customer) == []
    told = [body(each) for each in agent.from_bot(taken.thread)]
    assert not any("прежний текст" in each or "✏️" in each for each in told)


# A group without topics.


@pytest.fixture
def without_topics(world: World) -> Chat:
    group = world.create_group("Второй", forum=False)
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    return group


@pytest.mark.usefixtures("bot")
class TestWithoutTopics:
    @pytest.fixture
    def staff_group(self, without_topics: Chat) -> Chat:
        return without_topics

    async def test_a_line_says_where_a_copy_comes_from_and_both_hang_on_the_card(
        self, customer: CustomerPerson, agent: AgentPerson
    ) -> None:
        await register(customer)
        card = await agent.reads("EC-1 · e-Comet")
        INPUTS["forwarded from a channel"].send(Sender(customer))

        line = await agent.reads("Переслано от: Новости e-Comet")
        copy = await agent.reads(WORDS)
        assert line["entities"][-1]["url"] == "https://t.me/ecomet_news/12"
        for each in (line, copy):
            assert each["reply_to_message"]["message_id"] == card["message_id"]
        agent.writes("Видели.", reply_to=line["message_id"])
        await customer.reads("Видели.")

    async def test_a_forwarded_answer_of_a_form_follows_the_card(
        self, customer: CustomerPerson, agent: AgentPerson
    ) -> None:
        await reach(customer, 3)
        INPUTS["forwarded from a person"].send(Sender(customer))
        await customer.reads()
        await customer.presses("Пропустить")
        await submit(customer, await customer.reads("Проверьте"))

        await agent.reads("Переслано от: Пётр")
        await agent.reads(WORDS)
