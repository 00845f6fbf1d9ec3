"""What else the bot leans on."""

import asyncio
from collections.abc import Awaitable
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.doctor.findings import Finding, fault, ok
from bot.services.ports import Clock
from bot.settings import Settings

ANSWER_SECONDS = 5.0


async def look_at_redis(settings: Settings, _: Clock) -> list[Finding]:
    if not settings.redis_url:
        return []
    try:
        client = Redis.from_url(settings.redis_url, socket_timeout=ANSWER_SECONDS)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await cast("Awaitable[bool]", client.ping())  # typed for the client that does not wait, too
        finally:
            await client.aclose()
    except ValueError:
        return [fault("Redis", "REDIS_URL is no address of one.", "Write redis://HOST:6379/0.")]
    except (RedisError, OSError, TimeoutError) as error:
        return [
            fault("Redis", f"cannot be reached ({type(error).__name__}).", "Start it, or correct REDIS_URL.")
        ]
    return [ok("Redis", "answers.")]
