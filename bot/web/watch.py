"""All that an operator watches, together."""

import asyncio
from collections.abc import Callable

from aiohttp import web

from bot.services.vitals import Vitals
from bot.web.asking import Asked
from bot.web.health import health_routes
from bot.web.metrics import Metrics
from bot.web.readiness import Flow, Phase, Readiness


class Watch:
    def __init__(
        self,
        metrics: Metrics,
        vitals: Vitals,
        flow: Flow,
        *,
        is_due: Callable[[str], bool],
        schema: str,
        monotonic: Callable[[], float],
    ) -> None:
        """`is_due`: a lane's updates should have been handled, and by us; `schema`: the revision of the
        database that this version works with."""
        self._metrics = metrics
        self._queues = Asked(vitals.queues, monotonic)
        self._work = Asked(vitals.work, monotonic)
        self._readiness = Readiness(
            self._queues,
            flow,
            takes_nothing=lambda: metrics.meter.takes_nothing,
            is_due=is_due,
            schema=schema,
            monotonic=monotonic,
        )

    def routes(self) -> list[web.RouteDef]:
        routes = health_routes(self._readiness)
        return routes + self._metrics.routes(self._readiness, self._queues, self._work)

    def now(self, phase: Phase) -> None:
        self._readiness.phase = phase

    async def troubles(self) -> list[str]:
        return await self._readiness.troubles()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._queues.run())
            tasks.create_task(self._work.run())
