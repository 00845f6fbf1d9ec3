"""One call of the Bot API: token, faults on order, the method, the record of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.errors import ApiError, too_many_requests
from bot.sandbox.faults import Fault
from bot.sandbox.methods.request import Request
from bot.sandbox.methods.table import METHODS
from bot.sandbox.methods.updates import get_updates
from bot.sandbox.model import JSON, Call
from bot.sandbox.params import Incoming, Params
from bot.sandbox.world import World

_PAGE = (
    "<html>\r\n<head><title>{0}</title></head>\r\n"
    "<body>\r\n<center><h1>{0}</h1></center>\r\n<hr></body>\r\n</html>"
)


@dataclass(slots=True, frozen=True)
class Answer:
    """What goes back: a JSON body, or a proxy's page, or nothing at all (`dropped`)."""

    status: int
    body: JSON | None = None
    page: str | None = None
    dropped: bool = False


async def answer(
    world: World,
    token: str,
    method: str,
    values: JSON,
    files: dict[str, Incoming],
    *,
    alive: Callable[[], bool] = lambda: True,
) -> Answer:
    """Carry a call out, with the fault that was ordered for it. `alive`: does somebody still wait?"""
    at = world.clock.now()
    params = Params(values, files, alive)
    fault = _fault(world, method, params)
    if fault is not None and fault.effect == "before":
        reply = await _spoil(fault) or await _result(world, token, method, params)
    else:
        reply = await _result(world, token, method, params)
        if fault is not None:
            reply = await _spoil(fault) or reply
    description = None if reply.body is None else reply.body.get("description")
    world.record(Call(method, values, at, 0 if reply.dropped else reply.status, description))
    return reply


async def _result(world: World, token: str, method: str, params: Params) -> Answer:
    try:
        return Answer(200, {"ok": True, "result": await _call(world, token, method, params)})
    except ApiError as refusal:
        return Answer(refusal.status, refusal.body())


async def _call(world: World, token: str, method: str, params: Params) -> object:
    if not world.token or token != world.token:
        raise ApiError(401, "Unauthorized")
    request = Request(world, params)
    name = method.lower()
    if name == "getupdates":
        return await get_updates(request)
    handler = METHODS.get(name)
    if handler is None:
        raise ApiError(404, "Not Found: method not found")
    with world.change():
        return handler(request)


def _fault(world: World, method: str, params: Params) -> Fault | None:
    ordered = None
    if len(world.faults):
        ordered = world.faults.take(method, _number(params, "chat_id"), _number(params, "message_thread_id"))
    return ordered or world.weather.fault()


def _number(params: Params, name: str) -> int | None:
    try:
        return params.integer(name)
    except ApiError:
        return None


async def _spoil(fault: Fault) -> Answer | None:
    """What the fault makes of the answer; None if it only delays."""
    match fault.kind:
        case "drop":
            return Answer(0, dropped=True)
        case "429":
            refusal = too_many_requests(fault.retry_after)
            return Answer(429, refusal.body())
        case "500_html":
            return Answer(500, page=_PAGE.format("500 Internal Server Error"))
        case "502":
            return Answer(502, page=_PAGE.format("502 Bad Gateway"))
        case "error":
            refusal = ApiError(fault.status, fault.description, fault.parameters)
            return Answer(refusal.status, refusal.body())
        case "slow":
            await asyncio.sleep(fault.seconds)
    return None
