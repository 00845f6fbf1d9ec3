"""Calls that fail in part, a right that is missing, a group that is not ours: nobody's words are lost."""

from dataclasses import replace

import pytest

from bot.app import App
from bot.catalog.loader import load_catalog
from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from bot.settings import Settings
from tests.conftest import RIGHTS
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    document,
    find_ticket,
    marked,
    new_customer,
    press,
    reach,
    register,
    running_with,
    submit,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, settled
from tests.running import running

NO_RIGHTS = "Bad Request: not enough rights to send text messages to the chat"


@pytest.fixture
def language() -> str:
    return "ru"


async def test_of_several_messages_the_one_that_is_refused_takes_no_other_with_it(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """All three wait for one call; Telegram will not copy the second."""
    world = customer.world
    world.faults.add(Fault(chat_id=agent.chat_id, kind="429", retry_after=1))
    refused = "Bad Request: MESSAGE_ID_INVALID"
    customer.writes("один")
    await world.wait_for(lambda: len(world.faults) == 0)
    world.faults.add(Fault("copyMessages", chat_id=agent.chat_id, kind="error", description=refused, times=2))
    world.faults.add(Fault("copyMessage", chat_id=agent.chat_id, kind="error", description=refused))
    for words in ("два", "три"):
        customer.writes(words)

    await agent.until(
        lambda: any("Не удалось показать" in body(each) for each in unread(agent, taken.thread))
    )
    shown = [body(each) for each in unread(agent, taken.thread)]
    assert "один" in shown[-1]
    assert [each for each in shown if each in {"один", "два", "три"}] == ["два", "три"]


async def test_what_arrived_before_a_call_failed_is_not_sent_again(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    """Files of a form that go one by one, and the network breaks in the middle."""
    world = customer.world
    await reach(customer, 4)
    for number in range(4):
        customer.attaches(document(f"{number}.log"))
        shown = await customer.reads()
    await press(customer, shown, customer._("Done"))
    world.faults.add(Fault("copyMessages", kind="error", description="Bad Request: no messages to forward"))
    world.faults.add(Fault("copyMessage", kind="slow", seconds=0.0, times=2))
    world.faults.add(Fault("copyMessage", kind="429", retry_after=1))
    ticket = await find_ticket(agent, await submit(customer, await customer.reads()))

    def names() -> list[str]:
        sent = agent.from_bot(ticket.thread)
        return [each["document"]["file_name"] for each in sent if "document" in each]

    await agent.until(lambda: "3.log" in names())
    assert names() == ["0.log", "1.log", "2.log", "3.log"]


async def test_without_the_right_to_write_the_words_wait_and_the_administrator_knows(
    address: str,
    settings: Settings,
    world: World,
    customer: CustomerPerson,
    agent: AgentPerson,
) -> None:
    boss = new_customer(world, "Админ")
    boss.starts()
    settings = settings.model_copy(update={"admin_ids": [boss.id]})
    async with running(settings):
        await boss.reads("Здравствуйте")
        ticket = await find_ticket(agent, await register(customer))
        world.faults.add(Fault("copyMessage", chat_id=agent.chat_id, kind="error", description=NO_RIGHTS))
        written = customer.writes("Есть новости?")
        assert "ему там нельзя писать" in body(await boss.reads("⚠️"))
        await settled()
        assert unread(agent, ticket.thread) == []

        world.join(agent.chat_id, world.bot.id, status="member")
        world.join(agent.chat_id, world.bot.id, status="administrator", rights=RIGHTS)
        await agent.reads("Есть новости?", thread=ticket.thread)
        await marked(customer, written)


async def test_a_wrong_group_is_named_and_once_corrected_the_tickets_are_there(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    boss = new_customer(world, "Админ")
    boss.starts()
    wrong = settings.model_copy(update={"admin_ids": [boss.id], "staff_chat_id": -1009999999999})
    async with running(wrong):
        await boss.reads("Здравствуйте")
        number = await register(customer)
        customer.writes("Есть новости?")
        assert "STAFF_CHAT_ID" in body(await boss.reads("⚠️"))
    async with running(settings):
        ticket = await find_ticket(agent, number)
        await agent.until(lambda: any(body(x) == "Есть новости?" for x in agent.from_bot(ticket.thread)))
        await answer(agent, customer, ticket, "Проверяем.")


async def test_a_ticket_of_a_group_that_was_given_up_gets_a_place_in_the_new_one(
    settings: Settings, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        await find_ticket(agent, await register(customer))
    group = world.create_group("Новая группа", forum=True)
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    world.join(group.id, agent.id, status="member")
    there = AgentPerson(world, agent.id, group.id, "ru")
    async with running(settings.model_copy(update={"staff_chat_id": group.id})):
        customer.writes("Есть новости?")
        ticket = await find_ticket(there, "EC-1")
        await there.until(lambda: any(body(x) == "Есть новости?" for x in there.from_bot(ticket.thread)))
        await answer(there, customer, ticket, "Проверяем.")


async def test_a_form_whose_product_is_gone_keeps_the_words_and_begins_anew(
    settings: Settings, world: World, customer: CustomerPerson
) -> None:
    catalog = load_catalog()
    async with running(settings):
        await reach(customer, 3)
    product = catalog.find("e-comet")
    assert product
    renamed = replace(product, types=tuple(replace(each, id=f"{each.id}-2") for each in product.types))
    async with running_with(settings, type(catalog)([renamed])):
        catch_up(customer)
        customer.writes("Файл скачивается пустым")
        shown = await customer.reads()
        await press(customer, shown, "e-Comet")
        await press(customer, await customer.reads(), "Инцидент")
        await customer.reads("1 из 4")
