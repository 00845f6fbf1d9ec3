"""Where things stand in the channels, as a second session reads it."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.domain.message import Link, Source
from bot.domain.people import Actor
from bot.services.desk_ports import Intent, IntentKind, Place
from storage.post import SqlSurroundings
from storage.tables import places
from storage.unit_of_work import SqlDatabase
from tests.storage.making import NOON, STAFF, StandingClock, colleague, draft, message, registered


async def test_a_ticket_begins_without_a_place(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        _, ticket = await registered(uow)
    async with database.begin() as uow:
        assert await uow.places.get(ticket.id) == Place(ticket.id)


async def test_a_topic_is_asked_for_found_and_lost(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        _, ticket = await registered(uow)
    around = SqlSurroundings(database, clock)

    assert await around.topic_requested(Place(ticket.id), STAFF)
    asked = await around.place(ticket.id)
    assert asked == Place(ticket.id, STAFF, requested=True)
    assert await around.place_found(Place(ticket.id, STAFF, 7, 8), asked)
    assert await around.place(ticket.id) == Place(ticket.id, STAFF, 7, 8)
    await around.place_lost(Place(ticket.id))
    assert await around.place(ticket.id) == Place(ticket.id, STAFF)


async def test_who_was_taken_for_dead_does_not_move_what_another_has_found(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        _, ticket = await registered(uow)
    around, asked, theirs = SqlSurroundings(database, clock), Place(ticket.id), Place(ticket.id, STAFF, 7, 8)
    assert await around.place_found(theirs, asked)

    assert not await around.topic_requested(asked, STAFF)
    assert not await around.place_found(Place(ticket.id, STAFF, 9), asked)
    assert not await around.place_found(Place(ticket.id, STAFF, 7), asked)
    assert not await around.place_found(Place(ticket.id, STAFF, 7, 10), Place(ticket.id, STAFF, 7))
    assert await around.place(ticket.id) == theirs


async def test_the_update_about_a_topic_may_be_faster_than_who_made_it(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        _, ticket = await registered(uow)
    around = SqlSurroundings(database, clock)
    await around.topic_requested(Place(ticket.id), STAFF)
    asked = await around.place(ticket.id)
    async with database.begin() as uow:
        await uow.places.adopt(ticket.id, STAFF, 7)

    assert await around.place_found(Place(ticket.id, STAFF, 7), asked)
    assert await around.place_found(Place(ticket.id, STAFF, 7, 8), Place(ticket.id, STAFF, 7))
    assert await around.place(ticket.id) == Place(ticket.id, STAFF, 7, 8)


async def test_a_topic_that_turned_up_is_adopted(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        _, waiting = await registered(uow)
        await uow.places.requested(Place(waiting.id), STAFF)
    async with database.begin() as uow:
        await uow.places.adopt(waiting.id, STAFF, 7)

    async with database.begin() as uow:
        place = await uow.places.get(waiting.id)
        assert (place.chat_id, place.thread, place.card_id) == (STAFF, 7, None)
        assert (await uow.tickets.in_place(STAFF, 7)) == waiting


@pytest.mark.parametrize("place", [Place(0, STAFF, 7, 8), Place(0, STAFF, 7), Place(0, STAFF, None, 8)])
async def test_a_place_that_a_ticket_has_is_left_alone(database: SqlDatabase, place: Place) -> None:
    async with database.begin() as uow:
        _, ticket = await registered(uow)
        has = Place(ticket.id, place.chat_id, place.thread, place.card_id)
        await uow.places.found(has)
    async with database.begin() as uow:
        await uow.places.adopt(ticket.id, STAFF, 9)
    async with database.begin() as uow:
        assert await uow.places.get(ticket.id) == has


async def test_a_topic_belongs_to_one_ticket(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        _, one = await registered(uow)
        _, two = await registered(uow)
        await uow.places.found(Place(one.id, STAFF, 7, 8))
    with pytest.raises(IntegrityError):
        async with database.begin() as uow:
            await uow.places.found(Place(two.id, STAFF, 7, 9))

    async with database.begin() as uow:
        await uow.places.found(Place(two.id, STAFF - 1, 7, 9))
    async with database.read() as connection:
        rows = await connection.execute(select(places.c.ticket_id).where(places.c.thread == 7))
        assert sorted(rows.scalars()) == [one.id, two.id]


async def test_a_link_tells_what_our_message_stands_for(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        form = await uow.drafts.add(draft(person.id))
        said = await uow.messages.add(message(Actor.customer(person.id), 7, ticket_id=ticket.id))
        ours = [
            Link(STAFF, 1, ticket_id=ticket.id, code="card"),
            Link(STAFF, 2, ticket_id=ticket.id, copy_of=said.id),
            Link(7, 2, draft_id=form.id, code="question"),
            Link(STAFF - 1, 2, ticket_id=ticket.id, copy_of=said.id),
        ]
        await uow.outbox.sent([], ours)

    async with database.begin() as uow:
        assert [await uow.links.at(Source(each.chat_id, each.message_id)) for each in ours] == ours
        assert await uow.links.at(Source(7, 1)) is None
        assert set(await uow.links.to_message(said.id)) == {ours[1], ours[3]}
        assert await uow.links.to_message(said.id + 1) == []


async def test_a_pressed_button_waits_for_the_agents_next_message(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        _, ticket = await registered(uow)
        agent, other = await colleague(uow), await colleague(uow, "Максим")
        await uow.intents.expect(agent.id, ticket.id, Intent(IntentKind.QUESTION, NOON))
    async with database.begin() as uow:
        later = Intent(IntentKind.ANSWER, NOON.replace(hour=13), "serial")
        await uow.intents.expect(agent.id, ticket.id, later)

    async with database.begin() as uow:
        assert await uow.intents.expected(agent.id, ticket.id) == later
        assert await uow.intents.expected(other.id, ticket.id) is None
        await uow.intents.forget(agent.id, ticket.id)
    async with database.begin() as uow:
        assert await uow.intents.expected(agent.id, ticket.id) is None
