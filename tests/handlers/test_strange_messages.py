"""What people send by mistake or for fun, and what comes from where nobody is a customer or an agent."""

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.sandbox.world import World
from storage.tables import agents, customers, messages
from tests.journeys.helpers import (
    Ticket,
    answer,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body
from tests.strange import ANONYMOUS_ADMIN, CHANNEL, OTHER_BOT, TELEGRAM, handled, raw


@pytest.fixture
def language() -> str:
    return "ru"


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
    chat = world.chat(agent.chat_id).json()
    root = world.messages(agent.chat_id, taken.thread)[0]
    place = {"message_thread_id": taken.thread, "is_topic_message": True, "reply_to_message": root}
    raw(world, chat, OTHER_BOT, text="Купите слона", **place)
    raw(world, chat, OTHER_BOT, text="/close spam", **place)
    await answer(agent, customer, taken, "Проверяем.")

    assert not any("слона" in body(each) for each in customer.from_bot())
    assert "В работе" in body(agent.card(taken.thread))


async def test_a_linked_channels_post_in_a_topic_reaches_nobody(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    chat = world.chat(agent.chat_id).json()
    raw(
        world,
        chat,
        TELEGRAM,
        text="Новый выпуск",
        is_automatic_forward=True,
        sender_chat=CHANNEL,
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
    root: Message = world.messages(agent.chat_id, ticket.thread)[0]
    raw(
        world,
        group,
        ANONYMOUS_ADMIN,
        text="/take",
        entities=[{"type": "bot_command", "offset": 0, "length": 5}],
        sender_chat=group,
        author_signature="Начальник",
        message_thread_id=ticket.thread,
        is_topic_message=True,
        reply_to_message=root,
    )

    await agent.sees_on_card(ticket.thread, "Начальник")


async def test_an_anonymous_administrator_fills_in_no_form(
    bot: App, world: World, agent: AgentPerson
) -> None:
    """A press of theirs comes from another address than their words: the form would not know them."""
    group = world.chat(agent.chat_id).json()
    command = [{"type": "bot_command", "offset": 0, "length": 4}]
    raw(
        world,
        group,
        ANONYMOUS_ADMIN,
        text="/new",
        entities=command,
        sender_chat=group,
        author_signature="Начальник",
    )

    await agent.reads(
        agent._(
            "Please send /new in your own name: the forms of anonymous administrators cannot be told apart."
        ),
        thread=1,
    )


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
