"""`/undo` takes back what an agent last sent, and the ticket goes back with it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.app import App
from bot.sandbox.faults import Fault
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    confirm,
    document,
    names,
    photo,
    press,
    resolve,
    sees_state,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels, settled


@pytest.fixture
def language() -> str:
    return "en"


async def undo(agent: AgentPerson, ticket: Ticket, **more: Any) -> None:
    agent.writes("/undo", thread=ticket.thread, **more)
    await agent.reads(agent._("Message unsent: the customer no longer has it."), thread=ticket.thread)


async def refused(agent: AgentPerson, ticket: Ticket, **more: Any) -> None:
    catch_up(agent, ticket.thread)
    agent.writes("/undo", thread=ticket.thread, **more)
    told = await agent.reads(thread=ticket.thread)
    assert body(told) == agent._("You have no messages here to unsend.")


def said(customer: CustomerPerson) -> list[str]:
    return [body(each) for each in customer.from_bot()]


async def test_an_answer_is_taken_back(customer: CustomerPerson, agent: AgentPerson, taken: Ticket) -> None:
    await answer(agent, customer, taken, "Не тот ответ")

    await undo(agent, taken)

    await customer.until(lambda: "Не тот ответ" not in said(customer))
    assert agent._("In progress") in body(agent.card(taken.thread))


async def test_a_file_is_taken_back(customer: CustomerPerson, agent: AgentPerson, taken: Ticket) -> None:
    agent.attaches(document("secret.pdf"), thread=taken.thread)
    await agent.until(lambda: names(customer.from_bot()))

    await undo(agent, taken)

    await customer.until(lambda: not names(customer.from_bot()))


async def test_an_album_is_taken_back_whole(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.attaches(photo("1.png"), photo("2.png"), thread=taken.thread)
    await agent.until(lambda: len(unread(customer)) == 2)
    await settled(0.1)

    await undo(agent, taken)

    await customer.until(lambda: not any("photo" in each for each in customer.from_bot()))


async def test_the_second_undo_takes_back_the_answer_before(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await answer(agent, customer, taken, "Первый ответ")
    await answer(agent, customer, taken, "Второй ответ")

    await undo(agent, taken)
    await customer.until(lambda: "Второй ответ" not in said(customer))
    assert "Первый ответ" in said(customer)
    await undo(agent, taken)

    await customer.until(lambda: "Первый ответ" not in said(customer))


async def test_a_question_is_taken_back_and_the_wait_ends(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.writes("/ask Какой браузер?", thread=taken.thread)
    await sees_state(agent, taken, "Waiting for your answer")

    await undo(agent, taken)

    await customer.until(lambda: "Какой браузер?" not in said(customer))
    await sees_state(agent, taken, "In progress")


async def test_a_resolution_is_taken_back_with_the_question_to_confirm(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    question = await resolve(agent, customer, taken, "Не тот ответ")
    await sees_state(agent, taken, "Completed")

    await undo(agent, taken)

    await sees_state(agent, taken, "In progress")
    await customer.until(lambda: "Не тот ответ" not in said(customer))
    await customer.until(
        lambda: not any(each["message_id"] == question["message_id"] for each in customer.from_bot())
    )
    again = await resolve(agent, customer, taken, "Тот ответ")
    await confirm(customer, again)


async def test_an_answer_that_became_the_resolution_is_taken_back(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await answer(agent, customer, taken, "Не тот ответ")
    agent.writes("/resolve", thread=taken.thread)
    await sees_state(agent, taken, "Completed")
    await customer.reads(customer._("{ticket}: is your problem solved?").format(ticket="EC-1"))

    await undo(agent, taken)

    await sees_state(agent, taken, "In progress")
    await customer.until(lambda: "Не тот ответ" not in said(customer))
    await customer.until(lambda: not any(customer._("Confirm") in labels(x) for x in customer.from_bot()))


async def test_undo_as_a_reply_takes_back_that_message(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    first = await answer(agent, customer, taken, "Первый ответ")
    await answer(agent, customer, taken, "Второй ответ")

    await undo(agent, taken, reply_to=first["message_id"])

    await customer.until(lambda: "Первый ответ" not in said(customer))
    assert "Второй ответ" in said(customer)


async def test_undoing_an_old_resolution_does_not_undo_the_one_that_stands(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    old = agent.writes("/resolve Первое решение.", thread=taken.thread)
    await customer.reads("Первое решение.")
    await press(customer, await customer.reads(taken.number), customer._("Not resolved"))
    customer.writes("Всё ещё не работает")
    await sees_state(agent, taken, "In progress")
    question = await resolve(agent, customer, taken, "Второе решение.")
    await sees_state(agent, taken, "Completed")

    await undo(agent, taken, reply_to=old["message_id"])

    await customer.until(lambda: "Первое решение." not in said(customer))
    await settled()
    assert "Второе решение." in said(customer)
    await confirm(customer, question)
    await sees_state(agent, taken, "Closed ({reason})", reason=agent._("confirmed"))


async def test_undoing_an_old_question_does_not_end_the_wait_for_the_answer_to_another(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    old = agent.writes("/ask Какой браузер?", thread=taken.thread)
    await sees_state(agent, taken, "Waiting for your answer")
    customer.writes("Firefox, последний")
    await sees_state(agent, taken, "In progress")
    agent.writes("/ask А какая система?", thread=taken.thread)
    await sees_state(agent, taken, "Waiting for your answer")

    await undo(agent, taken, reply_to=old["message_id"])

    await customer.until(lambda: "Какой браузер?" not in said(customer))
    await settled()
    assert "А какая система?" in said(customer)
    await sees_state(agent, taken, "Waiting for your answer")


async def test_there_is_nothing_to_undo_in_a_fresh_ticket(
    customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    await refused(agent, ticket)


async def test_a_note_cannot_be_undone(customer: CustomerPerson, agent: AgentPerson, taken: Ticket) -> None:
    note = agent.writes("// про себя", thread=taken.thread)
    await refused(agent, taken)
    await refused(agent, taken, reply_to=note["message_id"])


async def test_nobody_undoes_what_somebody_else_sent(
    customer: CustomerPerson, agent: AgentPerson, colleague: AgentPerson, taken: Ticket
) -> None:
    told = await answer(agent, customer, taken, "Мой ответ")
    catch_up(colleague, taken.thread)

    await refused(colleague, taken)
    await refused(colleague, taken, reply_to=told["message_id"])

    assert "Мой ответ" in said(customer)


async def test_a_customers_message_cannot_be_undone(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    customer.writes("Есть новости?")
    shown = await agent.reads("Есть новости?", thread=taken.thread)

    await refused(agent, taken, reply_to=shown["message_id"])


async def test_undoing_the_same_message_twice_is_refused(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    told = await answer(agent, customer, taken, "Не тот ответ")
    await undo(agent, taken, reply_to=told["message_id"])

    await refused(agent, taken, reply_to=told["message_id"])


async def test_an_answer_that_waits_for_a_customer_who_blocked_the_bot_is_taken_back(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    customer.world.block(customer.id)
    agent.writes("Не тот ответ", thread=taken.thread)
    await agent.reads(agent._("the customer has blocked the bot"), thread=taken.thread)
    await undo(agent, taken)
    customer.starts()
    await customer.reads()
    await answer(agent, customer, taken, "Тот ответ")

    assert "Не тот ответ" not in said(customer)


async def test_an_answer_that_is_under_way_is_taken_back_after_all(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    """What the agent is told must be so: the customer does not have it any more."""
    slow = Fault("copyMessage", chat_id=customer.id, effect="after", kind="slow", seconds=0.6)
    agent.world.faults.add(slow)
    agent.writes("Не тот ответ", thread=taken.thread)
    await customer.reads("Не тот ответ")
    await undo(agent, taken)

    await customer.until(lambda: "Не тот ответ" not in said(customer))


async def test_after_two_days_telegram_lets_nothing_be_taken_back(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    await answer(agent, customer, taken, "Старый ответ")
    monkeypatch.setattr("bot.services.undoing.UNDO_WITHIN", timedelta(0))
    agent.writes("/undo", thread=taken.thread)

    told = await agent.reads("48", thread=taken.thread)

    assert body(told) == agent._(
        "Telegram does not allow deleting messages after 48 hours. Please send a correction instead."
    )
    assert "Старый ответ" in said(customer)


async def test_an_undone_answer_is_nobodys_resolution(
    customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await answer(agent, customer, taken, "Не тот ответ")
    await undo(agent, taken)
    await press(agent, agent.card(taken.thread), agent._("Resolve"))

    assert body(await agent.reads(thread=taken.thread)) == agent._(
        "{agent}, write the final answer: your next message goes to the customer and resolves the ticket."
    ).format(agent="Ольга")
