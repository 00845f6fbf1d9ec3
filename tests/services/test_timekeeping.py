"""Timers of tickets and of everything else, brought to who answers for them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.catalog.products import Catalog
from bot.domain.entitlement import Entitlement
from bot.domain.people import Actor
from bot.domain.timers import Timer, TimerKind
from bot.services.agenda import Agenda
from bot.services.alarms import Alarms
from bot.services.clock_watch import ClockWatch
from bot.services.effects import Effects
from bot.services.ports import UnitOfWork
from bot.services.timekeeping import PUT_OFF, OnDue, Ringing, Timekeeping
from bot.services.use_cases import UseCases
from storage.post import SqlDial
from storage.tables import timers
from storage.unit_of_work import SqlDatabase
from tests.running import built_in
from tests.storage.making import NOON, StandingClock, colleague, registered

OF_NO_TICKET = {TimerKind.CALENDAR_YEAR, TimerKind.ENTITLEMENT_ENDS, TimerKind.ENTITLEMENT_FILE}
OF_TICKETS = [kind for kind in TimerKind if kind not in OF_NO_TICKET]


async def rings(
    database: SqlDatabase, clock: StandingClock, catalog: Catalog, timer: Timer
) -> tuple[list[Timer], list[Timer]]:
    """Which timer reached its use case, and which are left afterwards."""
    rung: list[Timer] = []

    async def ring(due: Timer) -> Ringing:
        rung.append(due)
        return Ringing.DONE

    by_kind: Mapping[TimerKind, OnDue] = {timer.kind: ring}
    async with database.begin() as uow:
        timekeeping = Timekeeping(by_kind, uow, clock, agenda=Agenda(uow, catalog), alarms=Alarms(()))
        assert await timekeeping.ring(timer) is Ringing.DONE
    async with database.begin() as uow:
        left = await uow.timers.claim(now=clock.now() + timedelta(days=1), after=None)
    return rung, [left] if left else []


@pytest.mark.parametrize("kind", OF_TICKETS)
async def test_no_timer_of_a_ticket_is_lost_while_its_product_is_not_served(
    database: SqlDatabase, clock: StandingClock, kind: TimerKind
) -> None:
    async with database.begin() as uow:
        await registered(uow)
    timer = Timer(kind, 1, "1", NOON)

    rung, left = await rings(database, clock, Catalog([]), timer)
    assert rung == []
    assert [(each.kind, each.key, each.due_at) for each in left] == [(kind, "1", clock.now() + PUT_OFF)]

    rung, _ = await rings(database, clock, built_in(), timer)
    assert rung == [timer], "the file is back"


async def test_a_timer_of_no_ticket_asks_for_no_product(database: SqlDatabase, clock: StandingClock) -> None:
    timer = Timer(TimerKind.CALENDAR_YEAR, None, "2027", NOON)

    assert await rings(database, clock, Catalog([]), timer) == ([timer], [])


def served(database: SqlDatabase, clock: StandingClock, catalog: Catalog) -> ClockWatch:
    def use_cases(uow: UnitOfWork) -> UseCases:
        return UseCases(uow, catalog, clock, Alarms(()))

    return ClockWatch(database=database, dial=SqlDial(database), clock=clock, use_cases=use_cases)


async def kinds(database: SqlDatabase) -> set[str]:
    async with database.read() as connection:
        rows = await connection.execute(select(timers.c.kind).where(timers.c.ticket_id == 1))
        return set(rows.scalars())


async def resolved_without_product(database: SqlDatabase, clock: StandingClock) -> None:
    product = built_in().find("e-comet")
    assert product
    async with database.begin() as uow:
        _, ticket = await registered(uow, policy=product.policy)
        agent = await colleague(uow)
        arrived = ticket.resolution_delivered(1, by=Actor.agent(agent.id), at=clock.now())
        await Effects(uow, Catalog([])).carry_out(ticket, arrived)


@pytest.mark.parametrize("restarted", [True, False])
async def test_a_ticket_resolved_while_its_product_was_away_gets_its_closing_timer(
    database: SqlDatabase, clock: StandingClock, *, restarted: bool
) -> None:
    await resolved_without_product(database, clock)
    await served(database, clock, Catalog([])).ring_all()
    assert await kinds(database) == {"plan"}, "put off for as long"

    watch = served(database, clock, built_in())
    if restarted:
        await watch.prepare()
    else:
        clock.moment += PUT_OFF
        await watch.ring_all()

    assert await kinds(database) == {"closing", "closing_reminder"}


async def test_a_ticket_that_ends_while_its_product_is_away_leaves_no_timers(
    database: SqlDatabase, clock: StandingClock
) -> None:
    await resolved_without_product(database, clock)
    async with database.begin() as uow:
        ticket = await uow.tickets.get(1)
        await Effects(uow, Catalog([])).carry_out(ticket, ticket.confirm(1, at=clock.now()))

    assert await kinds(database) == set()


async def test_a_warning_that_a_right_ends_is_not_lost_while_its_product_is_away(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        ends = NOON.date() + timedelta(days=20)
        record = Entitlement("e-comet", "1", "ООО «Ромашка»", "full", NOON.date(), ends)
        await uow.entitlements.add([record])
        due = Timer(TimerKind.ENTITLEMENT_ENDS, None, "1:30", NOON)
        await uow.timers.put([due])

    await served(database, clock, Catalog([])).ring_all()

    async with database.begin() as uow:
        left = await uow.timers.claim(now=NOON + timedelta(days=1), after=None)
    assert left == replace(due, due_at=NOON + PUT_OFF)
