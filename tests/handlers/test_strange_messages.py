"""What people send by mistake or for fun, and what comes from where nobody is a customer or an agent."""

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.sandbox.world import World
from storage.tables import agents, customers, inbox, messages
from tests.journeys.helpers import (
    Ticket,
    answer,
    marked,
    progress,
    reach,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, settled


@pytest.fixture
def language() -> str:
    return "ru"


STICKER = {
    "sticker": {
        "file_id": "CAACAgIAAxkBAAEsticker00000000000000000000000000000000",
        "file_unique_id": "sticker1",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    }
}
STRANGE: dict[str, dict[str, Any]] = {
    "sticker": STICKER,
    "location": {"location": {"latitude": 55.75, "longitude": 37.61}},
    "contact": {"contact": {"phone_number": "+79990000000", "first_name": "Анна"}},
    "venue": {
        "venue": {
            "location": {"latitude": 55.75, "longitude": 37.61},
            "title": "Офис",
            "address": "Москва",
        },
        "location": {"latitude": 55.75, "longitude": 37.61},
    },
    "poll": {
        "poll": {
            "id": "1",
            "question": "Кто виноват?",
            "options": [{"text": "Я", "voter_count": 0, "persistent_id": "1"}],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
    },
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
}


def raw(world: World, chat: dict[str, Any], sender: dict[str, Any], **content: Any) -> None:
    """A message as it would come from somewhere that the stand-in has no people for."""
    message = {"message_id": 990_000 + world.next("message"), "date": world.date()}
    thread = content.get("message_thread_id")
    known = world.chats.get(chat["id"])
    assert known or thread is None
    world.emit(
        "message",
        known or world.chat(next(iter(world.chats))),
        message | {"chat": chat, "from": sender} | content,
    )


async def handled(world: World, bot: App) -> None:
    """Until the bot has done with everything that came in."""
    await world.wait_for(lambda: world.updates_pending() == 0)
    while any(row.status == "waiting" for row in await stored(bot, select(inbox))):
        await settled(0.02)


@pytest.mark.parametrize("kind", list(STRANGE))
async def test_a_question_in_words_asks_for_words(bot: App, customer: CustomerPerson, kind: str) -> None:
    await reach(customer, 1)
    customer.world.send(customer.id, customer.chat_id, STRANGE[kind])

    assert body(await customer.reads()) == "Ответьте, пожалуйста, текстом."
    customer.writes("Экспорт не работает")
    assert progress(customer, 2) in body(await customer.reads())


@pytest.mark.parametrize("kind", list(STRANGE))
async def test_an_open_ticket_takes_it_along(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket, kind: str
) -> None:
    sent = customer.world.send(customer.id, customer.chat_id, STRANGE[kind])

    await agent.until(lambda: any(kind in each for each in agent.from_bot(ticket.thread)))
    await marked(customer, sent)


async def test_a_sticker_is_no_answer_that_completes_but_it_travels(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.send(agent.id, agent.chat_id, STICKER, thread=taken.thread)

    await customer.until(lambda: any("sticker" in each for each in customer.from_bot()))


async def test_reactions_do_no_harm(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    told = await answer(agent, customer, ticket, "Проверяем.")
    customer.world.react(customer.id, customer.chat_id, customer.from_bot()[-1]["message_id"], "👍")
    agent.world.react(agent.id, agent.chat_id, told["message_id"], "🔥")
    await answer(agent, customer, ticket, "Готово.")

    assert unread(customer) == []


async def test_a_stranger_who_adds_the_bot_to_a_group_is_not_served_there(
    bot: App, world: World, agent: AgentPerson
) -> None:
    stranger = world.create_user("Чужой")
    group = world.create_group("Болталка")
    world.join(group.id, stranger.id, status="creator")
    world.join(group.id, world.bot.id, status="administrator")
    for words in ("Привет", "/start", "/take", "/tickets", "/help"):
        world.write(stranger.id, group.id, words)
    await handled(world, bot)

    assert [each for each in world.messages(group.id) if each["from"]["is_bot"] and "text" in each] == []
    for table in (customers, agents):
        assert str(stranger.id) not in {row.address for row in await stored(bot, select(table))}


async def test_another_bots_words_in_a_topic_reach_nobody(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    other = {"id": 777777, "is_bot": True, "first_name": "Spam", "username": "spam_bot"}
    chat = world.chat(agent.chat_id).json()
    root = world.messages(agent.chat_id, taken.thread)[0]
    place = {"message_thread_id": taken.thread, "is_topic_message": True, "reply_to_message": root}
    raw(world, chat, other, text="Купите слона", **place)
    raw(world, chat, other, text="/close spam", **place)
    await answer(agent, customer, taken, "Проверяем.")

    assert not any("слона" in body(each) for each in customer.from_bot())
    assert "В работе" in body(agent.card(taken.thread))


async def test_a_linked_channels_post_in_a_topic_reaches_nobody(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    telegram = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    chat = world.chat(agent.chat_id).json()
    raw(
        world,
        chat,
        telegram,
        text="Новый выпуск",
        is_automatic_forward=True,
        sender_chat={"id": -1001999999999, "type": "channel", "title": "Новости"},
        message_thread_id=ticket.thread,
        is_topic_message=True,
        reply_to_message=world.messages(agent.chat_id, ticket.thread)[0],
    )
    await handled(world, bot)
    await answer(agent, customer, ticket, "Проверяем.")

    assert not any("выпуск" in body(each) for each in customer.from_bot())
    assert "Ольга" in body(await agent.sees_on_card(ticket.thread, "В работе"))


async def test_an_anonymous_administrator_is_an_agent(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    """Telegram writes in its own bot's name for those who hide theirs."""
    group = world.chat(agent.chat_id).json()
    hidden = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    root: Message = world.messages(agent.chat_id, ticket.thread)[0]
    raw(
        world,
        group,
        hidden,
        text="/take",
        entities=[{"type": "bot_command", "offset": 0, "length": 5}],
        sender_chat=group,
        author_signature="Начальник",
        message_thread_id=ticket.thread,
        is_topic_message=True,
        reply_to_message=root,
    )

    await agent.sees_on_card(ticket.thread, "Начальник")


async def test_who_joins_leaves_pins_and_renames_goes_unheard(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """Telegram's own messages are nobody's words."""
    newcomer = world.create_user("Новый", side="staff")
    world.join(agent.chat_id, newcomer.id, status="member")
    world.leave(agent.chat_id, newcomer.id)
    agent.world.close_topic(agent.chat_id, taken.thread)
    agent.world.reopen_topic(agent.chat_id, taken.thread)
    await answer(agent, customer, taken, "Проверяем.")

    assert await stored(bot, select(func.count()).select_from(messages).where(messages.c.text == "")) == [
        (0,)
    ]
    assert unread(customer) == []


async def test_a_stranger_in_the_staff_group_is_an_agent_from_joining_to_leaving(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    """Membership is the right to act."""
    newcomer = world.create_user("Новый", side="staff")
    world.join(agent.chat_id, newcomer.id, status="member")
    world.write(newcomer.id, agent.chat_id, "/take", thread=ticket.thread)

    await agent.sees_on_card(ticket.thread, "Новый")
