"""A staff group that takes the bot's rights away, throws it out, or is not there yet."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.sandbox.faults import Fault
from bot.sandbox.model import Chat, Member, Status
from bot.sandbox.world import World
from bot.settings import Settings
from tests.conftest import RIGHTS
from tests.journeys.helpers import (
    Ticket,
    answer,
    find_ticket,
    marked,
    new_customer,
    pass_time,
    register,
)
from tests.people import AgentPerson, CustomerPerson, body, settled
from tests.running import WorldClock, running, settings_for


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


async def test_a_closed_topic_that_it_may_not_reopen_waits_and_the_administrator_hears_of_it(
    bot: App, world: World, admin: CustomerPerson, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """Nor is it tried again and again: the group's other tickets need its calls."""
    for method, why in (("copyMessage", "TOPIC_CLOSED"), ("reopenForumTopic", "not enough rights")):
        world.faults.add(Fault(method, agent.chat_id, kind="error", description=f"Bad Request: {why}"))
    customer.writes("Есть новости?")

    told = await admin.reads("Бот не может писать в группу сотрудников")
    assert "выдайте право" in body(told)
    world.join(
        agent.chat_id, world.bot.id, status="administrator", rights=RIGHTS | {"can_pin_messages": False}
    )
    world.join(agent.chat_id, world.bot.id, status="administrator", rights=RIGHTS)
    await agent.reads("Есть новости?", thread=taken.thread)


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


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the group is tried again and again, not every ten minutes."""
    monkeypatch.setattr("bot.services.housekeeping.EVERY_SECONDS", 0.2)


def told(admin: CustomerPerson) -> list[str]:
    """What the administrator was warned of, and that it is over."""
    return [each for each in map(body, admin.from_bot()) if each.startswith(("⚠️", "✅"))]


def of(*beginnings: str) -> list[str]:
    return [f"{each} «Staff»" for each in beginnings]


def beginnings(admin: CustomerPerson) -> list[str]:
    """Up to the group's name."""
    return [each.partition("»")[0] + "»" for each in told(admin)]


LOST = "⚠️ Бота больше нет в группе сотрудников"
UNREACHABLE = "⚠️ Бот не может писать в группу сотрудников"
FOUND = "✅ Бот снова в группе сотрудников"
REACHED = "✅ Бот снова может писать в группу сотрудников"


def without_a_word(world: World, group: int, status: Status) -> None:
    """The bot's standing in the group changes, and no update tells it so."""
    chat = world.chat(group)
    with world.change():
        rights = {each: RIGHTS.get(each, False) for each in chat.rights}
        chat.members[world.bot.id] = Member(status, rights if status == "administrator" else {})
        world.keep_chat(chat)


async def some_hours(world: World, customer: CustomerPerson) -> None:
    """In which the group is tried again, by itself and by what the customer says."""
    for _ in range(2):
        await pass_time(world, timedelta(hours=2))
        customer.writes("Ау!")
        await settled()
        await asyncio.sleep(0.4)
    await settled()


@pytest.mark.usefixtures("often")
async def test_the_administrator_learns_that_the_bot_is_out_of_the_group(
    bot: App, world: World, admin: CustomerPerson, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """Once: the update and the send that fails tell of the same thing. And once that it is back."""
    for _ in range(2):
        before = len(told(admin))
        world.leave(agent.chat_id, world.bot.id, kicked=True)
        customer.writes("Есть новости?")
        await some_hours(world, customer)
        assert len(told(admin)) == before + 1, told(admin)

        world.join(agent.chat_id, world.bot.id, status="administrator", rights=RIGHTS)
        await agent.reads("Ау!", thread=taken.thread)
        await some_hours(world, customer)
        assert len(told(admin)) == before + 2, told(admin)

    out, back, *_ = beginnings(admin)
    assert out in of(LOST, UNREACHABLE)
    assert back in of(FOUND, REACHED)


@pytest.mark.usefixtures("often")
async def test_the_administrator_learns_of_it_also_where_only_a_failing_send_tells(
    bot: App, world: World, admin: CustomerPerson, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    for times in (1, 2):
        without_a_word(world, agent.chat_id, "kicked")
        await some_hours(world, customer)
        without_a_word(world, agent.chat_id, "administrator")
        await agent.reads("Ау!", thread=taken.thread)
        await some_hours(world, customer)

        assert beginnings(admin) == of(UNREACHABLE, REACHED) * times


async def test_a_second_loss_is_told_also_where_nothing_told_that_the_first_was_over(
    bot: App, world: World, admin: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    world.leave(agent.chat_id, world.bot.id, kicked=True)
    await admin.reads(LOST)
    without_a_word(world, agent.chat_id, "administrator")
    await pass_time(world, timedelta(hours=1))
    world.leave(agent.chat_id, world.bot.id, kicked=True)

    await admin.reads(LOST)


@pytest.mark.usefixtures("often")
async def test_a_restart_does_not_tell_again_that_the_bot_is_out_of_the_group(
    settings: Settings, world: World, admin: CustomerPerson, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings, clock=WorldClock(world)):
        ticket = await find_ticket(agent, await register(customer))
        world.leave(agent.chat_id, world.bot.id, kicked=True)
        await some_hours(world, customer)
    async with running(settings, clock=WorldClock(world)):
        await some_hours(world, customer)
        assert len(told(admin)) == 1
        world.join(agent.chat_id, world.bot.id, status="administrator", rights=RIGHTS)
        await agent.reads("Ау!", thread=ticket.thread)
        await some_hours(world, customer)
    assert len(told(admin)) == 2


def returns(admin: CustomerPerson) -> int:
    return sum("Бот снова в группе" in body(each) for each in admin.from_bot())


async def test_the_administrator_learns_that_the_bot_is_back_where_it_has_been_and_not_where_it_is_new(
    bot: App, world: World, admin: CustomerPerson, agent: AgentPerson
) -> None:
    """The first time, it was said, too; the guide in the group is enough."""
    await admin.reads("Здравствуйте")
    await agent.reads("Как здесь работать", thread=1)
    await settled()
    assert returns(admin) == 0

    world.leave(agent.chat_id, world.bot.id, kicked=True)
    await admin.reads("⚠️ Бота больше нет в группе")
    world.join(agent.chat_id, world.bot.id, status="administrator", rights=RIGHTS)
    await admin.reads("Бот снова в группе сотрудников «Staff»")
    assert returns(admin) == 1


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
