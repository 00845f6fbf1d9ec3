"""Incidents of one problem: what is said to its customer can be said to theirs."""

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from storage.tables import tickets
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    confirm,
    find_ticket,
    new_customer,
    press,
    register,
    resolve,
    sees_state,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels, settled


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
async def boris(bot: App, agent: AgentPerson) -> CustomerPerson:
    return new_customer(agent.world, "Борис")


@pytest.fixture
async def incident(boris: CustomerPerson, agent: AgentPerson, taken: Ticket) -> Ticket:
    """Another customer's, linked to the first ticket."""
    found = await find_ticket(agent, await register(boris))
    agent.writes("/link EC-1", thread=found.thread)
    await agent.reads("EC-1", thread=found.thread)
    await agent.sees_on_card(found.thread, agent._("🔗 Incident of {ticket}").format(ticket="EC-1"))
    catch_up(agent, taken.thread)
    catch_up(boris)
    return found


def has(person: CustomerPerson, text: str) -> bool:
    return any(body(each) == text for each in person.from_bot())


async def offered(agent: AgentPerson, problem: Ticket) -> Message:
    """The offer to tell the incident's customer, too."""
    return await agent.reads("EC-2", thread=problem.thread)


async def test_both_cards_show_the_link_and_it_can_be_undone(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, incident: Ticket
) -> None:
    await agent.sees_on_card(taken.thread, "1 инцидент")
    agent.writes("/link", thread=incident.thread)
    shown = await agent.reads("EC-1", thread=incident.thread)
    agent.writes("/link EC-2", thread=taken.thread)
    await agent.reads(
        agent._("{ticket} is an incident of {problem} itself: link to {problem}.").format(
            ticket="EC-2", problem="EC-1"
        ),
        thread=taken.thread,
    )
    await press(agent, shown, agent._("Unlink"))

    await agent.until(lambda: "инцидент" not in body(agent.card(taken.thread)))
    assert await stored(bot, select(tickets.c.incidents, tickets.c.incident_of).order_by(tickets.c.id)) == [
        (0, None),
        (0, None),
    ]
    assert (await press(agent, shown, agent._("Unlink"))).text == agent._(
        "This button is out of date. Nothing was changed."
    )


async def test_an_answer_reaches_the_other_customer_after_a_press_and_once(
    bot: App,
    customer: CustomerPerson,
    boris: CustomerPerson,
    agent: AgentPerson,
    taken: Ticket,
    incident: Ticket,
) -> None:
    await answer(agent, customer, taken, "Чиним, сбой на нашей стороне.")
    offer = await offered(agent, taken)
    assert labels(offer) == ["Отправить ещё 1 клиенту"]
    assert unread(boris) == []

    await press(agent, offer, labels(offer)[0])

    await boris.reads("Чиним, сбой на нашей стороне.")
    await agent.reads("Чиним", thread=incident.thread)
    late = await press(agent, offer, labels(offer)[0])
    assert late.text == agent._("You have answered this already.")
    await settled()
    assert unread(boris) == []
    boris.writes("Спасибо, жду")
    await agent.reads("Спасибо, жду", thread=incident.thread)


@pytest.mark.parametrize("how", ["command", "the last answer, passed on before"])
async def test_each_incident_has_a_resolution_and_an_end_of_its_own(
    bot: App,
    customer: CustomerPerson,
    boris: CustomerPerson,
    agent: AgentPerson,
    taken: Ticket,
    incident: Ticket,
    how: str,
) -> None:
    if how == "command":
        agent.writes("/resolve Готово.", thread=taken.thread)
    else:
        await answer(agent, customer, taken, "Готово.")
        before = await offered(agent, taken)
        await press(agent, before, labels(before)[0])
        await boris.reads("Готово.")
        await agent.reads("EC-2", thread=taken.thread)
        await agent.presses(agent._("Resolve"), thread=taken.thread)
    offer = await offered(agent, taken)
    await press(agent, offer, labels(offer)[0])
    question = await boris.reads("EC-2")
    await sees_state(agent, incident, "Completed")
    await confirm(boris, question)
    await sees_state(agent, incident, "Closed ({reason})", reason=agent._("confirmed"))

    assert await stored(bot, select(tickets.c.state, tickets.c.resolution_no).order_by(tickets.c.id)) == [
        ("resolved", 1),
        ("closed", 1),
    ]
    assert sum(body(each) == "Готово." for each in boris.from_bot()) == 1


async def test_a_correction_and_an_undo_follow_the_answer_everywhere(
    bot: App,
    customer: CustomerPerson,
    boris: CustomerPerson,
    agent: AgentPerson,
    taken: Ticket,
    incident: Ticket,
) -> None:
    agent.writes("Починим завтра.", thread=taken.thread)
    await customer.reads("Починим завтра.")
    mine = next(each for each in agent.messages(taken.thread) if body(each) == "Починим завтра.")
    offer = await offered(agent, taken)
    await press(agent, offer, labels(offer)[0])
    await boris.reads("Починим завтра.")

    agent.world.edit(agent.id, agent.chat_id, mine["message_id"], text="Починим сегодня.")
    await agent.until(lambda: all(has(each, "Починим сегодня.") for each in (customer, boris)))
    agent.writes("/undo", thread=taken.thread)
    await agent.until(lambda: not any(has(each, "Починим сегодня.") for each in (customer, boris)))


async def test_an_undone_answer_leaves_an_incidents_own_resolution_alone(
    bot: App,
    customer: CustomerPerson,
    boris: CustomerPerson,
    agent: AgentPerson,
    taken: Ticket,
    incident: Ticket,
) -> None:
    told = await answer(agent, customer, taken, "Чиним.")
    offer = await offered(agent, taken)
    await press(agent, offer, labels(offer)[0])
    await boris.reads("Чиним.")
    question = await resolve(agent, boris, incident, "У вас уже работает.")
    await sees_state(agent, incident, "Completed")

    agent.writes("/undo", thread=taken.thread, reply_to=told["message_id"])
    await agent.until(lambda: not has(boris, "Чиним."))
    await settled()

    await confirm(boris, question)


async def test_what_quotes_its_own_customer_is_offered_to_nobody(
    bot: App,
    customer: CustomerPerson,
    boris: CustomerPerson,
    agent: AgentPerson,
    taken: Ticket,
    incident: Ticket,
) -> None:
    customer.writes("Пароль от базы: 12345")
    asked = await agent.reads("Пароль", thread=taken.thread)
    agent.world.write(
        agent.id, agent.chat_id, "Так нельзя.", thread=taken.thread, reply_to=asked, quote="Пароль"
    )
    await customer.reads("Так нельзя.")
    await answer(agent, customer, taken, "Дальше.")

    offer = await offered(agent, taken)
    assert "Дальше." in body(offer)


async def test_a_problem_lists_its_incidents(
    bot: App, world: World, agent: AgentPerson, ticket: Ticket, language: str
) -> None:
    somebody = new_customer(world, language=language)
    incident = await find_ticket(agent, await register(somebody))
    agent.writes(f"/link {ticket.number}", thread=incident.thread)
    await agent.reads(ticket.number, thread=incident.thread)

    agent.writes("/link", thread=ticket.thread)
    listed = await agent.reads(
        agent._("Incidents of {ticket}:").format(ticket=ticket.number), thread=ticket.thread
    )
    assert incident.number in body(listed)
    assert agent._("Registered") in body(listed)
