"""Rows survive the schema's history: nothing is lost that the older schema has room for."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.draft import FilledBy
from bot.domain.message import Link
from bot.domain.people import Actor
from bot.domain.silence import Silence
from bot.domain.things import Thing, ThingKind
from storage.migrate import migrate, newest
from storage.unit_of_work import SqlDatabase
from tests.storage.making import NOON, STAFF, StandingClock, colleague, document, draft, message, registered
from tests.storage.test_migrations import empty, empty_url

__all__ = ["empty", "empty_url"]

PLACE = Thing(ThingKind.LOCATION, {"latitude": 55.7, "longitude": 37.6})


@pytest.mark.parametrize("older", ["0002", "0003", "0004", "0005"])
async def test_what_people_wrote_goes_down_and_up_again(empty: AsyncEngine, older: str) -> None:
    await migrate(empty)
    database = SqlDatabase(empty, StandingClock())
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        agent = await colleague(uow)
        own = await uow.drafts.add(draft(person.id, product_id="e-comet"))
        await uow.drafts.add(draft(person.id, filled_by=FilledBy(agent.id, STAFF, None)))
        asked = message(Actor.customer(person.id), 1, attachment=document(), thing=PLACE, ticket_id=ticket.id)
        await uow.messages.add(asked)
        await uow.messages.revise(asked, "Помогите, пожалуйста", ())
        await uow.messages.add(message(Actor.agent(agent.id), STAFF, ticket_id=ticket.id))
        copy = Link(STAFF, 77, ticket_id=ticket.id, copy_of=asked.id)
        await uow.outbox.sent([], [copy])

    await migrate(empty, to=older)
    await migrate(empty, to=newest())

    async with database.begin() as uow:
        (kept,) = await uow.messages.get([asked.id])
        assert (kept.text, kept.attachment and kept.attachment.name) == ("Помогите, пожалуйста", "log.txt")
        assert await uow.links.at(copy.source) == copy
        kept_ticket = await uow.tickets.get(ticket.id)
        assert replace(kept_ticket, clocks=ticket.clocks) == ticket, "its clocks went with their column"
        assert await uow.drafts.open_of(person.id) == own
        assert [each.id for each in await uow.agents.all(chat_id=STAFF, limit=9)] == [agent.id]


async def test_a_ticket_resolved_before_waits_for_its_customer_since_the_answer(empty: AsyncEngine) -> None:
    await migrate(empty)
    database = SqlDatabase(empty, StandingClock())
    async with database.begin() as uow:
        _, ticket = await registered(uow)
        agent = await colleague(uow)
        ticket.resolution_delivered(3, by=Actor.agent(agent.id), at=NOON)
        await uow.tickets.save(ticket)

    await migrate(empty, to="0007")
    await migrate(empty, to=newest())

    async with database.begin() as uow:
        assert (await uow.tickets.get(ticket.id)).silence == Silence(NOON)
