"""Until when a channel has been read, how long it may be asked to wait, and what an outage leaves to do."""

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest

from bot.domain.timers import TimerKind
from bot.services.heard import Heard
from bot.services.ports import UnitOfWork
from bot.services.reading import LONG_POLL, SHORT_POLL, Reading
from bot.services.reading_ports import ReadMark
from storage.unit_of_work import SqlDatabase
from tests.storage.making import NOON, StandingClock

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


class Dial:
    def __init__(self, *, closing: bool) -> None:
        self.closing = closing

    async def any_of(self, kinds: Collection[TimerKind]) -> bool:  # noqa: ARG002
        return self.closing


class Tickets:
    """Three, whose customers are asked one at a time; the process may die on the way."""

    def __init__(self, *, dies_at: int | None = None) -> None:
        self.dies_at = dies_at
        self.asked: list[int] = []
        self.lost_before: datetime | None = None

    async def ask_again(
        self,
        channel: str,  # noqa: ARG002
        *,
        after: int,
        lost_before: datetime,
    ) -> int | None:
        coming = after + 1
        if coming == self.dies_at:
            raise KeyboardInterrupt
        if coming > 3:
            return None
        self.asked.append(coming)
        self.lost_before = lost_before
        return coming


def reading(
    database: SqlDatabase, clock: StandingClock, tickets: Tickets | None = None, *, closing: bool = False
) -> Reading:
    outage = tickets or Tickets()

    def of(_: UnitOfWork) -> Tickets:
        return outage

    return Reading("telegram", Heard(), database=database, dial=Dial(closing=closing), clock=clock, outage=of)


async def mark(database: SqlDatabase) -> ReadMark | None:
    async with database.begin() as uow:
        return await uow.readings.of("telegram")


def test_at_first_nothing_has_been_heard() -> None:
    heard = Heard()
    assert not heard.covers("telegram", NOON)

    heard.everything("telegram", NOON - SECOND)
    assert not heard.covers("telegram", NOON)
    heard.everything("telegram", NOON)
    assert heard.covers("telegram", NOON)
    assert not heard.covers("webchat", NOON)


async def test_the_channel_is_asked_at_once_where_somebody_waits_for_a_moment_that_is_past(
    database: SqlDatabase, clock: StandingClock
) -> None:
    it = reading(database, clock, closing=True)
    assert await it.patience() == SHORT_POLL
    assert not it.heard.covers("telegram", NOON)
    assert await it.patience() == 0

    await it.completed(NOON, reached_at=NOON)
    assert await it.patience() == SHORT_POLL
    assert await reading(database, clock).patience() == LONG_POLL


async def test_the_mark_is_kept_once_a_minute_and_when_the_clock_jumps(
    database: SqlDatabase, clock: StandingClock
) -> None:
    it = reading(database, clock)
    for seconds, kept in ((0, 0), (59, 0), (61, 61), (7200, 7200), (30, 30)):
        at = NOON + seconds * SECOND
        await it.completed(at, reached_at=at)
        assert await mark(database) == ReadMark(NOON + kept * SECOND)


@pytest.mark.parametrize(("hours", "asked"), [(24, []), (25, [1, 2, 3])])
async def test_customers_are_asked_again_after_more_than_a_day(
    database: SqlDatabase, clock: StandingClock, hours: int, asked: list[int]
) -> None:
    await reading(database, clock).completed(NOON, reached_at=NOON)
    tickets, back = Tickets(), NOON + hours * HOUR

    for _ in range(2):
        await reading(database, clock, tickets).completed(back, reached_at=back)

    assert tickets.asked == asked
    assert tickets.lost_before == (back - 24 * HOUR if asked else None)
    assert await mark(database) == ReadMark(back)


async def test_a_crash_in_the_middle_goes_on_where_it_was_and_nothing_counts_as_read_before(
    database: SqlDatabase, clock: StandingClock
) -> None:
    await reading(database, clock).completed(NOON, reached_at=NOON)
    back = NOON + 30 * HOUR
    first, second = Tickets(dies_at=3), Tickets()
    it = reading(database, clock, first)
    with pytest.raises(KeyboardInterrupt):
        await it.completed(back, reached_at=back)
    assert not it.heard.covers("telegram", NOON)
    assert await mark(database) == ReadMark(NOON, asked_up_to=2)

    await reading(database, clock, second).completed(back + HOUR, reached_at=back + HOUR)

    assert (first.asked, second.asked) == ([1, 2], [3])
    assert await mark(database) == ReadMark(back + HOUR)


async def test_a_clock_that_jumps_while_the_channel_is_asked_is_no_outage(
    database: SqlDatabase, clock: StandingClock
) -> None:
    tickets = Tickets()
    it = reading(database, clock, tickets)
    for hop in range(4):
        await it.completed(NOON + hop * 20 * HOUR, reached_at=NOON + (hop + 1) * 20 * HOUR)

    await reading(database, clock, tickets).completed(NOON + 100 * HOUR, reached_at=NOON + 100 * HOUR)

    assert tickets.asked == []
