"""What waits is counted, with its age; what is done with is not."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.domain.clocks import BREACH
from bot.domain.delivery import Urgency, words_to_customer, words_to_desk
from bot.domain.draft import FilledBy
from bot.domain.errors import VersionMismatch
from bot.domain.people import Actor
from bot.domain.priorities import Priority
from bot.domain.targets import ClockKind
from bot.domain.timers import Timer, TimerKind
from bot.services.incoming import RawUpdate
from bot.services.meter import Mishap, Settled, Uncounted
from bot.services.ports import StorageUnavailable
from bot.services.vitals import Pile, Queue
from storage.availability import count_errors
from storage.engine import create_engine
from storage.migrate import newest
from storage.unit_of_work import SqlDatabase
from storage.vitals import SqlVitals
from tests.storage.making import (
    NOON,
    STAFF,
    StandingClock,
    colleague,
    document,
    draft,
    message,
    registered,
    rolled_back,
    undone,
)

MINUTE = timedelta(minutes=1)


def by_queue(piles: Iterable[Pile]) -> dict[Queue, list[Pile]]:
    found: dict[Queue, list[Pile]] = {}
    for each in piles:
        found.setdefault(each.queue, []).append(each)
    return found


async def test_an_empty_database_has_nothing_that_waits(database: SqlDatabase, clock: StandingClock) -> None:
    queues = await SqlVitals(database, clock).queues()

    assert (queues.at, queues.schema, queues.piles) == (NOON, newest(), ())


async def test_updates_wait_or_are_put_aside(database: SqlDatabase, clock: StandingClock) -> None:
    given = [
        RawUpdate(42, number, "chat:7", "{}", NOON - minutes * MINUTE)
        for number, minutes in ((1, 9), (2, 8), (3, 7), (4, 6))
    ]
    async with database.begin() as uow:
        await uow.inbox.put(given)
        await uow.inbox.claim(given[0])
        await uow.inbox.bury(given[1], "U2")

    queues = await SqlVitals(database, clock).queues()

    assert set(queues.piles) == {
        Pile(Queue.UPDATES, 2, NOON - 7 * MINUTE),
        Pile(Queue.DEAD, 1, NOON - 8 * MINUTE),
    }
    assert queues.age(by_queue(queues.piles)[Queue.UPDATES][0]) == 420
    assert queues.late == {"chat:7": NOON - 7 * MINUTE}


async def test_deliveries_wait_by_urgency_and_recipient(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        _, ticket = await registered(uow)
        uow.deliver(
            words_to_customer(1, "which"), words_to_customer(2, "which"), words_to_desk(ticket.id, "x")
        )
        uow.deliver(words_to_desk(ticket.id, "x").about_blocker())
    clock.passes(minutes=2)
    async with database.begin() as uow:
        uow.deliver(words_to_customer(1, "which"), words_to_customer(3, "which"))
        await uow.outbox.hold("customer:2", "blocked")

    async with database.begin() as uow:
        await uow.outbox.sent([6], [])

    piles = by_queue((await SqlVitals(database, clock).queues()).piles)

    assert set(piles[Queue.QUEUED]) == {
        Pile(Queue.QUEUED, 2, NOON, 0, "customer"),
        Pile(Queue.QUEUED, 1, NOON, Urgency.BLOCKER, "desk"),
        Pile(Queue.QUEUED, 1, NOON, Urgency.AGENT, "desk"),
    }
    assert piles[Queue.HELD] == [Pile(Queue.HELD, 1, NOON, 0, "customer")]


async def test_timers_are_due_late_or_put_aside(database: SqlDatabase, clock: StandingClock) -> None:
    ringing = [
        Timer(TimerKind.CALENDAR_YEAR, None, key, NOON + after)
        for key, after in (("late", -2 * MINUTE), ("due", -MINUTE / 2), ("ahead", MINUTE), ("aside", -MINUTE))
    ]
    async with database.begin() as uow:
        await uow.timers.put(ringing)
        await uow.timers.bury(ringing[-1], "calendar_year-0")

    assert set((await SqlVitals(database, clock).queues()).piles) == {
        Pile(Queue.TIMERS, 2, NOON - 2 * MINUTE),
        Pile(Queue.LATE, 1, NOON - 2 * MINUTE),
        Pile(Queue.BURIED, 1, NOON - MINUTE),
    }


async def test_files_and_forms_are_open_until_they_are_done(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        person, _ = await registered(uow)
        agent = await colleague(uow)
        await uow.drafts.add(draft(person.id))
        await uow.drafts.add(draft(person.id, filled_by=FilledBy(agent.id, STAFF, None)))
        await uow.messages.add(message(Actor.customer(person.id), 1, attachment=document()))

    assert set((await SqlVitals(database, clock).queues()).piles) == {
        Pile(Queue.FILES, 1),
        Pile(Queue.DRAFTS, 1),
        Pile(Queue.CALLS, 1),
    }


async def test_tickets_that_have_not_ended_are_counted_and_those_that_missed_a_target(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        agent = Actor.agent((await colleague(uow)).id)
        for late, resolved in ((True, False), (False, False), (True, True)):
            _, ticket = await registered(uow)
            ticket.take(agent.id or 0, at=NOON)
            run = ticket.clocks[ClockKind.RESOLUTION]
            ticket.clocks = {ClockKind.RESOLUTION: replace(run, told=BREACH if late else 0)}
            if resolved:
                ticket.resolution_delivered(3, by=agent, at=NOON)
            await uow.tickets.save(ticket)

    work = await SqlVitals(database, clock).work()

    assert work.open == {("e-comet", "open"): 2, ("e-comet", "resolved"): 1}
    assert work.breached == {"e-comet": 1}, "the one that has its answer waits for nothing"


class Counting(Uncounted):
    def __init__(self) -> None:
        self.statements: list[Mishap] = []
        self.transactions: list[Mishap] = []

    def statement_failed(self, why: Mishap) -> None:
        self.statements.append(why)

    def rolled_back(self, why: Mishap) -> None:
        self.transactions.append(why)


async def test_what_fails_in_the_database_is_counted_by_its_cause(
    database_url: str, clock: StandingClock
) -> None:
    meter, engine = Counting(), create_engine(database_url)
    count_errors(engine, meter)
    database = SqlDatabase(engine, clock, meter)
    try:
        with pytest.raises(VersionMismatch):
            async with database.begin():
                raise VersionMismatch
        with pytest.raises(StorageUnavailable):
            async with database.begin():
                raise StorageUnavailable("away")
        with pytest.raises(LookupError):
            async with database.begin():
                raise LookupError
        with pytest.raises(DBAPIError, match="nowhere"):
            async with database.read() as connection:
                await connection.execute(text("SELECT * FROM nowhere"))
    finally:
        await database.close()

    assert meter.statements == [Mishap.FAULT]
    assert meter.transactions == [Mishap.CONFLICT, Mishap.AWAY, Mishap.FAULT]


async def test_a_database_that_is_not_there_is_away(clock: StandingClock) -> None:
    meter = Counting()
    database = SqlDatabase(create_engine("postgresql+asyncpg://nobody@127.0.0.1:1/nothing"), clock, meter)
    with pytest.raises(StorageUnavailable):
        async with database.begin():
            raise AssertionError("nothing has begun")
    await database.close()

    assert meter.transactions == [Mishap.AWAY]


async def test_what_a_ticket_has_settled_is_told_after_the_commit_and_not_where_it_is_undone(
    database: SqlDatabase,
) -> None:
    told: list[Settled] = []
    database.after_commit.append(lambda news: told.extend(news.settled))
    settled = Settled(ClockKind.TAKE, "e-comet", Priority.NORMAL, kept=True)
    async with rolled_back(database) as uow:
        uow.count(settled)
    async with database.begin() as uow:
        async with undone(uow):
            uow.count(settled)
        uow.count(replace(settled, kept=False))
        assert told == []

    assert told == [replace(settled, kept=False)]
