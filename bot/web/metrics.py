"""What Prometheus reads."""

from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector, disable_created_metrics
from prometheus_client.exposition import choose_encoder

from bot.services.vitals import Queues, Work
from bot.web.asking import Asked
from bot.web.gauges import Gauges, Seen
from bot.web.meter import PrometheusMeter
from bot.web.readiness import Readiness


class Metrics:
    """Of one bot."""

    def __init__(self, *, version: str) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call] # they would double the page, and tell nothing that the process does not
        self.registry = CollectorRegistry()
        self.meter = PrometheusMeter(self.registry)
        self._gauges = Gauges(version=version)
        self.registry.register(self._gauges)
        ProcessCollector(registry=self.registry)

    def routes(self, readiness: Readiness, queues: Asked[Queues], work: Asked[Work]) -> list[web.RouteDef]:
        async def metrics(request: web.Request) -> web.Response:
            self._gauges.seen = Seen(
                ready=not await readiness.troubles(),
                heard_ago=readiness.heard_ago(),
                queues=await queues.answer(),
                work=await work.answer(),
            )
            encode, content_type = choose_encoder(request.headers.get("Accept", ""))
            return web.Response(body=encode(self.registry), headers={"Content-Type": content_type})

        return [web.get("/metrics", metrics)]
