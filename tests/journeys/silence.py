"""Days that pass in silence, and when the bot noticed what."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from storage.tables import events, tickets, timers
from tests.journeys.helpers import (
    Ticket,
    catch_up,
    find_ticket,
    pass_time,
    register,
    resolve,
    sees_state,
    stored,
)
from tests.people import AgentPerson, CustomerPerson, Message
from tests.running import built_in

MOSCOW = ZoneInfo("Europe/Moscow")
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
NOTICED_WITHIN = 5 * SECOND

TIMER_TELLS = {"closing_reminded", "closed_by_silence"}


def clock_of(day: date, at: str, zone: ZoneInfo = MOSCOW) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), tzinfo=zone).astimezone(UTC)


def a_morning_begins(world: World, zone: ZoneInfo = MOSCOW) -> date:
    """Ten o'clock: nothing that a test does in a moment passes midnight. The day."""
    day = world.clock.now().astimezone(zone).date() + DAY
    world.clock.move(clock_of(day, "10:00", zone) - world.clock.now())
    return day


async def comes_near(world: World, moment: datetime) -> None:
    """A second before it: the bot notices by itself that it passes."""
    await pass_time(world, moment - SECOND - world.clock.now())


async def passes(world: World, moment: datetime) -> None:
    await pass_time(world, moment + SECOND - world.clock.now())


async def resolved_ticket(agent: AgentPerson, customer: CustomerPerson) -> tuple[Ticket, Message]:
    """Of e-Comet, and the question whether the problem is solved."""
    ticket = await find_ticket(agent, await register(customer))
    question = await resolve(agent, customer, ticket)
    await sees_state(agent, ticket, "Completed")
    catch_up(agent, ticket.thread)
    return ticket, question


async def noticed(bot: App) -> list[tuple[str, datetime]]:
    """What became of silence, and when that was recorded."""
    query = select(events.c.event, events.c.recorded_at).where(events.c.event.in_(TIMER_TELLS))
    return [(row.event, row.recorded_at) for row in await stored(bot, query.order_by(events.c.id))]


async def noticed_at(bot: App, event: str, moment: datetime) -> None:
    """The last thing that was: not before the moment, and within seconds of it."""
    what, recorded = (await noticed(bot))[-1]
    assert what == event
    assert moment <= recorded <= moment + NOTICED_WITHIN


async def state_of(bot: App) -> str:
    """Of the only ticket."""
    ((state,),) = await stored(bot, select(tickets.c.state))
    return str(state)


async def closes_at(bot: App) -> datetime | None:
    """When the only ticket's closing timer rings."""
    rows = await stored(bot, select(timers.c.due_at).where(timers.c.kind == "closing"))
    return rows[0].due_at if rows else None


async def reminds_at(bot: App) -> datetime | None:
    rows = await stored(bot, select(timers.c.due_at).where(timers.c.kind == "closing_reminder"))
    return rows[0].due_at if rows else None


def zone_of(product_id: str) -> ZoneInfo:
    product = built_in().find(product_id)
    assert product
    return product.policy.closing.zone
