"""A closing timer rings: the ticket is looked at again, and nothing is closed that should not be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.message import Audience, Message, Source
from bot.domain.people import Actor
from bot.domain.states import ClosingReason, State
from bot.domain.ticket import Ticket
from bot.domain.timers import Timer, TimerKind
from bot.services.alarms import Alarms
from bot.services.heard import Heard
from bot.services.incoming import RawUpdate, lane_of_chat
from bot.services.timekeeping import PUT_OFF, Ringing
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
    kind: TimerKind = TimerKind.CLOSING,
) -> tuple[Ringing, Ticket, list[Timer]]:
    """What became of it, the ticket, and the timers that are left."""
    clock.moment = at
    heard = Heard()
    if read:
        heard.everything(channel, read)
    async with database.begin() as uow:
        use_cases = UseCases(uow, CATALOG, clock, Alarms(()), heard=heard)
        if kind is TimerKind.CLOSING_REMINDER:
            done = await use_cases.closing.remind(replace(ringing(at), kind=kind))
        else:
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


async def says(database: SqlDatabase, ticket: Ticket, at: datetime, how: str) -> None:
    """Something that was received, and is not settled."""
    async with database.begin() as uow:
        if how == "held":
            source = Source(5, 77)
            words = Message(Actor.customer(ticket.customer_id), source, at, text="Всё ещё пусто")
            words.audience = Audience.HELD
            await uow.messages.add(words)
        else:
            person = await uow.customers.get(ticket.customer_id)
            sent = RawUpdate(42, 9, lane_of_chat(person.address), "{}", at)
            await uow.inbox.put([sent])
            await uow.inbox.bury(sent, "U9")


@pytest.mark.parametrize("how", ["held", "dead"])
@pytest.mark.parametrize("kind", [TimerKind.CLOSING, TimerKind.CLOSING_REMINDER])
async def test_words_that_were_sent_in_time_and_are_not_settled_hold_the_closing_back(
    database: SqlDatabase, clock: StandingClock, resolved: Ticket, how: str, kind: TimerKind
) -> None:
    """It is looked again every hour, and not every second."""
    await says(database, resolved, clock.now() + MINUTE, how)
    due = ENDS if kind is TimerKind.CLOSING else ENDS - timedelta(hours=15)

    done, ticket, left = await rings(database, clock, at=due, read=due, kind=kind)

    assert (done, ticket.state) == (Ringing.DONE, State.RESOLVED)
    assert ticket.silence
    assert not ticket.silence.reminded
    assert [(each.kind, each.due_at) for each in left] == [(kind, due + PUT_OFF)]


@pytest.mark.parametrize("how", ["held", "dead"])
async def test_what_was_said_before_the_answer_holds_nothing_back(
    database: SqlDatabase, clock: StandingClock, resolved: Ticket, how: str
) -> None:
    await says(database, resolved, clock.now() - MINUTE, how)

    _, ticket, _ = await rings(database, clock, at=ENDS, read=ENDS)

    assert ticket.closing_reason is ClosingReason.SILENCE
