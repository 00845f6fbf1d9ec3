"""Days that pass in silence: e-Comet's clock is Moscow's, three hours ahead of UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.sandbox.world import World
from tests.journeys.helpers import pass_time

MOSCOW = ZoneInfo("Europe/Moscow")


def today(world: World, zone: ZoneInfo = MOSCOW) -> date:
    return world.clock.now().astimezone(zone).date()


def clock_of(world: World, day: date, at: str, zone: ZoneInfo = MOSCOW) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), tzinfo=zone).astimezone(UTC)


async def wait_until(world: World, moment: datetime) -> None:
    """The world's clock shows it."""
    await pass_time(world, moment - world.clock.now())


async def a_morning_begins(world: World, zone: ZoneInfo = MOSCOW) -> date:
    """Ten o'clock: nothing that a test does in a moment passes midnight. The day."""
    now = world.clock.now().astimezone(zone)
    day = now.date() + timedelta(days=1)
    world.clock.move(datetime.combine(day, time(10), tzinfo=zone) - now)
    return day
