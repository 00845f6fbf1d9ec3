"""Fetching updates, answers to presses."""

import time
from typing import Any

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.methods.request import Request
from bot.sandbox.model import JSON
from bot.sandbox.updates import DEFAULT, KINDS

MAX_UPDATES = 100
MAX_POLL = 50
"""Seconds a long poll lasts at most, by the world's clock."""
MAX_ANSWER = 200
TICK = 0.25
"""Seconds after which a poll looks whether its caller is still there."""

_BY_WEBHOOK = "terminated by setWebhook request"
_BY_OTHER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_OLD = "query is too old and response timeout expired or query ID is invalid"


async def get_updates(request: Request) -> list[JSON]:
    """Long polling. It ends at the first update, and when another poll begins or a webhook is set."""
    world, params = request.world, request.params
    if world.profile.webhook.get("url"):
        raise _conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    remember_allowed(request)
    limit = min(max(params.integer("limit") or MAX_UPDATES, 1), MAX_UPDATES)
    end = world.clock.timestamp() + min(max(params.integer("timeout") or 0, 0), MAX_POLL)
    world.expire()
    offset = params.integer("offset")
    if offset:
        world.confirm(offset)
    queue, generation = world.queue, world.generation
    me = object()
    queue.poller, other = me, queue.poller
    if other is not None:
        queue.arrived.ring()
    world.changed.ring()
    try:
        while not len(queue):
            left = end - world.clock.timestamp()
            if left <= 0 or world.generation != generation or not params.alive():
                return []
            await queue.arrived.wait(min(left, TICK))
            if queue.poller is not me:
                raise _conflict(_BY_WEBHOOK if world.profile.webhook.get("url") else _BY_OTHER)
            world.expire()
        return [update.json() for update in queue.first(limit)]
    finally:
        queue.polled = time.monotonic()
        if queue.poller is me:
            queue.poller = None


def answer_callback_query(request: Request) -> Any:
    params = request.params
    text = params.text("text")
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    request.world.expire()
    press = request.world.presses.get(params.text("callback_query_id"))
    if press is None or press.answered:
        raise bad_request(_OLD)
    url = params.text("url")
    if url and not url.startswith((f"https://t.me/{request.world.bot.username}?start=", "tg://")):
        raise bad_request("URL_INVALID")
    press.answered = True
    press.text = text or None
    press.show_alert = params.flag("show_alert")
    press.url = url or None
    request.world.keep("press", press.id, press.document)
    request.world.tell_press(press)
    return True


def remember_allowed(request: Request) -> None:
    """An empty list means the default; without the parameter the last one counts. Unknown kinds drop out."""
    given = request.params.data("allowed_updates")
    if not isinstance(given, list):
        return
    allowed = frozenset(given) & KINDS if given else DEFAULT
    if allowed != request.world.queue.allowed:
        with request.world.change():
            request.world.queue.allowed = allowed
            request.world.keep_bot()


def _conflict(what: str) -> ApiError:
    return ApiError(409, f"Conflict: {what}")


METHODS = {"answerCallbackQuery": answer_callback_query}
