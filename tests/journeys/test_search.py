"""Agents find tickets by what belongs to them, from anywhere in a staff group."""

import pytest

from bot.app import App
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from tests.conftest import RIGHTS
from tests.journeys.helpers import (
    ACCOUNT,
    Ticket,
    answer,
    catch_up,
    marked,
    new_customer,
    press,
    register,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled


async def searches(agent: AgentPerson, words: str, *, thread: int | None = None) -> Message:
    """What the agent is shown, in General or in the ticket's topic."""
    asked = agent.writes(f"/search {words}".strip(), thread=thread)
    shown = await agent.reads(thread=thread or 1)
    assert shown["reply_to_message"]["message_id"] == asked["message_id"]
    return shown


def numbers(shown: Message) -> list[str]:
    lines = body(shown).splitlines()
    return [line.partition(" · ")[0] for line in lines if line.startswith("EC-")]


def emphasised(shown: Message) -> list[str]:
    text = body(shown).encode("utf-16-le")
    return [
        text[2 * each["offset"] : 2 * (each["offset"] + each["length"])].decode("utf-16-le")
        for each in shown["entities"]
        if each["type"] == "underline"
    ]


@pytest.fixture
async def read(bot: App, agent: AgentPerson, ticket: Ticket) -> Ticket:
    """The ticket; the agent has read General, too."""
    catch_up(agent, 1)
    return ticket


async def test_a_ticket_is_found_by_everything_that_belongs_to_it(
    customer: CustomerPerson, agent: AgentPerson, read: Ticket
) -> None:
    said = customer.writes("После обновления вижу ошибки, пишите на ivan@mail.ru")
    await agent.reads("ошибки", thread=read.thread)
    await marked(customer, said)
    agent.writes("// у него старый тариф", thread=read.thread)
    await answer(agent, customer, read, "Очистите кэш браузера")
    for words in (
        *("EC-1", "1", "ЕС-1", ACCOUNT, "анна", "@anna", str(customer.id)),
        *("экспорта", "файлы скачиваются", "ошибка", "кэши", "тарифы", "ivan@mail.ru", "анна ошибка тариф"),
    ):
        assert numbers(await searches(agent, words)) == ["EC-1"], words


async def test_the_found_words_are_emphasised_and_a_note_is_called_one(
    agent: AgentPerson, read: Ticket
) -> None:
    agent.writes("// <b>старый</b> тариф & {ошибки}", thread=read.thread)
    shown = await searches(agent, "тарифы ошибка")
    assert emphasised(shown) == ["тариф", "ошибки"]
    assert f"{agent._('internal note')}: // <b>старый</b> тариф & {{ошибки}}" in body(shown)


async def test_the_number_leads_to_the_topic(agent: AgentPerson, read: Ticket) -> None:
    shown = await searches(agent, "экспорт")
    (link,) = [each for each in shown["entities"] if each["type"] == "text_link"]
    card = agent.card(read.thread)["message_id"]
    assert link["url"] == f"https://t.me/c/{-agent.chat_id - 10**12}/{read.thread}/{card}"


async def test_an_edited_message_is_found_by_what_it_says_now(
    customer: CustomerPerson, agent: AgentPerson, read: Ticket
) -> None:
    said = customer.writes("виноват сервер")
    await agent.reads("сервер", thread=read.thread)
    agent.world.edit(customer.id, customer.id, said["message_id"], text="виноват роутер")
    await agent.reads("роутер", thread=read.thread)
    assert numbers(await searches(agent, "роутеры")) == ["EC-1"]
    assert numbers(await searches(agent, "серверы")) == []


async def test_nothing_found_is_said_and_so_is_nothing_asked(agent: AgentPerson, read: Ticket) -> None:
    shown = await searches(agent, "неведомое")
    assert body(shown) == agent._(
        "Nothing was found for “{words}”. Try fewer words, or a part of the number."
    ).format(words="неведомое")
    assert body(await searches(agent, "😀 *'\"")) == agent._(
        "Please write at least one word or number to search for."
    )


async def test_without_words_the_bot_asks_for_them_and_takes_the_reply(
    customer: CustomerPerson, agent: AgentPerson, read: Ticket
) -> None:
    catch_up(customer)
    for thread in (None, read.thread):
        asked = await searches(agent, "", thread=thread)
        agent.writes("экспорт", thread=thread, reply_to=asked["message_id"])
        assert numbers(await agent.reads(thread=thread or 1)) == ["EC-1"]
    await settled()
    assert unread(customer) == []


@pytest.mark.parametrize("language", ["ru"])
async def test_strange_words_are_answered(agent: AgentPerson, read: Ticket) -> None:
    for words in ("'; DROP TABLE tickets; --", '"экспорт" OR *', "экспорт\0", "э" * 4000, "% _ экспорт & |"):
        assert "EC-1" in body(await searches(agent, words)) or agent._("internal note") not in words
    assert numbers(await searches(agent, '"экспорт" & (')) == ["EC-1"]


@pytest.fixture
async def eleven(bot: App, world: World, agent: AgentPerson) -> list[str]:
    found = []
    for number in range(11):
        person = new_customer(world, f"Клиент {number}")
        found.append(await register(person, subject=f"Сбой печати {number}"))
        await agent.topic_of(found[-1])
    catch_up(agent, 1)
    return found


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_long_list_is_one_message_whose_pages_are_turned(
    agent: AgentPerson, eleven: list[str]
) -> None:
    shown = await searches(agent, "сбои печать")
    assert numbers(shown) == list(reversed(eleven))[:10]
    assert labels(shown) == ["1/2", "▶️"]
    before = len(agent.from_bot(1))

    await press(agent, shown, "▶️")

    def second() -> Message | None:
        now = agent.world.message(agent.chat_id, shown["message_id"])
        return now if numbers(now) == eleven[:1] else None

    now = await agent.until(second)
    assert labels(now) == ["◀️", "2/2"]
    assert len(agent.from_bot(1)) == before
    assert numbers(await searches(agent, "7"))[0] == "EC-7", "the exact number comes first"


class TestWithoutTopics:
    @pytest.fixture
    def staff_group(self, world: World) -> Chat:
        group = world.create_group("Staff", forum=False)
        world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
        return group

    @pytest.mark.usefixtures("bot")
    async def test_the_number_leads_to_the_card(self, customer: CustomerPerson, agent: AgentPerson) -> None:
        await register(customer)
        card = await agent.reads("EC-1 · e-Comet")
        agent.writes("/search экспорт")
        shown = await agent.reads("EC-1")
        (link,) = [each for each in shown["entities"] if each["type"] == "text_link"]
        assert link["url"] == f"https://t.me/c/{-agent.chat_id - 10**12}/{card['message_id']}"


async def test_agents_of_another_group_find_the_ticket_where_it_stands(
    world: World, agent: AgentPerson, read: Ticket, settings: object
) -> None:
    other = world.create_group("Second line", forum=False)
    world.join(other.id, world.bot.id, status="administrator", rights=RIGHTS)
    world.join(other.id, agent.id, status="member")
    elsewhere = AgentPerson(world, agent.id, other.id, agent.language)
    elsewhere.writes("/search экспорт")
    await settled(0.5)
    assert unread(elsewhere) == [], "a group that serves nothing is not the agents'"
