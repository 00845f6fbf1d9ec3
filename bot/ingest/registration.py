"""Telegram knows where to bring updates, and until when it has brought them all."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientPayloadError, ClientSession, ClientTimeout

from bot.ingest.bot_api import ON_THE_WAY, BotApi, CallRefused, back_off
from bot.ingest.reading import Question, Reading
from bot.ingest.receiver import ReceivingRefused
from bot.services.ports import Clock, StorageUnavailable

log = logging.getLogger(__name__)

CONNECTIONS = 40
"""Requests that Telegram may make at once; they share commits."""

ANSWER_SECONDS = 15
LOOK_EVERY = timedelta(minutes=1)
SHORTEST_REST, LONGEST_REST = 1.0, 30.0
"""Seconds between two looks where somebody waits for what they tell, and where the last one told that
updates wait at Telegram: longer each time."""


class Registration:
    """Keeps the webhook set, as long as it runs, and looks how Telegram fares with it."""

    def __init__(
        self,
        api: BotApi,
        *,
        url: str,
        secret: str,
        allowed: Sequence[str],
        clock: Clock,
        reading: Reading,
    ) -> None:
        self.api = api
        self.url = url
        self.allowed = list(allowed)
        self.clock = clock
        self.reading = reading
        self._secret = secret
        self._set = False
        """The secret cannot be asked for: every process sets the webhook once, whatever it finds."""
        self.last_heard: float | None = None
        """The monotonic second at which Telegram last said that it brings updates here."""
        self._known_trouble: int | None = None
        self._unread = False
        """The last look told that updates wait."""
        self._rest = SHORTEST_REST

    async def run(self) -> None:
        """Until cancelled; raises `ReceivingRefused`. Trouble is waited out: what Telegram has, it keeps."""
        failures = 0
        async with ClientSession(timeout=ClientTimeout(total=ANSWER_SECONDS)) as session:
            while True:
                try:
                    looked_at = self.clock.now()
                    await self._look(session)
                    failures = 0
                    await self._until_next(looked_at)
                except CallRefused as refused:
                    log.warning("the webhook is not looked after: %s", refused)
                    await asyncio.sleep(max(refused.retry_after, back_off(failures)))
                    failures += 1
                except (*ON_THE_WAY, StorageUnavailable) as trouble:
                    rest = back_off(failures)
                    failures += 1
                    name = type(trouble).__name__
                    log.warning("the webhook is not looked after (%s), again in %.0f s", name, rest)
                    await asyncio.sleep(rest)

    async def _look(self, session: ClientSession) -> None:
        if not self._set:
            await self._register(session)
        question = Question(self.clock)
        info = await self._info(session)
        if not self._is_ours(info):
            log.warning("Somebody has changed or removed the webhook: it is set again")
            await self._register(session, again=True)
            return
        self.last_heard = self.clock.monotonic()
        self._warn_of_trouble(info)
        self._unread = info.get("pending_update_count") != 0
        if self._unread:
            self._rest = min(2 * self._rest, LONGEST_REST)
        else:
            self._rest = SHORTEST_REST
            await question.leaves_nothing_unread(self.reading)

    async def _info(self, session: ClientSession) -> dict[str, Any]:
        info = await self.api.call(session, "getWebhookInfo")
        if not isinstance(info, dict):
            raise ClientPayloadError("no information about the webhook")
        return info

    async def _register(self, session: ClientSession, *, again: bool = False) -> None:
        """What waits at Telegram is kept. Raises `ReceivingRefused` where the address is no good, unless it
        was good before: for us, or for the process that has set it before us."""
        try:
            await self.api.call(
                session,
                "setWebhook",
                url=self.url,
                secret_token=self._secret,
                allowed_updates=self.allowed,
                max_connections=CONNECTIONS,
            )
        except CallRefused as refused:
            if refused.status != 400 or again:
                raise
            if (await self._info(session)).get("url") != self.url:
                raise ReceivingRefused(
                    f"Telegram does not take the webhook: {refused.description}. Check WEBHOOK_URL: its host "
                    "must be reachable from the Internet, with a valid certificate."
                ) from None
            log.warning("Telegram does not take the webhook now: %s; it is as it was before", refused)
            return
        self._set = True
        log.info("Updates come by webhook, to %s", urlsplit(self.url).netloc)

    def _is_ours(self, info: dict[str, Any]) -> bool:
        return (
            info.get("url") == self.url
            and set(info.get("allowed_updates") or ()) == set(self.allowed)
            and info.get("max_connections") == CONNECTIONS
        )

    def _warn_of_trouble(self, info: dict[str, Any]) -> None:
        """Each once. What happened before this process began is nobody's news."""
        since = info.get("last_error_date") or 0
        known, self._known_trouble = self._known_trouble, since
        if since and known is not None and since != known:
            what, waiting = info.get("last_error_message"), info.get("pending_update_count")
            log.warning("Telegram cannot bring updates: %s; %s wait there", what, waiting)

    async def _until_next(self, looked_at: datetime) -> None:
        """A look each minute by the wall clock, also when that jumps; sooner where something is not read yet
        or somebody waits for it."""
        rested = 0.0
        while timedelta(0) <= self.clock.now() - looked_at < LOOK_EVERY:
            if rested >= self._rest and (self._unread or self.reading.is_awaited()):
                return
            await asyncio.sleep(SHORTEST_REST)
            rested += SHORTEST_REST
