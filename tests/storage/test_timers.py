"""Timers: set, replaced, claimed by one, in the order of their moments."""

import asyncio
from datetime import timedelta

from bot.domain.timers import Timer, TimerKind
from storage.post import SqlDial
from storage.unit_of_work import SqlDatabase
from tests.storage.making import NOON, StandingClock, registered

KIND = TimerKind.CALENDAR_YEAR
MINUTE = timedelta(minutes=1)


def timer(key: str, *, minutes: float = 0, ticket_id: int | None = None) -> Timer:
    return Timer(KIND, ticket_id, key, NOON + minutes * MINUTE)


async def claimed(database: SqlDatabase, *, minutes: float) -> list[Timer]:
    """All that is due by then, in order."""
    found: list[Timer] = []
    async with database.begin() as uow:
        last: Timer | None = None
        while last := await uow.timers.claim(now=NOON + minutes * MINUTE, after=last):
            found.append(last)
    return found


async def test_what_is_due_comes_in_the_order_of_its_moments(database: SqlDatabase) -> None:
    late, soon, same, ahead = timer("a", minutes=2), timer("c"), timer("b"), timer("d", minutes=3)
    async with database.begin() as uow:
        await uow.timers.put([late, soon, same, ahead])

    assert await claimed(database, minutes=-1) == []
    assert await claimed(database, minutes=0) == [same, soon]
    assert await claimed(database, minutes=2) == [same, soon, late]


async def test_the_dial_shows_what_is_due_and_not_what_is_ahead(database: SqlDatabase) -> None:
    dial = SqlDial(database)
    async with database.begin() as uow:
        await uow.timers.put([timer("a")])

    assert not await dial.any_due(NOON - timedelta(microseconds=1))
    assert await dial.any_due(NOON)


async def test_a_tickets_timers_are_replaced_as_a_whole(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        _, ticket = await registered(uow)
        _, other = await registered(uow)
        elsewhere = timer("a", ticket_id=other.id)
        kept, gone = timer("a", ticket_id=ticket.id), timer("b", ticket_id=ticket.id)
        await uow.timers.replace(ticket.id, [kept, gone])
        await uow.timers.replace(other.id, [elsewhere])
        later = timer("c", minutes=1, ticket_id=ticket.id)
        await uow.timers.replace(ticket.id, [kept, later])

    assert set(await claimed(database, minutes=5)) == {kept, later, elsewhere}


async def test_a_timer_of_the_same_name_takes_the_new_moment(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.timers.put([timer("a")])
        await uow.timers.put([timer("a", minutes=9)])

    assert await claimed(database, minutes=8) == []
    assert await claimed(database, minutes=9) == [timer("a", minutes=9)]


async def test_what_is_over_does_not_take_a_new_moment_with_it(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.timers.put([timer("a"), timer("b")])
        await uow.timers.put([timer("b", minutes=9)])
        await uow.timers.done(timer("a"))
        await uow.timers.done(timer("b"))

    assert await claimed(database, minutes=99) == [timer("b", minutes=9)]


async def test_what_is_put_aside_is_claimed_no_more(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.timers.put([timer("a")])
        assert [await uow.timers.count_attempt(timer("a")) for _ in range(2)] == [1, 2]
        await uow.timers.bury(timer("a"), "calendar_year-0")

    assert await claimed(database, minutes=9) == []
    assert not await SqlDial(database).any_due(NOON)


async def test_two_watches_never_claim_the_same_timer(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        await uow.timers.put([timer(str(number)) for number in range(20)])
    rung: list[str] = []

    async def watch() -> None:
        last: Timer | None = None
        while True:
            async with database.begin() as uow:
                last = await uow.timers.claim(now=NOON, after=last)
                if last is None:
                    return
                await asyncio.sleep(0)
                rung.append(last.key)
                await uow.timers.done(last)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(3):
            tasks.create_task(watch())

    assert sorted(rung, key=int) == [str(number) for number in range(20)]


async def test_a_timer_keeps_its_moment_to_the_microsecond(
    database: SqlDatabase, clock: StandingClock
) -> None:
    moment = clock.now() + timedelta(microseconds=1)
    async with database.begin() as uow:
        await uow.timers.put([Timer(KIND, None, "a", moment)])

    async with database.begin() as uow:
        assert await uow.timers.find(f"{KIND}::a") == Timer(KIND, None, "a", moment)
        assert await uow.timers.find("nothing") is None
