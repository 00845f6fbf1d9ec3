"""The queue of updates for the bot."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bot.sandbox.model import JSON
from bot.sandbox.waiting import Bell

KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "message_reaction",
        "message_reaction_count",
    }
)
DEFAULT = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}
"""What arrives when the bot never said what it wants."""

SAID = frozenset({"message", "edited_message", "channel_post", "edited_channel_post"})

PRESS_LIFETIME = 150.0
LIFETIME = 86_400.0


@dataclass(slots=True, eq=False)
class Pending:
    """An update the bot has not confirmed. `expires` is in seconds since the epoch."""

    update_id: int
    kind: str
    payload: JSON
    expires: float
    chat_id: int
    message_id: int

    @property
    def webhook_queue(self) -> tuple[str, int]:
        """Updates of one queue reach a webhook one after the other: a chat's messages, a person's presses."""
        if self.kind == "callback_query":
            return "presses", self.payload["from"]["id"]
        return "said" if self.kind in SAID else self.kind, self.chat_id

    def json(self) -> JSON:
        return {"update_id": self.update_id, self.kind: self.payload}

    def document(self) -> JSON:
        return {name: getattr(self, name) for name in self.__slots__}


class UpdateQueue:
    """Unconfirmed updates, oldest first, each with its lifetime."""

    def __init__(self) -> None:
        self.allowed: frozenset[str] = DEFAULT
        self.arrived = Bell()
        self.poller: object = None
        """The getUpdates call that waits now; a later one ends it."""
        self.polled: float | None = None
        """When the last such call ended, in monotonic seconds."""
        self._pending: deque[Pending] = deque()
        self._next_expiry = float("inf")

    def __len__(self) -> int:
        return len(self._pending)

    def __iter__(self) -> Iterator[Pending]:
        return iter(self._pending)

    def add(self, update: Pending) -> None:
        self._pending.append(update)
        self._next_expiry = min(self._next_expiry, update.expires)

    def confirm(self, offset: int) -> list[Pending]:
        """Forget the updates before `offset`; a negative one counts from the end. Returns those forgotten."""
        if offset < 0:
            keep = min(-offset, len(self._pending))
            offset = self._pending[-keep].update_id if keep else 0
        gone = []
        while self._pending and self._pending[0].update_id < offset:
            gone.append(self._pending.popleft())
        return gone

    def remove(self, update: Pending) -> list[Pending]:
        """One update, wherever it stands; what was removed, nothing where it has gone already."""
        if update not in self._pending:
            return []
        self._pending.remove(update)
        return [update]

    def expire(self, now: float) -> list[Pending]:
        """Drop what Telegram keeps no longer. Returns what was dropped."""
        if now < self._next_expiry:
            return []
        gone = [update for update in self._pending if update.expires <= now]
        self._pending = deque(update for update in self._pending if update.expires > now)
        self._next_expiry = min((update.expires for update in self._pending), default=float("inf"))
        return gone

    def clear(self) -> list[Pending]:
        gone = list(self._pending)
        self._pending.clear()
        return gone

    def first(self, limit: int) -> list[Pending]:
        return list(islice(self._pending, limit))
