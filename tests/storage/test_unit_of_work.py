"""Transactions: everything together or nothing, savepoints, and who is told after the commit."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.delivery import Urgency, card, card_refresh, words_to_customer, words_to_desk
from bot.domain.people import Actor
from bot.domain.priorities import Priority
from storage.post import SqlPost
from storage.unit_of_work import News, SqlDatabase
from tests.storage.making import StandingClock, customer, document, message, registered, rolled_back, undone


@pytest.fixture
def told(database: SqlDatabase) -> list[News]:
    """What was announced after commits."""
    told: list[News] = []
    database.after_commit.append(told.append)
    return told


async def test_what_a_transaction_did_is_there_together_or_not_at_all(
    database: SqlDatabase, clock: StandingClock, told: list[News]
) -> None:
    async with rolled_back(database) as uow:
        lost = await uow.customers.add(customer())
        uow.deliver(words_to_customer(lost.id, "hello"))
    assert told == []
    assert await SqlPost(database, clock).waiting_lanes() == []
    async with database.begin() as uow:
        assert await uow.customers.find("telegram", lost.address) is None


async def test_who_sends_is_told_after_the_commit_which_lanes_and_how_urgent(
    database: SqlDatabase, clock: StandingClock, told: list[News]
) -> None:
    async with database.begin() as uow:
        uow.deliver(words_to_desk(2, "later"), words_to_customer(1, "hello"), card_refresh(2))
        uow.deliver(replace(words_to_desk(3, "at once"), urgency=Urgency.CUSTOMER))
        uow.deliver(words_to_desk(3, "later"))
        assert told == []
    assert [dict(news.lanes) for news in told] == [
        {
            "desk:2": Urgency.AGENT,
            "customer:1": Urgency.CUSTOMER,
            "desk:2:card": Urgency.COSMETIC,
            "desk:3": Urgency.CUSTOMER,
        }
    ]
    assert len(await SqlPost(database, clock).load("desk:3", limit=9)) == 2


@pytest.mark.parametrize(
    ("what", "urgency"),
    [
        ({}, Urgency.AGENT),
        ({"work_stopped": True}, Urgency.BLOCKER),
        ({"priority": Priority.CRITICAL}, Urgency.BLOCKER),
    ],
)
async def test_what_agents_get_about_a_blocker_is_more_urgent_at_whatever_desk(
    database: SqlDatabase, told: list[News], what: dict[str, Any], urgency: Urgency
) -> None:
    """What customers get, and what only decorates, is as urgent as ever."""
    async with database.begin() as uow:
        _, ticket = await registered(uow, **what)
    async with database.begin() as uow:
        uow.deliver(card(ticket.id), words_to_desk(ticket.id, "handed_over_here").at_desk("developers"))
        uow.deliver(words_to_customer(1, "hello"), card_refresh(ticket.id))
    (news,) = told
    assert news.lanes == {
        f"desk:{ticket.id}": urgency,
        f"desk:{ticket.id}:developers": urgency,
        "customer:1": Urgency.CUSTOMER,
        f"desk:{ticket.id}:card": Urgency.COSMETIC,
    }


async def test_a_ticket_that_becomes_a_blocker_in_the_same_transaction_is_one(
    database: SqlDatabase, told: list[News]
) -> None:
    async with database.begin() as uow:
        _, ticket = await registered(uow)
        uow.deliver(words_to_desk(ticket.id, "more"))
        ticket.work_stopped = True
        await uow.tickets.save(ticket)
    assert [news.lanes for news in told] == [{f"desk:{ticket.id}": Urgency.BLOCKER}]


async def test_the_archive_is_told_after_the_commit_that_there_are_files(
    database: SqlDatabase, told: list[News]
) -> None:
    async with database.begin() as uow:
        await uow.messages.add(message(Actor.agent(1), 7))
    assert told == []
    async with database.begin() as uow:
        await uow.messages.add(message(Actor.agent(1), 7, attachment=document()))
    assert [(dict(news.lanes), news.files) for news in told] == [({}, True)]


async def test_nothing_new_is_told_to_nobody(database: SqlDatabase, told: list[News]) -> None:
    async with database.begin() as uow:
        await uow.customers.add(customer())
    assert told == []


async def test_a_savepoint_undoes_rows_deliveries_and_wake_ups_while_the_transaction_goes_on(
    database: SqlDatabase, clock: StandingClock, told: list[News]
) -> None:
    async with database.begin() as uow:
        person, away = await uow.customers.add(customer()), await uow.customers.add(customer())
        uow.deliver(words_to_customer(away.id, "held"))
    async with database.begin() as uow:
        await uow.outbox.hold(f"customer:{away.id}", "blocked")
    told.clear()

    async with database.begin() as uow:
        uow.deliver(words_to_customer(person.id, "before"))
        async with undone(uow):
            lost = await uow.customers.add(customer())
            await uow.outbox.resume(away.id)
            uow.deliver(words_to_customer(person.id, "undone"), words_to_desk(5, "undone"))
        kept = await uow.customers.add(customer())
        uow.deliver(words_to_customer(person.id, "after"))

    assert [dict(news.lanes) for news in told] == [{f"customer:{person.id}": 0}]
    post = SqlPost(database, clock)
    parcels = await post.load(f"customer:{person.id}", limit=9)
    assert [parcel.delivery.code for parcel in parcels] == ["before", "after"]
    assert await post.waiting_lanes() == [(f"customer:{person.id}", 0)], "the other one is still held"
    async with database.begin() as uow:
        assert await uow.customers.find("telegram", lost.address) is None
        assert await uow.customers.find("telegram", kept.address) == kept


async def test_a_savepoint_that_ends_well_is_part_of_the_transaction(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with rolled_back(database) as uow, uow.savepoint():
        lost = await uow.customers.add(customer())
        uow.deliver(words_to_customer(lost.id, "hello"))
    async with database.begin() as uow, uow.savepoint():
        kept = await uow.customers.add(customer())
        uow.deliver(words_to_customer(kept.id, "hello"))

    async with database.begin() as uow:
        assert await uow.customers.find("telegram", lost.address) is None
        assert await uow.customers.find("telegram", kept.address) == kept
    assert await SqlPost(database, clock).waiting_lanes() == [(f"customer:{kept.id}", 0)]


async def test_a_statement_that_fails_inside_a_savepoint_does_not_spoil_the_transaction(
    database: SqlDatabase,
) -> None:
    async with database.begin() as uow:
        person = await uow.customers.add(customer())
        with pytest.raises(Exception, match=r"(?i)unique"):
            async with uow.savepoint():
                await uow.customers.add(customer(address=person.address))
        person.language = "en"
        await uow.customers.save(person)
    async with database.begin() as uow:
        assert (await uow.customers.get(person.id)).language == "en"
