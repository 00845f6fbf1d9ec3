"""Whether the process is alive, and whether it does its work."""

from aiohttp import web

from bot.web.readiness import Readiness


async def healthz(_: web.Request) -> web.Response:
    """Answers as long as the event loop turns; asks nobody else."""
    return web.Response(text="ok\n")


def health_routes(readiness: Readiness) -> list[web.RouteDef]:
    async def readyz(_: web.Request) -> web.Response:
        """200, or 503 with a line for each thing that is wrong."""
        troubles = await readiness.troubles()
        if not troubles:
            return web.Response(text="ready\n")
        return web.Response(status=503, text="".join(f"{each}\n" for each in troubles))

    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]
