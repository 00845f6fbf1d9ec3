"""What the courier loads beside the deliveries, and what the channel looks up."""

from bot.domain.amends import erase
from bot.domain.delivery import Then, card, copy_to_customer, copy_to_desk, words_to_chat, words_to_customer
from bot.domain.message import Link
from bot.domain.people import Actor
from bot.services.desk_ports import Place
from storage.post import SqlPost, SqlSurroundings
from storage.unit_of_work import SqlDatabase
from tests.storage.making import NOON, STAFF, StandingClock, colleague, message, registered


async def test_a_parcel_knows_its_customer(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        said = await uow.messages.add(message(Actor.agent(1), STAFF, ticket_id=ticket.id))
        uow.deliver(
            words_to_customer(person.id, "hello"),
            copy_to_customer(person.id, ticket.id, said.id, then=Then.ANSWERED),
        )

    words, copy = await SqlPost(database, clock).load(f"customer:{person.id}", limit=9)
    assert (words.customer, words.place, words.messages) == (person, None, ())
    assert (copy.customer, copy.place, copy.messages) == (person, None, (said,))


async def test_a_parcel_knows_the_place_of_its_ticket(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        await uow.places.found(Place(ticket.id, STAFF, 7, 8))
        said = [await uow.messages.add(message(Actor.customer(person.id), 7)) for _ in range(2)]
        uow.deliver(card(ticket.id), copy_to_desk(ticket.id, (said[1].id, said[0].id)))

    first, second = await SqlPost(database, clock).load(f"desk:{ticket.id}", limit=9)
    assert (first.place, first.customer) == (Place(ticket.id, STAFF, 7, 8), None)
    assert second.messages == (said[1], said[0]), "in the order of the delivery"


async def test_a_parcel_to_a_chat_knows_nobody(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        await registered(uow)
        uow.deliver(words_to_chat(1, "page"))
    (parcel,) = await SqlPost(database, clock).load("chat:1", limit=9)
    assert (parcel.customer, parcel.place) == (None, None)


async def test_what_is_taken_back_is_found_in_the_customers_chat(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        _, other = await registered(uow)
        agent = Actor.agent(1)
        undone, stays = [await uow.messages.add(message(agent, STAFF)) for _ in range(2)]
        chat = int(person.address)
        await uow.outbox.sent(
            [],
            [
                Link(chat, 0, ticket_id=ticket.id, code="confirm"),
                Link(chat, 1, ticket_id=ticket.id, copy_of=undone.id),
                Link(chat, 2, ticket_id=ticket.id, copy_of=stays.id),
                Link(chat, 3, ticket_id=ticket.id, code="confirm"),
                Link(chat, 4, ticket_id=other.id, code="confirm"),
                Link(chat, 5, ticket_id=ticket.id, code="closed"),
                Link(STAFF, 6, ticket_id=ticket.id, copy_of=undone.id),
            ],
        )
        uow.deliver(erase(person.id, ticket.id, undone.id, codes=("confirm",)))

    (parcel,) = await SqlPost(database, clock).load(f"customer:{person.id}", limit=9)
    assert sorted(copy.message_id for copy in parcel.copies) == [1, 3], "0 asked about an earlier answer"


async def test_a_card_sees_the_ticket_its_customer_and_who_has_it(
    database: SqlDatabase, clock: StandingClock
) -> None:
    around = SqlSurroundings(database, clock)
    async with database.begin() as uow:
        person, ticket = await registered(uow)
    seen = await around.ticket(ticket.id)
    assert (seen.ticket, seen.customer, seen.assignee) == (ticket, person, None)

    async with database.begin() as uow:
        agent = await colleague(uow)
        ticket.take(agent.id, at=NOON)
        await uow.tickets.save(ticket)
    seen = await around.ticket(ticket.id)
    assert (seen.ticket, seen.assignee) == (ticket, agent)
