"""Telegram answers later than anybody waits: whether a call took effect is not known then."""

from collections.abc import AsyncIterator
from typing import Literal

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.sandbox.faults import Fault
from bot.settings import Settings
from storage.tables import events, messages, outbox
from tests.journeys.helpers import (
    Ticket,
    find_ticket,
    marked,
    new_customer,
    register,
    resolve,
    sees_state,
    stored,
)
from tests.people import AgentPerson, CustomerPerson, body
from tests.running import running

ANSWER = "Обновите страницу."
PATIENT = 2.0
SLOW = 8.0


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture
async def bot(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[App]:
    monkeypatch.setattr("bot.parts.ANSWER_SECONDS", PATIENT)
    async with running(settings) as app:
        yield app


@pytest.mark.parametrize("effect", ["before", "after"])
async def test_an_answer_is_repeated_visibly_recorded_once_and_holds_up_nobody(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket, effect: Literal["before", "after"]
) -> None:
    other = new_customer(agent.world, "Борис")
    there = await find_ticket(agent, await register(other))
    agent.writes("/take", thread=there.thread)
    fault = Fault("copyMessage", chat_id=customer.id, kind="slow", seconds=SLOW, effect=effect)
    agent.world.faults.add(fault)

    written = agent.writes(ANSWER, thread=taken.thread)
    await agent.until(lambda: not len(agent.world.faults))
    elsewhere = agent.writes("Проверяем.", thread=there.thread)
    await marked(agent, elsewhere)
    assert not agent.world.find_post(agent.chat_id, written["message_id"]).reactions, "not known yet"

    await marked(agent, written)
    arrived = [each for each in customer.from_bot() if body(each) == ANSWER]
    assert len(arrived) == (2 if effect == "after" else 1)
    assert await stored(bot, select(messages.c.text).where(messages.c.text == ANSWER)) == [(ANSWER,)]
    ((attempts,),) = await stored(bot, select(func.max(outbox.c.attempts)))
    assert attempts == 1
    answers = select(func.count()).where(events.c.event == "agent_wrote", events.c.ticket_id == 1)
    assert await stored(bot, answers) == [(1,)]


async def test_a_resolution_whose_answer_came_too_late_completes_the_ticket_once(
    bot: App, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    agent.world.faults.add(
        Fault("sendMessage", chat_id=customer.id, kind="slow", seconds=SLOW, effect="after")
    )
    await resolve(agent, customer, taken)
    await sees_state(agent, taken, "Completed")
    completed = select(func.count()).where(events.c.event == "resolution_delivered")
    assert await stored(bot, completed) == [(1,)]
