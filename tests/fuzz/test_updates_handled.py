"""Updates that nobody meant, through the real inbox and the real handlers: the bot goes on, for everybody."""

import json
from io import StringIO
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.app import App
from bot.ingest import inbox as inbox_module
from bot.sandbox.world import World
from storage.tables import inbox
from tests.fuzz.driving import DICE, tries
from tests.fuzz.mutating import mutated
from tests.journeys.helpers import Ticket, document, eventually, marked, new_customer, stored
from tests.logged import logging_to
from tests.people import AgentPerson, CustomerPerson

AT_ONCE = 40
FIRST = 10**15
NOT_UNDERSTOOD = ("ValidationError", "OverflowError")
"""The latter of numbers that no database holds."""


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture(autouse=True)
def short_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_module, "BACK_OFF_SECONDS", 0.001)


async def seen_so_far(bot: App) -> list[dict[str, Any]]:
    """Every update of a life: a form, a card, files, edits, presses."""
    return [json.loads(row.payload) for row in await stored(bot, select(inbox.c.payload))]


def changed(updates: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Batches of them, no two with the same number."""
    numbers = count(FIRST)
    made: list[list[dict[str, Any]]] = []

    @tries(2)
    @given(dices=st.lists(DICE, min_size=AT_ONCE, max_size=AT_ONCE))
    def batches(dices: list[Random]) -> None:
        chosen = [mutated(dice.choice(updates), dice, keep=("update_id",)) for dice in dices]
        made.append([{**each, "update_id": next(numbers)} for each in chosen])

    batches()
    return made


async def come(bot: App, updates: list[dict[str, Any]]) -> None:
    storing = bot.receiver.storing  # type: ignore[attr-defined]
    await storing.store([storing.read_text(json.dumps(each)) for each in updates])


async def over(bot: App) -> None:
    async def none_waits() -> bool:
        waiting = select(func.count()).where(inbox.c.status == "waiting")
        return await stored(bot, waiting) == [(0,)]

    await eventually(none_waits)


@pytest.mark.filterwarnings("ignore:Detected unknown update type:RuntimeWarning")
async def test_the_bot_goes_on(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    """None is lost, none stops another, and what fails has not been understood in the first place."""
    agent.writes("/note Он звонил", thread=ticket.thread)
    agent.writes("/history", thread=ticket.thread)
    (sent,) = customer.attaches(document(), caption="Вот журнал")
    await marked(customer, sent)
    world.edit(customer.id, customer.chat_id, sent["message_id"], caption="Вот весь журнал")
    await agent.reads("Вот весь журнал", thread=ticket.thread)
    batches = changed(await seen_so_far(bot))
    written = StringIO()
    with logging_to(written, "INFO", "console"):
        for batch in batches:
            await come(bot, batch)
            other = new_customer(world)
            other.starts()
            await other.reads("Здравствуйте")
            customer.writes("Есть новости?")
            await over(bot)

    ours = select(inbox.c.status).where(inbox.c.update_id < FIRST).distinct()
    assert await stored(bot, ours) == [("done",)]
    new = select(inbox.c.status, func.count().label("number")).where(inbox.c.update_id >= FIRST)
    counted = {row.status: row.number for row in await stored(bot, new.group_by(inbox.c.status))}
    assert sum(counted.values()) == sum(map(len, batches))
    assert counted["done"]
    assert counted["dead"]
    failed = [line for line in written.getvalue().splitlines() if "attempt 1" in line]
    assert [line for line in failed if not any(each in line for each in NOT_UNDERSTOOD)] == []
