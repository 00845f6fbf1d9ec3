"""Long polling of our own: an update is stored before Telegram hears that we have it.

aiogram's own loop confirms updates before they are handled, and one that it cannot decode stops it for
a day. Here `getUpdates` hands over plain JSON, the inbox commits it, and only then the offset moves.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from aiohttp import ClientError, ClientPayloadError, ClientSession, ClientTimeout

from bot.ingest.lane import lane_of
from bot.services.incoming import RawUpdate
from bot.services.ports import Clock, Database, StorageUnavailable

log = logging.getLogger(__name__)

LONGEST_POLL = 25
GRACE_SECONDS = 15
BATCH = 100
LONGEST_BACK_OFF = 30.0


class PollingRefused(Exception):
    """Telegram will not let us poll: there is no point in going on."""


class Reading(Protocol):
    """Who wants to know until when there is nothing unread."""

    async def patience(self) -> int:
        """For how many seconds Telegram may wait for an update before it answers."""

    async def completed(self, asked_at: datetime, *, reached_at: datetime) -> None:
        """What Telegram had when it was asked is stored, all of it. `reached_at`: when that was by the clock
        as it is now, which may have jumped since."""


class Poller:
    """Fetches updates, stores them, hands over those that are new."""

    def __init__(
        self,
        *,
        api_url: str,
        token: str,
        allowed: Sequence[str],
        database: Database,
        clock: Clock,
        hand_over: Callable[[Sequence[RawUpdate]], None],
        reading: Reading,
    ) -> None:
        self._base = f"{api_url}/bot{token}"
        self._bot_id = int(token.partition(":")[0])
        self._allowed = list(allowed)
        self.database = database
        self.clock = clock
        self.hand_over = hand_over
        self.reading = reading
        self._offset: int | None = None
        self._unsure = False
        """The last attempt to store was not answered."""

    async def run(self) -> None:
        """Until cancelled; raises `PollingRefused`. Updates fetched and not stored come again."""
        failures = 0
        async with ClientSession(timeout=ClientTimeout(total=LONGEST_POLL + GRACE_SECONDS)) as session:
            while True:
                try:
                    await self._poll(session)
                    failures = 0
                except (ClientError, TimeoutError, ValueError, StorageUnavailable) as trouble:
                    # The text of a client's error may hold the address, and with it the token.
                    rest = min(LONGEST_BACK_OFF, 2.0**failures)
                    failures += 1
                    log.warning("no updates (%s), again in %.0f s", type(trouble).__name__, rest)
                    await asyncio.sleep(rest)

    async def _poll(self, session: ClientSession) -> None:
        seconds = min(await self.reading.patience(), LONGEST_POLL)
        asked_at, began = self.clock.now(), self.clock.monotonic()
        updates = await self._fetch(session, seconds)
        if updates is None:
            return
        await self._store(updates)
        if len(updates) < BATCH:  # after a full one there may be more
            ago = timedelta(seconds=self.clock.monotonic() - began)
            await self.reading.completed(asked_at, reached_at=max(asked_at, self.clock.now() - ago))

    async def _fetch(self, session: ClientSession, seconds: int) -> list[dict[str, Any]] | None:
        """None: Telegram did not say what it has."""
        asked: dict[str, Any] = {"timeout": seconds, "limit": BATCH, "allowed_updates": self._allowed}
        if self._offset is not None:
            asked["offset"] = self._offset
        async with session.post(f"{self._base}/getUpdates", json=asked) as response:
            answer = json.loads(await response.text())
            if not isinstance(answer, dict):
                raise ClientPayloadError("not an answer of the Bot API")
        if answer.get("ok"):
            return _updates(answer.get("result"))
        await self._refused(session, response.status, answer)
        return None

    async def _refused(self, session: ClientSession, status: int, answer: dict[str, Any]) -> None:
        description = str(answer.get("description", ""))
        if status in {401, 404}:
            raise PollingRefused("Telegram does not know the token. Check BOT_TOKEN.")
        if status == 409 and "webhook" in description:
            log.warning("A webhook is set: it is removed, since this bot polls")
            async with session.post(f"{self._base}/deleteWebhook", json={}) as response:
                response.raise_for_status()
            return
        if status == 409:
            raise PollingRefused(f"Somebody else receives this bot's updates: {description}")
        retry_after = answer.get("parameters", {}).get("retry_after", 1)
        log.warning("no updates: %s %s", status, description)
        await asyncio.sleep(float(retry_after))

    async def _store(self, updates: Sequence[dict[str, Any]]) -> None:
        if not updates:
            return
        now = self.clock.now()
        rows = [
            RawUpdate(
                bot_id=self._bot_id,
                update_id=update["update_id"],
                lane=lane_of(update),
                payload=_payload(update),
                received_at=now,
            )
            for update in updates
        ]
        unsure, self._unsure = self._unsure, True
        async with self.database.begin() as uow:
            fresh = await uow.inbox.put(rows)
        self._unsure = False
        self._offset = rows[-1].update_id + 1
        # The commit before may have succeeded without our hearing of it; what is done is not done again.
        self.hand_over(rows if unsure else fresh)


def _updates(result: Any) -> list[dict[str, Any]]:
    if not isinstance(result, list) or not all(
        isinstance(each, dict) and isinstance(each.get("update_id"), int) for each in result
    ):
        raise ClientPayloadError("not a list of updates")
    return result


def _payload(update: dict[str, Any]) -> str:
    """As JSON that any database takes: half a character, which UTF-8 cannot tell, becomes a question mark."""
    text = json.dumps(update, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="replace").decode()
