"""When the update comes out: told, told again when it changes, warned of before it passes, shipped once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from tests.journeys.forms import registers
from tests.journeys.helpers import (
    Ticket,
    catch_up,
    find_ticket,
    new_customer,
    pass_time,
    press,
    running_in_world_time,
    sees_state,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled

MOSCOW = ZoneInfo("Europe/Moscow")
DAY = timedelta(days=1)


@pytest.fixture
def language() -> str:
    return "ru"


async def with_specialists(agent: AgentPerson, customer: CustomerPerson, number: str) -> Ticket:
    ticket = await find_ticket(agent, number)
    agent.writes("/escalate development Нужна доработка", thread=ticket.thread)
    await sees_state(agent, ticket, "With {department}", department="разработка")
    await customer.reads("передан специалистам")
    return ticket


def now(world: World) -> datetime:
    return world.clock.now().astimezone(MOSCOW)


def next_wednesday(world: World) -> date:
    """At least a week away; no holidays are near."""
    first = now(world).date() + 7 * DAY
    return first + ((2 - first.weekday()) % 7) * DAY


async def until(world: World, moment: datetime) -> None:
    await pass_time(world, moment - now(world))


async def test_a_promise_is_told_changed_and_warned_of(
    world: World, settings: Settings, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running_in_world_time(settings, world):
        ticket = await with_specialists(agent, customer, await registers(customer, "mixvel", "fault"))
        first = next_wednesday(world)
        later = first + DAY
        agent.writes(f"/eta {first} 2.4.6", thread=ticket.thread)
        assert "в версии 2.4.6" in body(await customer.reads("обновление ожидается"))
        await agent.sees_on_card(ticket.thread, "(версия 2.4.6)")
        agent.writes(f"/eta {first} 2.4.6", thread=ticket.thread)
        await agent.reads("Клиент это уже знает.", thread=ticket.thread)
        agent.writes(f"/eta {first:%d.%m.%Y}", thread=ticket.thread)
        await agent.reads(f"Может быть, /eta {first}?", thread=ticket.thread)
        agent.writes(f"/eta {now(world).date() - DAY}", thread=ticket.thread)
        await agent.reads("уже в прошлом", thread=ticket.thread)
        agent.writes(f"/eta {later}", thread=ticket.thread)
        changed = await customer.reads("срок изменился")
        assert f"{later.day} " in body(changed)
        assert "2.4.6" in body(changed)
        await agent.reads("Клиент об этом знает", thread=ticket.thread)
        catch_up(agent, ticket.thread)

        eve = datetime.combine(first, datetime.min.time(), MOSCOW)
        await until(world, eve.replace(hour=8, minute=58))
        await settled(1.2)
        assert _of_the_update(agent, ticket) == []
        await pass_time(world, timedelta(minutes=3))
        await agent.reads("/ship 2.4.6", thread=ticket.thread)
        await until(world, (eve + DAY).replace(hour=18, minute=1))
        await agent.reads("и не вышло", thread=ticket.thread)
        await settled(1.2)
        assert _of_the_update(agent, ticket) == []
        assert unread(customer) == []


def _of_the_update(agent: AgentPerson, ticket: Ticket) -> list[str]:
    """What the agents have not read yet of the promise; clocks have words of their own."""
    return [text for each in unread(agent, ticket.thread) if "обновлен" in (text := body(each))]


async def test_a_release_answers_everybody_who_waits_for_it_once_and_only_when_an_agent_sends_it(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    boris, day = new_customer(world, language="en"), next_wednesday(world)
    first = await with_specialists(agent, customer, await registers(customer, "mixvel", "fault"))
    second = await find_ticket(agent, await registers(boris, "mixvel", "fault"))
    agent.writes("/escalate development Нужна доработка", thread=second.thread)
    await boris.reads("passed on")
    for ticket, release in ((first, "v2.4.6"), (second, "2.4.6")):
        agent.writes(f"/eta {day} {release}", thread=ticket.thread)
        await agent.sees_on_card(ticket.thread, "2.4.6")
    await customer.reads("обновление ожидается")
    await boris.reads("the update is expected")
    agent.writes("/ship 2.4.7", thread=first.thread)
    await agent.reads("Может быть, /ship 2.4.6?", thread=first.thread)

    agent.writes("/ship 2.4.6", thread=first.thread)
    await agent.reads("ответы готовы в 2 запросах: MV-1, MV-2", thread=first.thread)
    preview = await agent.until(lambda: _preview(agent, first))
    theirs = await agent.until(lambda: _preview(agent, second))
    assert "Release 2.4.6 is out. It has the changes for your request MV-2." in body(theirs)
    await settled()
    assert (unread(customer), unread(boris)) == ([], [])

    await press(agent, preview, "Отправить")
    await customer.reads("Вышло обновление 2.4.6. В нём есть изменения по вашему запросу MV-1.")
    assert "Подтвердить" in labels(await customer.reads("MV-1"))
    await sees_state(agent, first, "Completed")
    late = await press(agent, preview, "Отправить")
    assert late.text == agent._("This button is out of date. Nothing was changed.")
    catch_up(agent, second.thread)
    agent.writes("/ship 2.4.6", thread=second.thread)
    await agent.reads("Ответы уже были готовы: MV-2.", thread=second.thread)
    assert sum("Вышло обновление" in body(each) for each in agent.from_bot(second.thread)) == 1
    assert unread(boris) == []


async def linked(agent: AgentPerson, incident: Ticket, problem: Ticket) -> None:
    agent.writes(f"/link {problem.number}", thread=incident.thread)
    await agent.sees_on_card(
        incident.thread, agent._("🔗 Incident of {ticket}").format(ticket=problem.number)
    )
    for ticket in (incident, problem):
        catch_up(agent, ticket.thread)


async def test_a_promise_for_a_problem_is_not_kept_from_the_customers_of_its_incidents(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    boris, day = new_customer(world, language="en"), next_wednesday(world)
    problem = await with_specialists(agent, customer, await registers(customer, "mixvel", "fault"))
    incident = await find_ticket(agent, await registers(boris, "mixvel", "fault"))
    await linked(agent, incident, problem)
    catch_up(boris)
    agent.writes(f"/eta {day} 2.4.6", thread=problem.thread)
    await customer.reads("обновление ожидается")
    first = await agent.reads("клиенту инцидента? MV-2", thread=problem.thread)
    assert "MV-2: the update is expected on" in body(first), "as the customer will read it"
    await settled()
    assert unread(boris) == []

    await press(agent, first, labels(first)[0])
    assert "in release 2.4.6" in body(await boris.reads("MV-2: the update is expected on"))
    await agent.sees_on_card(incident.thread, "(версия 2.4.6)")
    assert (await press(agent, first, labels(first)[0])).text == agent._("You have answered this already.")
    agent.writes("/take", thread=incident.thread)
    await sees_state(agent, incident, "In progress")
    assert "(версия 2.4.6)" in body(agent.card(incident.thread)), "whoever works on it"
    agent.writes(f"/eta {day + DAY}", thread=problem.thread)
    second = await agent.reads("клиенту инцидента? MV-2", thread=problem.thread)
    late = await press(agent, first, labels(first)[0])
    assert late.text == agent._("This button is out of date. Nothing was changed.")
    await press(agent, second, labels(second)[0])
    await boris.reads("the date has changed")


async def test_a_release_for_a_problem_does_not_pass_its_incidents_by(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    """An answer is ready in each of them; or one press in the problem sends it in all."""
    boris, vera = new_customer(world, language="en"), new_customer(world, "Вера")
    problem = await with_specialists(agent, customer, await registers(customer, "mixvel", "fault"))
    theirs = [await find_ticket(agent, await registers(each, "mixvel", "fault")) for each in (boris, vera)]
    for each in theirs:
        await linked(agent, each, problem)
    agent.writes("/take", thread=theirs[0].thread)
    await sees_state(agent, theirs[0], "In progress")
    catch_up(boris)
    catch_up(vera)
    agent.writes("/ship 2.4.6", thread=problem.thread)
    await agent.reads("ответы готовы в 3 запросах: MV-1, MV-2, MV-3", thread=problem.thread)
    own = await agent.until(lambda: _preview(agent, theirs[0]))
    late = await agent.until(lambda: _preview(agent, theirs[1]))
    assert "Release 2.4.6 is out. It has the changes for your request MV-2." in body(own)
    await press(agent, own, "Отправить")
    await boris.reads("Release 2.4.6 is out.")
    assert "Confirm" in labels(await boris.reads("MV-2"))
    await settled()
    assert unread(vera) == []

    await press(agent, await agent.until(lambda: _preview(agent, problem)), "Отправить")
    await customer.reads("Вышло обновление 2.4.6.")
    offer = await agent.reads("этим же ответом MV-3", thread=problem.thread)
    assert "В нём есть изменения по вашему запросу MV-3." in body(offer), "as the customer will read it"
    assert unread(vera) == []
    await press(agent, offer, labels(offer)[0])

    await vera.reads("Вышло обновление 2.4.6. В нём есть изменения по вашему запросу MV-3.")
    assert "Подтвердить" in labels(await vera.reads("MV-3"))
    await agent.reads("изменения по вашему запросу MV-3", thread=theirs[1].thread)
    await sees_state(agent, theirs[1], "Completed")
    assert "Завершено" in ((await press(agent, late, "Отправить")).text or "")
    await settled()
    assert (unread(boris), unread(vera)) == ([], [])


def _preview(agent: AgentPerson, ticket: Ticket) -> Message | None:
    found = [each for each in agent.from_bot(ticket.thread) if "Отправить" in labels(each)]
    return found[-1] if found else None


async def test_before_an_update_customers_are_told_to_back_up(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    note = "https://micro.im/docs/smarty-lite/backup-and-recovery"
    ticket = await find_ticket(agent, await registers(customer, "micropvr", "update"))
    registered = next(each for each in customer.from_bot() if "PVR-1" in body(each))
    assert note in body(registered)
    agent.writes("/resolve Установите версию 5.2.", thread=ticket.thread)
    await customer.reads("Установите версию 5.2.")
    assert note in body(await customer.reads("резервную копию"))
    assert "Подтвердить" in labels(await customer.reads("PVR-1"))

    other = await find_ticket(agent, await registers(customer, "micropvr", "fault"))
    agent.writes("/resolve Перезапустите запись.", thread=other.thread)
    await customer.reads("Перезапустите запись.")
    assert "Подтвердить" in labels(await customer.reads())
