"""The clock watch: what has come due is done once, in order, whatever breaks on the way."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.catalog.products import Catalog
from bot.domain.errors import VersionMismatch
from bot.domain.timers import Timer, TimerKind
from bot.services.agenda import Agenda
from bot.services.alarms import Alarms
from bot.services.clock_watch import ClockWatch
from bot.services.ports import UnitOfWork
from bot.services.timekeeping import Ringing, Timekeeping
from bot.services.use_cases import UseCases
from storage.post import SqlDial
from storage.tables import outbox
from storage.unit_of_work import SqlDatabase
from tests.storage.making import NOON, StandingClock

ADMIN = 900
Ring = Callable[[UnitOfWork, Timer], Awaitable[Ringing]]


class Watched:
    """A watch whose timers ring here."""

    def __init__(self, database: SqlDatabase, clock: StandingClock) -> None:
        self.database = database
        self.clock = clock
        self.rung: list[str] = []
        self.breaks: dict[str, Exception] = {}
        self.not_yet: set[str] = set()
        self.watch = ClockWatch(
            database=database, dial=SqlDial(database), clock=clock, use_cases=self._use_cases
        )

    def _use_cases(self, uow: UnitOfWork) -> UseCases:
        async def ring(timer: Timer) -> Ringing:
            if timer.key in self.breaks:
                raise self.breaks[timer.key]
            if timer.key in self.not_yet:
                return Ringing.NOT_YET
            self.rung.append(timer.key)
            return Ringing.DONE

        timekeeping = Timekeeping(
            {TimerKind.CALENDAR_YEAR: ring},
            uow,
            self.clock,
            agenda=Agenda(uow, Catalog([])),
            alarms=Alarms([ADMIN]),
        )
        return cast("UseCases", SimpleNamespace(timekeeping=timekeeping))

    async def set(self, *keys: str) -> None:
        async with self.database.begin() as uow:
            await uow.timers.put([Timer(TimerKind.CALENDAR_YEAR, None, key, NOON) for key in keys])

    async def left(self) -> list[str]:
        async with self.database.begin() as uow:
            last: Timer | None = None
            keys = []
            while last := await uow.timers.claim(now=NOON + timedelta(days=99), after=last):
                keys.append(last.key)
            return keys

    async def pages(self) -> Sequence[Any]:
        async with self.database.read() as connection:
            return (await connection.execute(outbox.select())).all()


@pytest.fixture
def watched(database: SqlDatabase, clock: StandingClock) -> Watched:
    return Watched(database, clock)


async def test_nothing_rings_before_its_moment_and_each_rings_once(watched: Watched) -> None:
    watched.clock.moment = NOON - timedelta(microseconds=1)
    await watched.set("a", "b")
    await watched.watch.ring_all()
    assert watched.rung == []

    watched.clock.moment = NOON
    await watched.watch.ring_all()
    await watched.watch.ring_all()
    assert watched.rung == ["a", "b"]
    assert await watched.left() == []


async def test_after_a_jump_everything_rings_at_once(watched: Watched) -> None:
    await watched.set(*"abcdefgh")
    watched.clock.passes(days=40)
    await watched.watch.ring_all()
    assert watched.rung == list("abcdefgh")


async def test_one_that_may_not_act_yet_stays_and_holds_up_no_other(watched: Watched) -> None:
    await watched.set("a", "b")
    watched.not_yet.add("a")
    await watched.watch.ring_all()
    assert (watched.rung, await watched.left()) == (["b"], ["a"])

    watched.not_yet.clear()
    await watched.watch.ring_all()
    assert watched.rung == ["b", "a"]


async def test_one_that_breaks_our_code_rests_and_recovers(watched: Watched) -> None:
    await watched.set("a", "b")
    watched.breaks["a"] = ValueError("a slip")
    await watched.watch.ring_all()
    watched.breaks.clear()
    await watched.watch.ring_all()
    assert watched.rung == ["b"], "it rests for a while"

    watched.clock.passes(seconds=6)
    await watched.watch.ring_all()
    assert watched.rung == ["b", "a"]


async def test_after_three_attempts_it_is_put_aside_and_the_administrators_are_told(watched: Watched) -> None:
    await watched.set("a")
    watched.breaks["a"] = ValueError("a slip")
    for _ in range(9):
        await watched.watch.ring_all()
        watched.clock.passes(minutes=1)

    watched.breaks.clear()
    await watched.watch.ring_all()
    assert (watched.rung, await watched.left()) == ([], [])
    (page,) = await watched.pages()
    assert (page.recipient_id, page.body["code"]) == (ADMIN, "timer_page")
    assert "a slip" not in str(page.body), "what broke may hold somebody's words"


async def test_one_that_met_an_update_is_tried_again_and_not_counted(watched: Watched) -> None:
    await watched.set("a")
    watched.breaks["a"] = VersionMismatch("EC-1")
    for _ in range(5):
        await watched.watch.ring_all()
    watched.breaks.clear()
    await watched.watch.ring_all()
    assert watched.rung == ["a"]
    assert await watched.pages() == []
