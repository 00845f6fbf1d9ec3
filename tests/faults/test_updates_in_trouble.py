"""Updates that cannot be fetched for a while, come twice, faster than they are handled, or are poison."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import inbox, messages
from tests.journeys.helpers import (
    Ticket,
    marked,
    new_customer,
    progress,
    reach,
    register,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, settled
from tests.running import running
from tests.strange import ANONYMOUS_ADMIN, CHANNEL, CHANNEL_BOT, OTHER_BOT, TELEGRAM, raw


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
def admin(world: World) -> CustomerPerson:
    """The administrator, who has started the bot."""
    user = world.create_user("Админ", language_code="ru")
    world.start(user.id)
    return CustomerPerson(world, user.id, user.id, "ru")


@pytest.fixture
def settings(settings: Settings, admin: CustomerPerson) -> Settings:
    return settings.model_copy(update={"admin_ids": (admin.id,)})


def poison(world: World, person: CustomerPerson, **broken: Any) -> None:
    """An update that nobody can decode, in the person's chat."""
    chat = world.chat(person.chat_id)
    world.emit("message", chat, {"message_id": 1, "date": "soon", "chat": chat.json(), "from": 7} | broken)


# Fetching.


@pytest.mark.parametrize("kind", ["drop", "500_html", "502", "429"])
async def test_updates_are_fetched_again_after_trouble(
    bot: App, world: World, customer: CustomerPerson, kind: Any
) -> None:
    await reach(customer, 1)
    world.faults.add(Fault("getUpdates", kind=kind, retry_after=1))
    customer.writes("Экспорт не работает")
    customer.writes("104582")

    await customer.reads(progress(customer, 2))
    await customer.reads(progress(customer, 3))


async def test_updates_whose_fetching_was_lost_on_the_way_are_handled_once(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    world.faults.add(Fault("getUpdates", kind="drop", effect="after", times=2))
    written = customer.writes("Есть новости?")
    await marked(customer, written)
    await settled()

    assert sum(body(each) == "Есть новости?" for each in agent.from_bot(taken.thread)) == 1
    assert await stored(
        bot, select(func.count()).select_from(messages).where(messages.c.text == "Есть новости?")
    ) == [(1,)]


async def test_messages_that_come_while_the_one_before_is_handled_are_handled_next(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """Somebody who types fast; each message is fetched by itself."""
    for number in range(25):
        customer.writes(f"строка {number}")
        await asyncio.sleep(0.004)

    await agent.until(lambda: sum(body(x).startswith("строка") for x in agent.from_bot(taken.thread)) == 25)
    shown = [body(each) for each in agent.from_bot(taken.thread) if body(each).startswith("строка")]
    assert shown == [f"строка {number}" for number in range(25)]


# Poison.


async def test_an_update_that_cannot_be_decoded_stops_nobody(
    bot: App, world: World, customer: CustomerPerson
) -> None:
    """Others are served at once, the same conversation as soon as the update is given up."""
    await reach(customer, 1)
    other = new_customer(world)
    customer.writes("Экспорт не работает")
    poison(world, customer)
    customer.writes("104582")
    other.starts()

    await other.reads("Здравствуйте")
    await customer.reads(progress(customer, 2))
    await customer.reads(progress(customer, 3))
    (dead,) = await stored(bot, select(inbox).where(inbox.c.status == "dead"))
    assert dead.incident == f"U{dead.update_id}"


async def test_a_dead_letter_is_told_to_the_customer_and_to_the_administrator(
    bot: App, world: World, customer: CustomerPerson, admin: CustomerPerson
) -> None:
    await admin.reads("Здравствуйте")
    await reach(customer, 1)
    poison(world, customer)

    told = body(await customer.reads())
    paged = body(await admin.reads("⚠️ Ошибка"))

    (dead,) = await stored(bot, select(inbox).where(inbox.c.status == "dead"))
    assert told.startswith("Произошла ошибка на нашей стороне.")
    assert dead.incident in told
    assert dead.incident in paged


async def test_a_poisonous_update_of_no_chat_at_all_harms_nobody(
    bot: App, world: World, customer: CustomerPerson, admin: CustomerPerson
) -> None:
    await admin.reads("Здравствуйте")
    chat = world.chat(customer.chat_id)
    world.emit("message", chat, {"chat": "nowhere"})
    world.emit("callback_query", chat, {"id": [], "from": None})
    customer.starts()

    await customer.reads("Здравствуйте")
    await admin.reads("⚠️ Ошибка")
    await admin.reads("⚠️ Ошибка")


async def test_a_dead_letter_stays_dead_after_a_restart(
    settings: Settings, world: World, customer: CustomerPerson
) -> None:
    async with running(settings):
        await reach(customer, 1)
        poison(world, customer)
        await customer.reads("Произошла ошибка")
    async with running(settings) as bot:
        customer.writes("Экспорт не работает")
        assert progress(customer, 2) in body(await customer.reads())
        assert unread(customer) == []
        assert await stored(
            bot, select(func.count()).select_from(inbox).where(inbox.c.status == "waiting")
        ) == [(0,)]


async def test_poison_in_a_topic_stops_neither_the_topic_nor_the_others(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    group = world.chat(agent.chat_id)
    broken = {"message_id": 1, "date": "soon", "chat": group.json(), "message_thread_id": taken.thread}
    world.emit("message", group, broken)
    agent.writes("Проверяем.", thread=taken.thread)

    await customer.reads("Проверяем.")


@pytest.mark.parametrize("thread", [[5], "5", {}, 2**70, 0.5])
async def test_poison_that_names_no_topic_of_any_kind_is_told_of_and_does_not_stop_the_bot(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, admin: CustomerPerson, thread: Any
) -> None:
    """What was to be said of it could not be written, and the bot ended, again with each start."""
    group = world.chat(agent.chat_id)
    broken = {"message_id": [1], "date": "soon", "chat": group.json(), "is_topic_message": True}
    world.emit("message", group, broken | {"message_thread_id": thread})

    await admin.reads("⚠️ Ошибка")
    await agent.reads("Произошла ошибка", thread=1)
    customer.starts()
    await customer.reads("Здравствуйте")


@pytest.mark.parametrize(
    ("sender", "written_as"),
    [(OTHER_BOT, {}), (CHANNEL_BOT, {"sender_chat": CHANNEL}), (TELEGRAM, {"sender_chat": CHANNEL})],
)
async def test_a_dead_letter_of_another_bot_was_answered(
    bot: App,
    world: World,
    agent: AgentPerson,
    admin: CustomerPerson,
    sender: dict[str, Any],
    written_as: dict[str, Any],
) -> None:
    """Two that answer each other would never end."""
    group = world.chat(agent.chat_id).json()
    raw(world, group, sender, text="Купите слона", date="soon", **written_as)
    await admin.reads("⚠️ Ошибка")
    raw(world, group, ANONYMOUS_ADMIN, text="Есть кто?", date="soon", sender_chat=group)

    await admin.reads("⚠️ Ошибка")
    await agent.reads("Произошла ошибка", thread=1)
    assert sum("Произошла ошибка" in body(each) for each in agent.from_bot()) == 1, "people are answered"


async def test_a_bug_in_a_handler_costs_one_message_and_not_the_conversation(
    bot: App, world: World, customer: CustomerPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    await register(customer)

    async def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("bot.services.tickets.TicketWindow.list", broken)
    customer.writes("/tickets")
    assert "Произошла ошибка" in body(await customer.reads())
    customer.writes("/help")

    assert "/new" in body(await customer.reads())
