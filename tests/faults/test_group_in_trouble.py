"""A staff group that takes the bot's rights away, throws it out, or is not there yet."""

from pathlib import Path

import pytest

from bot.app import App
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.settings import Settings
from tests.conftest import RIGHTS
from tests.journeys.helpers import (
    Ticket,
    answer,
    find_ticket,
    marked,
    new_customer,
    register,
)
from tests.people import AgentPerson, CustomerPerson, body, settled
from tests.running import running, settings_for


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


def without_rights(world: World, group: int) -> None:
    world.join(group, world.bot.id, status="administrator", rights=RIGHTS | {"can_manage_topics": False})


# The right to make topics.


async def test_without_the_right_to_make_topics_the_card_stands_in_the_group_and_says_why(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    without_rights(world, agent.chat_id)
    await register(customer)

    warned = await agent.reads("Не могу создавать темы", thread=1)
    assert "«Управление темами»" in body(warned)
    card = await agent.reads("EC-1 · e-Comet", thread=1)
    agent.writes("Проверяем.", reply_to=card["message_id"])
    assert body(await customer.reads()) == "Проверяем."
    customer.writes("Спасибо")
    await agent.reads("Спасибо", thread=1)


async def test_the_missing_right_is_named_once_and_not_for_each_ticket(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    without_rights(world, agent.chat_id)
    await register(customer)
    await agent.reads("EC-1 · e-Comet", thread=1)
    await register(new_customer(world))
    await agent.reads("EC-2 · e-Comet", thread=1)

    assert sum("Не могу создавать темы" in body(each) for each in agent.from_bot()) == 1


async def test_once_the_right_is_given_new_tickets_get_topics(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.topics.TRY_TOPICS_AGAIN_SECONDS", 0.0)
    without_rights(world, agent.chat_id)
    await register(customer)
    await agent.reads("EC-1 · e-Comet", thread=1)
    world.join(agent.chat_id, world.bot.id, status="administrator", rights=RIGHTS)

    await find_ticket(agent, await register(new_customer(world)))


# Out of the group.


@pytest.mark.parametrize("kicked", [True, False])
async def test_what_could_not_be_said_in_the_group_is_said_when_the_bot_is_back(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, kicked: bool
) -> None:
    world.leave(agent.chat_id, world.bot.id, kicked=kicked)
    written = customer.writes("Есть новости?")
    await settled()
    world.join(agent.chat_id, world.bot.id, status="administrator", rights=RIGHTS)

    await agent.reads("Есть новости?", thread=taken.thread)
    await marked(customer, written)
    await answer(agent, customer, taken, "Проверяем.")


async def test_a_ticket_registered_while_the_bot_was_out_gets_its_topic_when_it_is_back(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    world.leave(agent.chat_id, world.bot.id, kicked=True)
    assert await register(customer) == "EC-1"
    customer.writes("Есть новости?")
    await settled()
    world.join(agent.chat_id, world.bot.id, status="administrator", rights=RIGHTS)

    ticket = await find_ticket(agent, "EC-1")
    await agent.until(lambda: any(body(x) == "Есть новости?" for x in agent.from_bot(ticket.thread)))
    assert len([topic for topic in world.topics(agent.chat_id) if topic.name.startswith("EC-1")]) == 1


async def test_the_administrator_learns_that_the_bot_is_out_of_the_group(
    bot: App, world: World, admin: CustomerPerson, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await admin.reads("Здравствуйте")
    world.leave(agent.chat_id, world.bot.id, kicked=True)
    customer.writes("Есть новости?")

    await admin.reads("⚠️")


async def test_what_waits_for_the_group_survives_a_restart(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        ticket = await find_ticket(agent, await register(customer))
        world.leave(agent.chat_id, world.bot.id)
        customer.writes("Есть новости?")
        await settled()
    world.join(agent.chat_id, world.bot.id, status="administrator", rights=RIGHTS)
    async with running(settings):
        await agent.reads("Есть новости?", thread=ticket.thread)


async def test_customers_hear_their_answers_while_the_bot_is_out_of_the_group(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    world.leave(agent.chat_id, world.bot.id)

    assert await register(customer) == "EC-1"
    customer.writes("/tickets")
    assert "EC-1" in body(await customer.reads())


# No group at all.


async def test_tickets_of_before_there_was_a_group_get_their_topics_when_there_is_one(
    world: World,
    address: str,
    tmp_path: Path,
    staff_group: Chat,
    customer: CustomerPerson,
    agent: AgentPerson,
) -> None:
    alone = settings_for(address, tmp_path, staff_group.id).model_copy(update={"staff_chat_id": None})
    async with running(alone):
        assert await register(customer) == "EC-1"
    async with running(settings_for(address, tmp_path, staff_group.id)):
        ticket = await find_ticket(agent, "EC-1")
        await answer(agent, customer, ticket, "Проверяем.")
