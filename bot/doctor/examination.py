"""All checks, one after the other; none can keep the others waiting, or from being told of."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from bot.doctor.database import look_at_database
from bot.doctor.findings import Finding, fault
from bot.doctor.machine import look_at_calendars, look_at_disk, look_at_port, look_at_products
from bot.doctor.others import look_at_redis
from bot.doctor.telegram import look_at_telegram
from bot.domain.errors import describe
from bot.services.ports import Clock
from bot.settings import Settings

PATIENCE_SECONDS = 45.0
"""For all that one check asks others for."""

Check = Callable[[Settings, Clock], Awaitable[list[Finding]]]
CHECKS: dict[str, Check] = {
    "Product files": look_at_products,
    "Calendars": look_at_calendars,
    "Disk": look_at_disk,
    "Database": look_at_database,
    "Telegram": look_at_telegram,
    "Redis": look_at_redis,
    "Web side": look_at_port,
}


async def examine(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    for about, check in CHECKS.items():
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = await check(settings, clock)
        except TimeoutError:
            found = [fault(about, f"no answer within {PATIENCE_SECONDS:.0f} seconds.", "Look what keeps it.")]
        except Exception as bug:  # noqa: BLE001 - told of, and the others are looked at all the same
            found = [fault(about, f"the check itself broke: {describe(bug)}.", "Report it.")]
        for each in found:
            yield each
