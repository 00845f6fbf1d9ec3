"""The final answer: the last one given, or the next one; completed only when the customer has it."""

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.faults import Fault
from storage.tables import tickets
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    document,
    names,
    photo,
    press,
    presses_at_once,
    sees_state,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels, settled

PROMPT = "{agent}, write the final answer: your next message goes to the customer and resolves the ticket."


@pytest.fixture
def language() -> str:
    return "en"


async def is_asked_to_confirm(customer: CustomerPerson) -> None:
    _ = customer._
    asked = await customer.reads()
    assert body(asked).startswith(_("{ticket}: is your problem solved?").format(ticket="EC-1"))
    assert labels(asked) == [_("Confirm"), _("Not resolved"), _("New request")]


@pytest.mark.parametrize("way", ["button", "command"])
async def test_the_last_delivered_answer_becomes_the_resolution(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, way: str
) -> None:
    await answer(agent, customer, taken, "Обновите страницу.")
    if way == "button":
        await press(agent, agent.card(taken.thread), agent._("Resolve"))
    else:
        agent.writes("/resolve", thread=taken.thread)

    await is_asked_to_confirm(customer)
    await sees_state(agent, taken, "Completed")
    assert unread(customer) == []


@pytest.mark.parametrize("way", ["button", "command"])
async def test_without_an_answer_the_next_message_resolves(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, way: str
) -> None:
    if way == "button":
        await press(agent, agent.card(taken.thread), agent._("Resolve"))
    else:
        agent.writes("/resolve", thread=taken.thread)
    await agent.reads(agent._(PROMPT).format(agent="Ольга"), thread=taken.thread)
    await answer(agent, customer, taken, "Обновите страницу.")

    await is_asked_to_confirm(customer)
    await sees_state(agent, taken, "Completed")


async def test_resolve_with_words_sends_them_and_completes(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/resolve Обновите страницу.", thread=ticket.thread)

    assert body(await customer.reads()) == "Обновите страницу."
    await is_asked_to_confirm(customer)
    await sees_state(agent, ticket, "Completed")
    assert agent._("Assignee: {agent}").format(agent="Ольга") in body(agent.card(ticket.thread))


async def test_a_file_can_be_the_final_answer(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.attaches(document("guide.pdf"), thread=taken.thread, caption="/resolve По инструкции")

    got = await customer.reads()
    assert names([got]) == ["guide.pdf"]
    assert body(got) == "По инструкции"
    await is_asked_to_confirm(customer)


async def test_an_album_can_be_the_final_answer(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await press(agent, agent.card(taken.thread), agent._("Resolve"))
    await agent.reads(agent._(PROMPT).format(agent="Ольга"), thread=taken.thread)
    agent.attaches(photo("1.png"), photo("2.png"), thread=taken.thread, caption="По шагам")

    assert "photo" in await customer.reads()
    assert "photo" in await customer.reads()
    await is_asked_to_confirm(customer)


async def test_the_ticket_is_completed_only_when_the_customer_has_the_answer(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.faults.add(Fault("sendMessage", chat_id=customer.id, kind="slow", seconds=0.5))
    agent.writes("/resolve Обновите страницу.", thread=taken.thread)
    await settled(0.25)
    assert unread(customer) == []
    assert agent._("In progress") in body(agent.card(taken.thread))

    await customer.reads("Обновите страницу.")
    await is_asked_to_confirm(customer)
    await sees_state(agent, taken, "Completed")


async def test_resolve_while_the_answer_is_under_way_completes_on_arrival(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.faults.add(Fault("copyMessage", chat_id=customer.id, kind="slow", seconds=0.5))
    agent.writes("Обновите страницу.", thread=taken.thread)
    made = await press(agent, agent.card(taken.thread), agent._("Resolve"))
    assert not made.text

    await customer.reads("Обновите страницу.")
    await is_asked_to_confirm(customer)
    await sees_state(agent, taken, "Completed")


async def test_a_double_press_on_resolve_asks_the_customer_once(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await answer(agent, customer, taken, "Обновите страницу.")
    card = agent.card(taken.thread)
    presses_at_once(agent, card, agent._("Resolve"))
    late = await press(agent, card, agent._("Resolve"))

    assert late.text == agent._("This cannot be done now. State: {state}.").format(state=agent._("Completed"))
    await is_asked_to_confirm(customer)
    await settled()
    assert unread(customer) == []


async def test_two_resolutions_in_a_row_ask_once_with_the_newer(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """The queued one is replaced as the resolution; its words still arrive."""
    agent.world.faults.add(Fault("sendMessage", chat_id=customer.id, kind="slow", seconds=0.4))
    agent.writes("/resolve Обновите страницу.", thread=taken.thread)
    agent.writes("/resolve И очистите кэш.", thread=taken.thread)
    await sees_state(agent, taken, "Completed")
    await customer.reads(customer._("{ticket}: is your problem solved?").format(ticket="EC-1"))
    await settled()

    questions = [each for each in customer.from_bot() if customer._("Confirm") in labels(each)]
    assert len(questions) == 1
    assert await stored(bot, select(tickets.c.resolution_no)) == [(1,)]


async def test_a_colleagues_resolve_uses_the_assignees_last_answer(
    customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, taken: Ticket
) -> None:
    """The assignee has gone home; the answer that was given is the resolution."""
    await answer(agent, customer, taken, "Обновите страницу.")
    await press(colleague, agent.card(taken.thread), agent._("Resolve"))

    await sees_state(agent, taken, "Completed")
    await is_asked_to_confirm(customer)


async def test_what_the_customer_wrote_while_the_resolution_was_under_way_is_asked_about(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """The agent had not seen it: the customer says what it means, and `Confirm` works all the same."""
    _ = customer._
    agent.world.faults.add(Fault("sendMessage", chat_id=customer.id, kind="slow", seconds=0.6))
    agent.writes("/resolve Обновите страницу.", thread=taken.thread)
    await agent.until(lambda: agent.world.updates_pending() == 0)
    customer.writes("Теперь и импорт сломался")
    await agent.reads("Теперь и импорт сломался", thread=taken.thread)
    await sees_state(agent, taken, "Completed")

    asked = await customer.reads(_("Is the problem solved?"))

    assert labels(asked) == [_("Confirm"), _("Not resolved"), _("New request"), _("Just a note")]
    await press(customer, asked, _("Confirm"))
    await sees_state(agent, taken, "Closed ({reason})", reason=agent._("confirmed"))


async def test_messages_after_the_resolution_still_travel_both_ways(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.writes("/resolve Обновите страницу.", thread=taken.thread)
    await sees_state(agent, taken, "Completed")
    catch_up(customer)
    agent.writes("И спасибо за терпение!", thread=taken.thread)
    await customer.reads("И спасибо за терпение!")
    customer.writes("И вам спасибо")

    await agent.reads("И вам спасибо", thread=taken.thread)
    assert agent._("Completed") in body(agent.card(taken.thread))


@pytest.mark.parametrize("language", ["ru"])
async def test_an_answer_that_crossed_the_customers_words_warns_the_agent_and_can_be_confirmed(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """They wrote while it was on its way: what they meant is asked, and both buttons work."""
    agent.world.faults.add(Fault("sendMessage", chat_id=customer.id, kind="slow", seconds=0.8))
    agent.writes("/resolve Обновите страницу.", thread=taken.thread)
    await agent.until(lambda: agent.world.updates_pending() == 0)
    customer.writes("И на телефоне тоже не работает")
    await agent.reads("И на телефоне", thread=taken.thread)

    await customer.reads("Обновите страницу.")
    asked = await customer.reads("EC-1")
    assert customer._("Just a note") in labels(asked)
    warning = (
        "⚠️ The customer wrote while your answer was being delivered. Please read their "
        "message. We have asked whether the problem is solved."
    )
    await agent.reads(agent._(warning), thread=taken.thread)
    await sees_state(agent, taken, "Completed")
    await press(customer, asked, customer._("Confirm"))
    await sees_state(agent, taken, "Closed ({reason})", reason=agent._("confirmed"))
