"""Signals between replicas through Redis. They only save time: whatever is lost, the database has."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.services.signals import Hear, Kind

log = logging.getLogger(__name__)

CONNECT_SECONDS = 3.0
CHECK_SECONDS = 5.0
"""A connection on which nothing came for so long is asked whether it lives."""
AGAIN_SECONDS = 1.0

TROUBLE = (RedisError, OSError, TimeoutError)


class RedisSignals:
    """Everybody hears everything, and minds what is their own."""

    def __init__(self, url: str, *, bot_id: int, name: str, hears: Mapping[Kind, Hear]) -> None:
        """`name`: by which we know what we have said ourselves."""
        self._channel = f"support-bot:{bot_id}:signals"
        self._name = name
        self._hears = hears
        self._redis: Any = Redis.from_url(
            url, socket_connect_timeout=CONNECT_SECONDS, health_check_interval=CHECK_SECONDS
        )
        self._to_tell: dict[Kind, dict[str, int]] = defaultdict(dict)
        self._some = asyncio.Event()
        self._is_away = False

    def tell(self, kind: Kind, lanes: Mapping[str, int] | None = None) -> None:
        """What is told while Redis is away is not told later: by then it has been found."""
        if not self._is_away:
            self._to_tell[kind].update(lanes or {})
            self._some.set()

    async def run(self) -> None:
        """Until cancelled; comes back by itself, and says so once."""
        while True:
            try:
                await self._connected()
            except* TROUBLE as troubles:
                if not self._is_away:
                    why = type(troubles.exceptions[0]).__name__
                    log.warning("Redis is away (%s): replicas find their work a second later", why)
                self._is_away = True
                self._to_tell.clear()
            await asyncio.sleep(AGAIN_SECONDS)

    async def close(self) -> None:
        with suppress(*TROUBLE):
            await self._redis.aclose()

    async def _connected(self) -> None:
        """Until Redis goes away."""
        async with self._redis.pubsub(ignore_subscribe_messages=True) as hearing:
            await hearing.subscribe(self._channel)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen(hearing))
                tasks.create_task(self._speak())

    async def _listen(self, hearing: Any) -> None:
        while True:
            message = await hearing.get_message(timeout=CHECK_SECONDS)
            self._is_back()
            if message:
                self._heard(message["data"])

    def _is_back(self) -> None:
        if self._is_away:
            log.warning("Redis is back")
        self._is_away = False

    def _heard(self, data: bytes) -> None:
        """Whatever came: a release before or after ours may say more than we know."""
        try:
            said = json.loads(data)
            if said["by"] != self._name:
                for kind, lanes in said["what"].items():
                    self._hears[Kind(kind)](lanes)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("a signal was not understood: %s", type(error).__name__)

    async def _speak(self) -> None:
        while True:
            await self._some.wait()
            self._some.clear()
            what = {kind.value: lanes for kind, lanes in self._to_tell.items()}
            self._to_tell.clear()
            await self._redis.publish(self._channel, json.dumps({"by": self._name, "what": what}))
