"""Questions to the customer: `Ask`, `/ask`, the wait for the answer, and second thoughts."""

from typing import Any

import pytest

from bot.app import App
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    document,
    marked,
    names,
    photo,
    press,
    sees_state,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels

QUESTION = "Какой у вас браузер?"
ASKED = "{agent}, write the question: your next message goes to the customer."


@pytest.fixture
def language() -> str:
    return "en"


async def ask(agent: AgentPerson, ticket: Ticket) -> Any:
    """Press `Ask`; the bot's word that the next message is a question."""
    await press(agent, agent.card(ticket.thread), agent._("Ask"))
    return await agent.reads(agent._(ASKED).format(agent="Ольга"), thread=ticket.thread)


async def state_in_the_customers_words(customer: CustomerPerson) -> str:
    catch_up(customer)
    customer.writes("/ticket 1")
    return body(await customer.reads()).splitlines()[1]


async def test_after_ask_the_next_message_is_a_question_and_the_ticket_waits(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    prompt = await ask(agent, taken)
    assert labels(prompt) == [agent._("Cancel")]
    await answer(agent, customer, taken, QUESTION)

    await sees_state(agent, taken, "Waiting for your answer")
    assert await state_in_the_customers_words(customer) == customer._("State: {state}").format(
        state=customer._("Waiting for your answer")
    )


@pytest.mark.parametrize("with_file", [False, True])
async def test_the_customers_answer_puts_the_ticket_back_in_progress(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket, with_file: bool
) -> None:
    agent.writes(f"/ask {QUESTION}", thread=taken.thread)
    await customer.reads(QUESTION)
    await sees_state(agent, taken, "Waiting for your answer")
    catch_up(agent, taken.thread)
    if with_file:
        customer.attaches(document("browser.txt"))
    else:
        customer.writes("Firefox 130")

    await sees_state(agent, taken, "In progress")
    shown = await agent.reads(thread=taken.thread)
    assert names([shown]) == ["browser.txt"] if with_file else body(shown) == "Firefox 130"
    assert unread(customer) == []


async def test_the_message_after_the_question_is_a_plain_one_again(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await ask(agent, taken)
    await answer(agent, customer, taken, QUESTION)
    customer.writes("Firefox 130")
    await sees_state(agent, taken, "In progress")

    await answer(agent, customer, taken, "Спасибо, смотрю.")

    assert agent._("In progress") in body(agent.card(taken.thread))


async def test_the_ask_command_sends_its_words_without_the_command(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    entities = [{"type": "bold", "offset": 12, "length": 7}]
    text = "/ask 👉 Какой браузер?"
    agent.world.write(agent.id, agent.chat_id, text, thread=taken.thread, entities=entities)

    got = await customer.reads()

    assert got["text"] == "👉 Какой браузер?"
    assert got["entities"] == [{"type": "bold", "offset": 7, "length": 7}]
    await sees_state(agent, taken, "Waiting for your answer")


async def test_the_ask_command_under_a_photo_sends_the_photo_with_the_words(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    (sent,) = agent.attaches(photo(), thread=taken.thread, caption="/ask У вас так же?")

    got = await customer.reads()

    assert "photo" in got
    assert got["caption"] == "У вас так же?"
    await marked(agent, sent)
    await sees_state(agent, taken, "Waiting for your answer")


async def test_the_ask_command_without_words_waits_for_them(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.writes("/ask", thread=taken.thread)
    await agent.reads(agent._(ASKED).format(agent="Ольга"), thread=taken.thread)
    await answer(agent, customer, taken, QUESTION)

    await sees_state(agent, taken, "Waiting for your answer")


async def test_a_question_takes_a_ticket_that_nobody_has(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    await ask(agent, ticket)
    await answer(agent, customer, ticket, QUESTION)
    await sees_state(agent, ticket, "Waiting for your answer")
    await agent.sees_on_card(ticket.thread, agent._("Assignee: {agent}").format(agent="Ольга"))
    customer.writes("Firefox 130")

    await sees_state(agent, ticket, "In progress")


async def test_a_cancelled_ask_leaves_the_next_message_a_plain_one(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await press(agent, await ask(agent, taken), agent._("Cancel"))
    await answer(agent, customer, taken, "Смотрю.")
    customer.writes("Спасибо")
    await agent.reads("Спасибо", thread=taken.thread)

    assert agent._("In progress") in body(agent.card(taken.thread))


async def test_nobody_else_cancels_an_agents_ask(
    customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, taken: Ticket
) -> None:
    prompt = await ask(agent, taken)
    refused = await press(colleague, prompt, agent._("Cancel"))
    assert refused.text == agent._("This button is for somebody else, or has been pressed already.")
    await answer(agent, customer, taken, QUESTION)

    await sees_state(agent, taken, "Waiting for your answer")


async def test_an_ask_counts_for_the_agent_who_pressed_it_alone(
    customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, taken: Ticket
) -> None:
    await ask(agent, taken)
    colleague.writes("Я бы спросил про браузер", thread=taken.thread)

    asked = await colleague.reads("Максим", thread=taken.thread)

    assert labels(asked) == [agent._("Send"), agent._("Note")]
    assert unread(customer) == []


async def test_a_note_between_ask_and_the_question_stays_a_note(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await ask(agent, taken)
    agent.writes("// сейчас спрошу", thread=taken.thread)
    await answer(agent, customer, taken, QUESTION)

    await sees_state(agent, taken, "Waiting for your answer")
    assert not any("сейчас спрошу" in body(each) for each in customer.from_bot())


async def test_a_completed_ticket_is_not_asked_about(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.writes("/resolve Обновите страницу.", thread=taken.thread)
    await sees_state(agent, taken, "Completed")
    catch_up(agent, taken.thread)
    for command in ("/ask", f"/ask {QUESTION}"):
        agent.writes(command, thread=taken.thread)
        assert body(await agent.reads(thread=taken.thread)) == agent._(
            "This cannot be done now. State: {state}."
        ).format(state=agent._("Completed"))

    assert not any(QUESTION in body(each) for each in customer.from_bot())


async def test_a_second_question_while_the_first_waits_is_asked_too(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.writes(f"/ask {QUESTION}", thread=taken.thread)
    agent.writes("/ask А система?", thread=taken.thread)
    await customer.reads(QUESTION)
    await customer.reads("А система?")
    await sees_state(agent, taken, "Waiting for your answer")
    customer.writes("Firefox на Windows")

    await sees_state(agent, taken, "In progress")


async def test_an_album_after_ask_is_one_question(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await ask(agent, taken)
    agent.attaches(photo("1.png"), photo("2.png"), thread=taken.thread, caption="Так или так?")

    await sees_state(agent, taken, "Waiting for your answer")
    await agent.until(lambda: len(unread(customer)) == 2)
    assert len({each["media_group_id"] for each in unread(customer)}) == 1
