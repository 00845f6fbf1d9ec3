"""Rows survive the schema's history: nothing is lost that the older schema has room for."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.draft import FilledBy
from bot.domain.message import Link
from bot.domain.people import Actor
from bot.domain.silence import Silence
from bot.domain.things import Thing, ThingKind
from bot.services.incoming import RawUpdate
from bot.services.menu_ports import Menu
from storage.migrate import migrate, newest
from storage.unit_of_work import SqlDatabase
from tests.storage.making import NOON, STAFF, StandingClock, colleague, document, draft, message, registered
from tests.storage.test_reports import ASKED

PLACE = Thing(ThingKind.LOCATION, {"latitude": 55.7, "longitude": 37.6})


@pytest.fixture
async def database(empty: AsyncEngine) -> AsyncIterator[SqlDatabase]:
    database = SqlDatabase(empty, StandingClock())
    yield database
    await database.close()


@pytest.mark.parametrize("older", ["0002", "0003", "0004", "0005"])
async def test_what_people_wrote_goes_down_and_up_again(
    empty: AsyncEngine, database: SqlDatabase, older: str
) -> None:
    await migrate(empty)
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


async def test_a_ticket_resolved_before_waits_for_its_customer_since_the_answer(
    empty: AsyncEngine, database: SqlDatabase
) -> None:
    await migrate(empty)
    async with database.begin() as uow:
        _, ticket = await registered(uow)
        agent = await colleague(uow)
        ticket.resolution_delivered(3, by=Actor.agent(agent.id), at=NOON)
        await uow.tickets.save(ticket)

    await migrate(empty, to="0007")
    await migrate(empty, to=newest())

    async with database.begin() as uow:
        assert (await uow.tickets.get(ticket.id)).silence == Silence(NOON)


async def test_the_number_of_a_message_that_is_gone_is_not_given_again(
    empty: AsyncEngine, database: SqlDatabase
) -> None:
    """Also where SQLite did not count them before."""
    await migrate(empty, to="0030")
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        old = await uow.messages.add(message(Actor.customer(person.id), 1))
    await migrate(empty)

    async with database.begin() as uow:
        new = await uow.messages.add(message(Actor.customer(person.id), 1))
    async with empty.begin() as connection:
        await connection.execute(text("DELETE FROM messages WHERE id = :id"), {"id": new.id})
        if empty.dialect.name == "sqlite":
            assert (await connection.execute(text("PRAGMA integrity_check"))).scalar_one() == "ok"
    async with database.begin() as uow:
        newest_of_all = await uow.messages.add(message(Actor.customer(person.id), 1))
        (kept,) = await uow.messages.get([old.id])
        assert (await uow.tickets.get(ticket.id)).name == ticket.name

    assert kept.text == old.text
    assert old.id < new.id < newest_of_all.id


async def test_updates_that_wait_are_nobodys_after_a_migration(
    empty: AsyncEngine, database: SqlDatabase
) -> None:
    await migrate(empty)
    update = RawUpdate(42, 1, "chat:7", "{}", NOON)
    async with database.begin() as uow:
        await uow.inbox.put([update])
        await uow.inbox.count_attempt(update)

    await migrate(empty, to="0022")
    await migrate(empty, to=newest())

    async with database.begin() as uow:
        assert await uow.inbox.take(["chat:7"]) == [replace(update, attempts=1)]
        assert await uow.inbox.claim(update)


async def test_who_has_a_menu_is_found_out_anew_after_going_down_and_up(
    empty: AsyncEngine, database: SqlDatabase
) -> None:
    await migrate(empty)
    menus = {Menu(STAFF), Menu(STAFF, 7)}
    async with database.begin() as uow:
        await uow.menus.add(menus)

    await migrate(empty, to="0022")
    await migrate(empty, to=newest())

    async with database.begin() as uow:
        assert await uow.menus.all() == set()
        assert await uow.menus.add(menus) == menus


async def test_a_report_that_somebody_has_taken_is_anybodys_after_going_down_and_up(
    empty: AsyncEngine, database: SqlDatabase
) -> None:
    await migrate(empty)
    clock = StandingClock()
    async with database.begin() as uow:
        await uow.reports.add(ASKED)
        assert await uow.reports.take_next(at=clock.now())

    await migrate(empty, to="0022")
    await migrate(empty, to=newest())

    async with database.begin() as uow:
        report = await uow.reports.take_next(at=clock.now())
        assert report
        assert (report.to, report.period, report.attempts) == (ASKED.to, ASKED.period, 2)
