"""What comes in is stored, whichever way it came, and what is new is handed over."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.ingest.decoding import Unreadable, decode, storable, update_id_in
from bot.ingest.lane import NOWHERE, lane_of
from bot.services.incoming import RawUpdate
from bot.services.ports import Clock, Database

LARGEST_ID = 2**63 - 1


class NotAnUpdate(ValueError):
    """Whatever it is, Telegram did not mean it as one."""


class Storing:
    """Raw updates into the inbox; each is handed over once, after the commit."""

    def __init__(
        self,
        *,
        bot_id: int,
        database: Database,
        clock: Clock,
        hand_over: Callable[[Sequence[RawUpdate]], None],
    ) -> None:
        self.bot_id = bot_id
        self.database = database
        self.clock = clock
        self.hand_over = hand_over
        self._unheard: set[int] = set()
        """Updates whose commit was not answered: it may have succeeded."""

    def read(self, update: Any) -> RawUpdate:
        """From plain JSON; raises `NotAnUpdate`. What cannot be understood of it is stored all the same."""
        if not isinstance(update, Mapping):
            raise NotAnUpdate
        update_id = update.get("update_id")
        if not isinstance(update_id, int) or not 0 <= update_id <= LARGEST_ID:
            raise NotAnUpdate
        return RawUpdate(
            bot_id=self.bot_id,
            update_id=update_id,
            lane=lane_of(update),
            payload=_payload(update),
            received_at=self.clock.now(),
        )

    def read_text(self, text: str) -> RawUpdate:
        """One update. Raises `NotAnUpdate`; what nobody can read is kept as it came, if it has a number."""
        try:
            return self.read(decode(text))
        except Unreadable:
            return self.unreadable(text)
        except ValueError:
            raise NotAnUpdate from None

    def unreadable(self, text: str) -> RawUpdate:
        """For a person to look at: as it came, and in nobody's way. Raises `NotAnUpdate`."""
        update_id = update_id_in(text)
        if update_id is None or update_id > LARGEST_ID:
            raise NotAnUpdate
        return RawUpdate(self.bot_id, update_id, NOWHERE, storable(text), self.clock.now())

    async def store(self, updates: Sequence[RawUpdate]) -> None:
        """Committed when this returns. Raises `StorageUnavailable`; then they must come again."""
        rows = {each.update_id: each for each in updates}
        unheard = self._unheard & rows.keys()
        self._unheard |= rows.keys()
        async with self.database.begin() as uow:
            fresh = await uow.inbox.put(list(rows.values()))
        self._unheard -= rows.keys()
        new = unheard | {each.update_id for each in fresh}
        self.hand_over([each for each in rows.values() if each.update_id in new])


def _payload(update: Mapping[str, Any]) -> str:
    return storable(json.dumps(update, ensure_ascii=False, separators=(",", ":")))
