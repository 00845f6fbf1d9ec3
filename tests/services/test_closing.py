"""A closing timer rings: the ticket is looked at again, and nothing is closed that should not be."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.people import Actor
from bot.domain.states import ClosingReason, State
from bot.domain.ticket import Ticket
from bot.domain.timers import Timer, TimerKind
from bot.services.alarms import Alarms
from bot.services.heard import Heard
from bot.services.timekeeping import Ringing
from bot.services.use_cases import UseCases
from storage.unit_of_work import SqlDatabase
from tests.running import built_in
from tests.storage.making import NOON, StandingClock, colleague, registered

MINUTE = timedelta(minutes=1)
ENDS = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
"""Three days after noon of Friday, the 20th, in Moscow."""

CATALOG = built_in()


def ringing(ends: datetime = ENDS) -> Timer:
    return Timer(TimerKind.CLOSING, 1, "1", ends)


@pytest.fixture
async def resolved(database: SqlDatabase, clock: StandingClock) -> Ticket:
    product = CATALOG.find("e-comet")
    assert product
    clock.moment = NOON.replace(month=11, day=20, hour=12)
    async with database.begin() as uow:
        _, ticket = await registered(uow, policy=product.policy)
        agent = await colleague(uow)
        ticket.resolution_delivered(1, by=Actor.agent(agent.id), at=clock.now())
        await uow.tickets.save(ticket)
    return ticket


async def rings(
    database: SqlDatabase,
    clock: StandingClock,
    *,
    at: datetime,
    read: datetime | None,
    channel: str = "telegram",
) -> tuple[Ringing, Ticket, list[Timer]]:
    """What became of it, the ticket, and the timers that are left."""
    clock.moment = at
    heard = Heard()
    if read:
        heard.everything(channel, read)
    async with database.begin() as uow:
        use_cases = UseCases(uow, CATALOG, clock, Alarms((), clock.monotonic), heard=heard)
        done = await use_cases.closing.close(ringing())
    async with database.begin() as uow:
        left = await uow.timers.claim(now=at + timedelta(days=30), after=None)
        return done, await uow.tickets.get(1), [left] if left else []


async def test_a_period_that_is_over_and_read_closes_the_ticket(
    database: SqlDatabase, clock: StandingClock, resolved: Ticket
) -> None:
    done, ticket, left = await rings(database, clock, at=ENDS, read=ENDS)

    assert (done, ticket.closing_reason, ticket.closed_at) == (Ringing.DONE, ClosingReason.SILENCE, ENDS)
    assert left == []


@pytest.mark.parametrize("read", [None, ENDS - timedelta(microseconds=1)])
async def test_before_the_channel_has_been_read_nothing_is_closed(
    database: SqlDatabase, clock: StandingClock, resolved: Ticket, read: datetime | None
) -> None:
    done, ticket, _ = await rings(database, clock, at=ENDS + MINUTE, read=read)

    assert (done, ticket.state) == (Ringing.NOT_YET, State.RESOLVED)


async def test_reading_another_channel_says_nothing_of_the_customers(
    database: SqlDatabase, clock: StandingClock, resolved: Ticket
) -> None:
    done, ticket, _ = await rings(database, clock, at=ENDS, read=ENDS, channel="webchat")

    assert (done, ticket.state) == (Ringing.NOT_YET, State.RESOLVED)


async def test_a_timer_that_rings_before_the_end_as_the_calendar_is_now_is_set_anew(
    database: SqlDatabase, clock: StandingClock, resolved: Ticket
) -> None:
    early = ENDS - MINUTE

    done, ticket, left = await rings(database, clock, at=early, read=early)

    assert (done, ticket.state) == (Ringing.DONE, State.RESOLVED)
    assert left[0].due_at == ENDS - timedelta(hours=15), "the reminder, and the end behind it"


async def test_a_timer_of_a_ticket_that_has_moved_on_does_nothing(
    database: SqlDatabase, clock: StandingClock, resolved: Ticket
) -> None:
    async with database.begin() as uow:
        ticket = await uow.tickets.get(1)
        ticket.confirm(1, at=clock.now())
        await uow.tickets.save(ticket)

    done, ticket, _ = await rings(database, clock, at=ENDS, read=ENDS)

    assert (done, ticket.closing_reason) == (Ringing.DONE, ClosingReason.CONFIRMED)
