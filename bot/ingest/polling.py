"""Long polling of our own: an update is stored before Telegram hears that we have it.

aiogram's own loop confirms updates before they are handled, and one that it cannot decode stops it for
a day. Here `getUpdates` hands over plain JSON, the inbox commits it, and only then the offset moves.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from aiohttp import ClientPayloadError, ClientSession, ClientTimeout, web

from bot.ingest.bot_api import ON_THE_WAY, BotApi, CallRefused, back_off
from bot.ingest.decoding import Unreadable
from bot.ingest.reading import Question, Reading
from bot.ingest.receiver import ReceivingRefused
from bot.ingest.storing import NotAnUpdate, Storing
from bot.services.incoming import RawUpdate
from bot.services.ports import Clock, StorageUnavailable

log = logging.getLogger(__name__)

LONGEST_POLL = 25
GRACE_SECONDS = 15
BATCH = 100
DATABASE_SECONDS = 5.0
"""The longest rest while the database is away. It is ours, and people wait for it to be back; Telegram, when
it cannot be reached, is left alone for longer."""


class Poller:
    """Fetches updates and has them stored."""

    def __init__(
        self,
        api: BotApi,
        *,
        allowed: Sequence[str],
        storing: Storing,
        clock: Clock,
        reading: Reading,
        conflicts_borne: int = 0,
    ) -> None:
        """`conflicts_borne`: how often in a row somebody else may fetch instead of us; a replica that hung
        goes on for a moment when it has been replaced."""
        self.api = api
        self.allowed = list(allowed)
        self.storing = storing
        self.clock = clock
        self.reading = reading
        self._conflicts_borne = conflicts_borne
        self._conflicts = 0
        self._offset: int | None = None
        self._no_webhook = False
        self._batch = BATCH
        """How many updates are asked for at once."""
        self._heard: float | None = None

    def last_heard(self) -> float | None:
        return self._heard

    def routes(self) -> Iterable[web.RouteDef]:
        return ()

    def open(self) -> None:
        """Nobody comes by himself."""

    def close(self) -> None: ...

    async def run(self) -> None:
        """Until cancelled; raises `ReceivingRefused`. Updates fetched and not stored come again."""
        failures = 0
        async with ClientSession(timeout=ClientTimeout(total=LONGEST_POLL + GRACE_SECONDS)) as session:
            while True:
                try:
                    await self._remove_webhook(session)
                    await self._poll(session)
                    if failures:
                        log.info("updates come again")
                    failures = 0
                except CallRefused as refused:
                    await self._bear(refused)
                except StorageUnavailable as trouble:
                    rest = min(back_off(failures), DATABASE_SECONDS)
                    failures = await self._rest(failures, rest, f"the database: {trouble}")
                except ON_THE_WAY as trouble:
                    failures = await self._rest(failures, back_off(failures), type(trouble).__name__)

    async def _rest(self, failures: int, rest: float, why: str) -> int:
        """How often it has failed by now."""
        log.warning("no updates (%s), again in %.0f s", why, rest)
        await asyncio.sleep(rest)
        return failures + 1

    async def _remove_webhook(self, session: ClientSession) -> None:
        """At the start only: one set later is somebody else's wish. What waited for it comes to us."""
        if self._no_webhook:
            return
        info = await self.api.call(session, "getWebhookInfo")
        if isinstance(info, dict) and info.get("url"):
            log.warning("A webhook is set: it is removed, since this bot polls")
            await self.api.call(session, "deleteWebhook")
        self._no_webhook = True

    async def _poll(self, session: ClientSession) -> None:
        # At first Telegram is to answer at once: who watches wants to know that it does.
        seconds = 0 if self._heard is None else min(await self.reading.patience(), LONGEST_POLL)
        question, asked_for = Question(self.clock), self._batch
        updates = await self._fetch(session, seconds)
        if updates:
            await self.storing.store(updates)
            self._offset = updates[-1].update_id + 1
        self._heard = self.clock.monotonic()
        if len(updates) < asked_for == self._batch:  # after a full one, or an unreadable, there may be more
            await question.leaves_nothing_unread(self.reading)

    async def _fetch(self, session: ClientSession, seconds: int) -> list[RawUpdate]:
        asked: dict[str, Any] = {"timeout": seconds, "limit": self._batch, "allowed_updates": self.allowed}
        if self._offset is not None:
            asked["offset"] = self._offset
        try:
            result = await self.api.call(session, "getUpdates", **asked)
        except Unreadable as answer:
            return self._one_unreadable(answer.text)
        self._conflicts = 0
        self._batch = BATCH
        if not isinstance(result, list):
            raise ClientPayloadError("not a list of updates")
        try:
            return [self.storing.read(each) for each in result]
        except NotAnUpdate:
            raise ClientPayloadError("not a list of updates") from None

    def _one_unreadable(self, text: str) -> list[RawUpdate]:
        """Among many it is not known which: from now on they come one by one, until it has come."""
        if self._batch > 1:
            self._batch = 1
            log.warning("updates that nobody can read: they are fetched one by one")
            return []
        try:
            return [self.storing.unreadable(text)]
        except NotAnUpdate:
            raise ClientPayloadError("not a list of updates") from None

    async def _bear(self, refused: CallRefused) -> None:
        """With what passes. Raises `ReceivingRefused` for what does not."""
        if refused.status == 409:
            self._conflicts += 1
            if self._conflicts > self._conflicts_borne:
                raise ReceivingRefused(f"Somebody else receives this bot's updates: {refused.description}")
        log.warning("no updates: %s", refused)
        await asyncio.sleep(refused.retry_after)
