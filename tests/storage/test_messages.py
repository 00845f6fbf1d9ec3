"""What people wrote, as a second session reads it."""

from datetime import timedelta

import pytest

from bot.domain.errors import AlreadyRecorded
from bot.domain.message import Audience, Purpose, Source
from bot.domain.origin import Origin, OriginKind, Quote
from bot.domain.people import SYSTEM, Actor
from bot.domain.things import Thing, ThingKind
from storage.post import SqlShelf
from storage.unit_of_work import SqlDatabase
from tests.storage.making import (
    NOON,
    STAFF,
    StandingClock,
    colleague,
    customer,
    document,
    draft,
    message,
    registered,
)


async def test_a_message_comes_back_as_it_was_written(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        form = await uow.drafts.add(draft(person.id))
        written = await uow.messages.add(
            message(
                Actor.customer(person.id),
                STAFF,
                happened_at=NOON - timedelta(hours=2),
                text="<b>Не открывается</b> 🙈",
                entities=({"type": "bold", "offset": 0, "length": 4},),
                attachment=document(size=None),
                album="album",
                as_is=False,
                audience=Audience.NOTE,
                purpose=Purpose.QUESTION,
                delivered_at=NOON,
                reply_to=Source(STAFF, 5),
                thing=Thing(ThingKind.DICE, {"emoji": "🎲", "value": 3}),
                origin=Origin(OriginKind.CHANNEL, "Новости", "news", 7),
                quote=Quote("кнопка", ({"type": "bold", "offset": 0, "length": 6},)),
                ticket_id=ticket.id,
                draft_id=form.id,
            )
        )
        bare = await uow.messages.add(message(SYSTEM, STAFF, text=""))

    async with database.begin() as uow:
        assert await uow.messages.get([bare.id, written.id]) == [written, bare], "in the order of their ids"
        assert await uow.messages.at(written.source) == written
        assert await uow.messages.at(Source(7, written.source.message_id)) is None
        assert await uow.messages.get([]) == []


async def test_the_same_message_of_the_channel_is_recorded_once(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        author = Actor.customer((await uow.customers.add(customer())).id)
        first = await uow.messages.add(message(author, 7, text="Помогите", attachment=document()))

    async with database.begin() as uow:
        again = message(author, 7, source=first.source, text="другое", attachment=document())
        with pytest.raises(AlreadyRecorded):
            await uow.messages.add(again)
        elsewhere = message(author, 8, source=Source(8, first.source.message_id))
        await uow.messages.add(elsewhere)

    async with database.begin() as uow:
        assert await uow.messages.at(first.source) == first
        assert await uow.messages.at(elsewhere.source) == elsewhere
    assert await SqlShelf(database).pending(limit=10) == [first.attachment]


async def test_held_words_wait_until_they_are_placed(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        author = Actor.customer(person.id)
        first = await uow.messages.add(message(author, 7, audience=Audience.HELD))
        second = await uow.messages.add(message(author, 7, audience=Audience.HELD))
        await uow.messages.add(message(author, 7, ticket_id=ticket.id))
        await uow.messages.add(message(Actor.customer(person.id + 1), 8, audience=Audience.HELD))

    async with database.begin() as uow:
        assert await uow.messages.held_by(person.id) == [first, second]
        await uow.messages.place([first.id, second.id], ticket_id=ticket.id, draft_id=None)
    async with database.begin() as uow:
        assert await uow.messages.held_by(person.id) == []
        placed = await uow.messages.get([first.id, second.id])
        assert {(each.ticket_id, each.audience) for each in placed} == {(ticket.id, Audience.TICKET)}


async def test_what_an_agent_has_not_said_for_whom_is_held_per_ticket(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, one = await registered(uow)
        _, two = await registered(uow)
        agent, other = await colleague(uow), await colleague(uow, "Максим")
        held = [
            await uow.messages.add(message(author, STAFF, audience=Audience.HELD, ticket_id=ticket.id))
            for author, ticket in (
                (Actor.agent(agent.id), one),
                (Actor.agent(agent.id), two),
                (Actor.agent(other.id), one),
                (Actor.customer(agent.id), one),
            )
        ]

    async with database.begin() as uow:
        assert await uow.messages.held_by_agent(agent.id, one.id) == [held[0]]
        assert await uow.messages.held_by_agent(agent.id, two.id) == [held[1]]
        assert await uow.messages.held_by(person.id) == []


async def test_what_was_said_in_a_form_becomes_the_tickets(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        mine, other = await uow.drafts.add(draft(person.id)), await uow.customers.add(customer())
        theirs = await uow.drafts.add(draft(other.id))
        author = Actor.customer(person.id)
        said = [await uow.messages.add(message(author, 7, draft_id=mine.id)) for _ in range(2)]
        stays = await uow.messages.add(message(Actor.customer(other.id), 8, draft_id=theirs.id))
        await uow.messages.move_draft(mine.id, ticket.id)

    async with database.begin() as uow:
        moved = await uow.messages.get([each.id for each in said])
        assert [(each.ticket_id, each.draft_id) for each in moved] == [(ticket.id, mine.id)] * 2
        assert (await uow.messages.get([stays.id]))[0].ticket_id is None


async def test_the_last_answer_is_the_one_not_taken_back(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        _, ticket = await registered(uow)
        agent = await colleague(uow)
        by = Actor.agent(agent.id)
        first, second = [
            await uow.messages.add(message(by, STAFF, ticket_id=ticket.id, purpose=Purpose.ANSWER))
            for _ in range(2)
        ]
        await uow.messages.add(message(by, STAFF, ticket_id=ticket.id, audience=Audience.NOTE))
        rival = Actor.agent(agent.id + 1)
        await uow.messages.add(message(rival, STAFF, ticket_id=ticket.id, purpose=Purpose.ANSWER))

    async with database.begin() as uow:
        assert await uow.messages.last_from_agent(ticket.id, agent.id) == second
        await uow.messages.take_back(second)
    async with database.begin() as uow:
        assert await uow.messages.last_from_agent(ticket.id, agent.id) == first
        (taken,) = await uow.messages.get([second.id])
        assert (taken.purpose, taken.audience, taken.text) == (None, Audience.NOTE, "Помогите")
        assert await uow.messages.last_from_agent(ticket.id + 1, agent.id) is None


async def test_delivery_and_purpose_of_a_message_are_kept(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        written = await uow.messages.add(message(Actor.agent(1), STAFF))
    async with database.begin() as uow:
        written.audience, written.purpose = Audience.TICKET, Purpose.RESOLUTION
        written.delivered_at = NOON + timedelta(microseconds=1)
        await uow.messages.save(written)
    async with database.begin() as uow:
        assert await uow.messages.get([written.id]) == [written]


async def test_what_the_customer_wrote_since_a_moment(database: SqlDatabase, clock: StandingClock) -> None:
    """Of our own clock: a channel may tell the time of a message in whole seconds."""
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        author = Actor.customer(person.id)
        older = await uow.messages.add(message(author, 7, ticket_id=ticket.id))
        clock.passes(minutes=1)
        since = clock.now()
        early = await uow.messages.add(message(author, 7, ticket_id=ticket.id))
        clock.passes(minutes=1)
        late = await uow.messages.add(message(author, 7, ticket_id=ticket.id, happened_at=NOON))
        await uow.messages.add(message(Actor.agent(person.id), STAFF, ticket_id=ticket.id))

    async with database.begin() as uow:
        assert await uow.messages.from_customer(ticket.id, since=since) == [early, late]
        assert await uow.messages.from_customer(ticket.id, since=NOON) == [older, early, late]
        assert await uow.messages.customer_wrote_after(ticket.id, early.id)
        assert not await uow.messages.customer_wrote_after(ticket.id, late.id)


async def test_what_nobody_wrote_just_then_is_kept_and_is_no_word_of_the_customers(
    database: SqlDatabase,
) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        author = Actor.customer(person.id)
        first = await uow.messages.add(message(author, 7, ticket_id=ticket.id))
        notice = await uow.messages.add(message(author, 7, ticket_id=ticket.id, automatic=True))

    async with database.begin() as uow:
        assert (await uow.messages.get([notice.id]))[0].automatic
        assert await uow.messages.from_customer(ticket.id, since=NOON) == [first]
        assert not await uow.messages.customer_wrote_after(ticket.id, first.id)


async def test_a_second_problem_is_what_its_author_wrote_from_a_message_on(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        _, other = await registered(uow)
        author = Actor.customer(person.id)
        await uow.messages.add(message(author, 7, ticket_id=ticket.id))
        begins = await uow.messages.add(message(author, 7, ticket_id=ticket.id))
        await uow.messages.add(message(Actor.agent(5), STAFF, ticket_id=ticket.id))
        await uow.messages.add(message(author, 7, ticket_id=other.id))
        goes_on = await uow.messages.add(message(author, 7, ticket_id=ticket.id))

    async with database.begin() as uow:
        assert await uow.messages.said_from(begins) == [begins, goes_on]


async def test_the_parts_of_an_album_find_each_other(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        author = Actor.customer((await uow.customers.add(customer())).id)
        await uow.messages.add(message(author, 7, album="a", attachment=document()))
        newest = await uow.messages.add(message(author, 7, album="a", attachment=document()))
        await uow.messages.add(message(author, 7, album="b"))
        await uow.messages.add(message(Actor.agent(author.id or 0), STAFF, album="a"))

    async with database.begin() as uow:
        assert (await uow.messages.of_album(author, "a"))[-1] == newest
        assert await uow.messages.of_album(author, "c") == []
