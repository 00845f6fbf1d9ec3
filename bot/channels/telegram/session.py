"""aiogram's HTTP session, with one of its surprises removed at the border, and an ear for the limits."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.channels.telegram.limits import Limiter
from bot.services.meter import UNCOUNTED, Meter, Scope

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Made:
    """Calls that count, made while something was delivered."""

    calls: int = 0


_made: ContextVar[Made | None] = ContextVar("made", default=None)


@contextmanager
def counting() -> Iterator[Made]:
    """How many calls of those that Telegram limits the block makes."""
    made = Made()
    token = _made.set(made)
    try:
        yield made
    finally:
        _made.reset(token)


class Session(AiohttpSession):
    """A server error without a description is a server error; aiogram 3.31 stumbles over it.

    Whoever made a call that Telegram refused for now: the limiter hears of it.
    """

    def __init__(
        self,
        api: TelegramAPIServer = PRODUCTION,
        limiter: Limiter | None = None,
        *,
        meter: Meter = UNCOUNTED,
        **more: Any,
    ) -> None:
        super().__init__(api=api, **more)
        self._limiter = limiter
        self.meter = meter
        self._models: dict[Any, type[Response[Any]]] = {}
        """Of what Telegram answers. Pydantic forgets one that nobody holds, and builds it for each call."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's own
    ) -> TelegramType:
        made = _made.get()
        if made is not None:
            made.calls += _weight(method)
        try:
            return await super().make_request(bot, method, timeout)
        except TelegramRetryAfter as error:
            if made is not None:
                made.calls -= _weight(method)
            chat_id = getattr(method, "chat_id", None)
            if self._limiter and isinstance(chat_id, int):
                await self._limiter.told_to_wait(chat_id, error.retry_after)
            raise

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        self._hold_model(method)
        try:
            return super().check_response(bot, method, status_code, content)
        except TelegramRetryAfter as refused:
            self.meter.told_to_wait(_scope(method), refused.retry_after)
            log.warning(
                "too many calls: Telegram takes no %s for %s s", type(method).__name__, refused.retry_after
            )
            raise
        except TypeError as error:
            raise TelegramServerError(method=method, message=f"status {status_code}") from error

    def _hold_model(self, method: TelegramMethod[Any]) -> None:
        returned = method.__returning__
        if returned not in self._models:
            self._models[returned] = Response[returned]  # type: ignore[valid-type]


def _scope(method: TelegramMethod[Any]) -> Scope:
    chat_id = getattr(method, "chat_id", None)
    if not isinstance(chat_id, int):
        return Scope.OTHER
    return Scope.PRIVATE if chat_id > 0 else Scope.GROUP


def _weight(method: TelegramMethod[Any]) -> int:
    """What Telegram counts: whatever does something in a chat; of several sent together, each."""
    if getattr(method, "chat_id", None) is None or method.__api_method__.startswith("get"):
        return 0
    several = getattr(method, "media", None) or getattr(method, "message_ids", None)
    counts_each = method.__api_method__ in {"sendMediaGroup", "copyMessages", "forwardMessages"}
    return len(several) if several and counts_each else 1
