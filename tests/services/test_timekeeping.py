"""Timers of tickets and of everything else, brought to who answers for them."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.catalog.loader import Catalog
from bot.domain.timers import Timer, TimerKind
from bot.services.agenda import Agenda
from bot.services.alarms import Alarms
from bot.services.timekeeping import PUT_OFF, OnDue, Ringing, Timekeeping
from storage.unit_of_work import SqlDatabase
from tests.running import built_in
from tests.storage.making import NOON, StandingClock, registered

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
        timekeeping = Timekeeping(
            by_kind, uow, clock, agenda=Agenda(uow, catalog), alarms=Alarms((), clock.monotonic)
        )
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
