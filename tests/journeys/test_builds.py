"""A new build of PIX Task Mining: the file, and what a careful person wants to know before running it."""

import hashlib

import pytest

from bot.app import App
from bot.sandbox.faults import Fault
from tests.journeys.forms import registers
from tests.journeys.helpers import (
    Ticket,
    catch_up,
    document,
    find_ticket,
    names,
    new_customer,
    press,
    sees_state,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels, settled

CONTENT = b"MZ" + bytes(range(256)) * 40
SHA256 = hashlib.sha256(CONTENT).hexdigest()
HUGE = 30 * 1024 * 1024


@pytest.fixture(params=["ru"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def ticket(bot: App, customer: CustomerPerson, agent: AgentPerson) -> Ticket:
    return await find_ticket(agent, await registers(customer, "pix-task-mining", "fault"))


def sends_build(agent: AgentPerson, ticket: Ticket, caption: str, **more: object) -> None:
    agent.attaches(
        document("tm-2.14.4.exe", CONTENT, **more), thread=ticket.thread, caption=f"/build {caption}"
    )


@pytest.mark.parametrize("language", ["ru", "en"], indirect=True)
async def test_a_build_comes_with_its_checksum_and_how_to_install_it(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    _ = customer._
    sends_build(agent, ticket, "2.14.4 Исправлена запись экрана")

    file = await customer.reads("Исправлена запись экрана")
    assert names([file]) == ["tm-2.14.4.exe"]
    told = body(await customer.reads("2.14.4"))
    assert _("Checksum (SHA-256): {checksum}").format(checksum=SHA256) in told
    assert str(len(CONTENT) % 1000) in told
    assert {"ru": "Как установить", "en": "To install it"}[customer.language] in told
    assert _("Confirm") in labels(await customer.reads("PIX-1"))
    await sees_state(agent, ticket, "Completed")
    agent.writes("/history", thread=ticket.thread)
    await agent.reads(SHA256, thread=ticket.thread)


async def test_until_the_checksum_is_known_the_conversation_goes_on(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.world.faults.add(Fault("getFile", kind="slow", seconds=1.0))
    sends_build(agent, ticket, "2.14.4")
    await agent.reads("как только будет вычислена контрольная сумма", thread=ticket.thread)
    agent.writes("Сборка сейчас придёт.", thread=ticket.thread)
    await customer.reads("Сборка сейчас придёт.")
    assert not names(customer.from_bot())

    await customer.reads(SHA256)
    assert names(customer.from_bot()) == ["tm-2.14.4.exe"]


async def test_a_build_taken_back_before_that_is_never_sent(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.world.faults.add(Fault("getFile", kind="slow", seconds=0.8))
    sends_build(agent, ticket, "2.14.4")
    await agent.reads("как только будет вычислена", thread=ticket.thread)
    agent.writes("/undo", thread=ticket.thread)
    await agent.reads("Сообщение отозвано", thread=ticket.thread)
    await settled(1.5)
    assert unread(customer) == []


async def test_of_a_large_file_the_agent_gives_the_checksum_or_says_that_there_is_none(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    sends_build(agent, ticket, "2.14.4", size=HUGE)
    asked = await agent.reads("больше 20 МБ", thread=ticket.thread)
    assert labels(asked) == ["Отправить без суммы"]
    agent.writes("не знаю", thread=ticket.thread)
    await agent.reads("Это не SHA-256", thread=ticket.thread)
    assert unread(customer) == []
    agent.writes(SHA256.upper(), thread=ticket.thread)
    await customer.reads(SHA256)
    await sees_state(agent, ticket, "Completed")

    late = await press(agent, asked, "Отправить без суммы")
    assert late.text == agent._("This button is for somebody else, or has been pressed already.")
    other = await find_ticket(agent, await registers(customer, "pix-task-mining", "question"))
    sends_build(agent, other, "2.14.5", size=HUGE)
    await press(agent, await agent.reads("больше 20 МБ", thread=other.thread), "Отправить без суммы")
    await customer.reads("вычислить здесь его контрольную сумму мы не можем")


async def test_a_checksum_that_does_not_fit_stops_the_build(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    sends_build(agent, ticket, f"2.14.4 {'0' * 64} с исправлением")
    await agent.reads("SHA-256 не совпадает", thread=ticket.thread)
    agent.writes("/build 2.14.4", thread=ticket.thread)
    await agent.reads("Пришлите сборку одним файлом", thread=ticket.thread)
    assert unread(customer) == []
    sends_build(agent, ticket, f"2.14.4 {SHA256} с исправлением")
    await customer.reads(SHA256)


async def test_a_product_without_builds_says_so(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    ticket = await find_ticket(agent, await customer.registers())
    sends_build(agent, ticket, "2.14.4")
    await agent.reads("Клиентам этого продукта сборки не отправляют.", thread=ticket.thread)
    await settled()
    assert not names(customer.from_bot())


async def test_a_build_for_a_problem_does_not_pass_its_incidents_by(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    boris = new_customer(agent.world, language="en")
    incident = await find_ticket(agent, await registers(boris, "pix-task-mining", "fault"))
    agent.writes("/link PIX-1", thread=incident.thread)
    await agent.sees_on_card(incident.thread, agent._("🔗 Incident of {ticket}").format(ticket="PIX-1"))
    catch_up(boris)
    sends_build(agent, ticket, "2.14.4 Исправлена запись экрана")
    await customer.reads(SHA256)
    offer = await agent.reads("PIX-2: new build", thread=ticket.thread)
    for words in ("Исправлена запись экрана", "version 2.14.4", SHA256):
        assert words in body(offer), "as the customer will read it"
    await settled()
    assert unread(boris) == []

    await press(agent, offer, labels(offer)[0])

    assert names([await boris.reads("Исправлена запись экрана")]) == ["tm-2.14.4.exe"]
    assert SHA256 in body(await boris.reads("PIX-2: new build, version 2.14.4"))
    assert "Confirm" in labels(await boris.reads("PIX-2"))
    await sees_state(agent, incident, "Completed")
    agent.writes("/undo", thread=ticket.thread)
    await agent.until(lambda: not names(boris.from_bot()))
    await agent.until(lambda: not any(SHA256 in body(each) for each in boris.from_bot()))
    await sees_state(agent, incident, "In progress")
