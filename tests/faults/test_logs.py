"""Logs name ids and situations: never what a customer wrote, never the token."""

from io import StringIO
from typing import Any

import pytest

from bot.app import App
from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from tests.journeys.helpers import (
    Ticket,
    document,
    marked,
    names,
    press,
    reach,
    resolve,
)
from tests.people import AgentPerson, CustomerPerson, body, labels, settled
from tests.running import TOKEN

SECRETS = ("Сокровенное", "сокровенный.log", "Тайный ответ", "Секретная заметка", "104582", "Анна", "@anna")


@pytest.fixture
def language() -> str:
    return "ru"


def nothing_secret(logged: str) -> None:
    for secret in (*SECRETS, TOKEN, TOKEN.partition(":")[2]):
        assert secret not in logged, secret


async def test_a_whole_life_leaves_no_word_in_the_log(
    log: StringIO,
    bot: App,
    customer: CustomerPerson,
    agent: AgentPerson,
    ticket: Ticket,
) -> None:
    customer.writes("Сокровенное письмо")
    customer.attaches(document("сокровенный.log"))
    await agent.until(lambda: names(agent.from_bot(ticket.thread)))
    agent.writes("// Секретная заметка", thread=ticket.thread)
    question = await resolve(agent, customer, ticket, "Тайный ответ")
    await press(customer, question, "Не решено")
    await customer.reads()
    customer.writes("Сокровенное всё ещё сломано")
    await customer.reads()
    bot.archive.wake()
    await settled()

    logged = log.getvalue()
    assert "Ready" in logged
    nothing_secret(logged)


async def test_refusals_and_trouble_leave_no_word_in_the_log(
    log: StringIO,
    bot: App,
    world: World,
    customer: CustomerPerson,
    agent: AgentPerson,
    ticket: Ticket,
) -> None:
    customer.attaches(document("сокровенный.log.exe"), caption="Сокровенное")
    customer.writes("/ticket Сокровенное")
    agent.writes("/close Секретная заметка", thread=ticket.thread)
    agent.writes("/resolve", thread=ticket.thread)
    world.faults.add(Fault(chat_id=agent.chat_id, kind="drop", effect="after"))
    world.faults.add(Fault("getUpdates", kind="drop"))
    world.faults.add(Fault("getFile", kind="500_html"))
    world.faults.add(Fault("sendMessage", chat_id=customer.id, kind="500_html"))
    written = customer.writes("Сокровенное письмо")
    customer.attaches(document("сокровенный.log"))
    bot.archive.wake()
    await marked(customer, written)

    logged = log.getvalue()
    assert "to be repeated" in logged
    assert "no updates" in logged
    nothing_secret(logged)


async def test_poison_and_bugs_leave_no_word_in_the_log(
    log: StringIO,
    bot: App,
    world: World,
    customer: CustomerPerson,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of an exception its class and its place: its message may quote anything."""
    asked = await reach(customer, 1)
    assert labels(asked)
    chat: Any = world.chat(customer.chat_id)
    broken = {"message_id": 1, "date": "Сокровенное", "chat": chat.json(), "text": "Сокровенное письмо"}
    world.emit("message", chat, broken)
    await customer.reads("Произошла ошибка")

    async def clumsy(*_: object, **__: object) -> None:
        raise RuntimeError("Сокровенное письмо")

    monkeypatch.setattr("bot.services.conversation.Conversation.customer_wrote", clumsy)
    customer.writes("Сокровенное письмо")
    assert "Произошла ошибка" in body(await customer.reads())

    logged = log.getvalue()
    assert "RuntimeError" in logged
    nothing_secret(logged)


async def test_a_message_that_telegram_refuses_for_good_leaves_no_word_in_the_log(
    log: StringIO,
    bot: App,
    world: World,
    customer: CustomerPerson,
    agent: AgentPerson,
    ticket: Ticket,
) -> None:
    """Telegram's own description may quote what it refuses, as it does with entities."""
    description = "Bad Request: can't parse entities: unexpected «Тайный ответ»"
    world.faults.add(Fault("copyMessage", chat_id=customer.id, kind="error", description=description))
    agent.writes("Тайный ответ", thread=ticket.thread)
    await agent.reads("Не доставлено: Telegram не принял сообщение.", thread=ticket.thread)

    logged = log.getvalue()
    assert "failed for good" in logged
    nothing_secret(logged)
