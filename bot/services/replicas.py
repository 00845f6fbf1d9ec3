"""Who else works on the same database, and which lanes are whose.

Each replica counts up a number of its own, its beat, once a second, and looks at those of the others. One
whose beat stands still while we look three times is gone: what it locked is taken from it, and its lanes are
shared out among those that are left. No clocks are compared, and while the database is away nobody is judged.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

from bot.services.ports import StorageUnavailable

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
SILENT_LOOKS = 3
ANSWER_SECONDS = 10.0
"""After that a look is broken off. By then the others have taken us for dead, and the next look tells."""


class Standing(Protocol):
    """What of the work is ours."""

    @property
    def id(self) -> int | None:
        """Ours among the replicas; None: there are no others, or we are no more."""

    def owner_of(self, lane: str) -> int | None:
        """Whose the lane is at present; None: nobody's that has a number."""

    def owns(self, lane: str) -> bool:
        """The lane is ours at present. For a moment two replicas may think so, or none."""

    def is_gone(self, holder: int | None) -> bool:
        """Whoever held it has died with it."""


class Alone:
    """The only process: everything is its own."""

    id = None

    def owner_of(self, lane: str) -> None:  # noqa: ARG002
        return None

    def owns(self, lane: str) -> bool:  # noqa: ARG002
        return True

    def is_gone(self, holder: int | None) -> bool:  # noqa: ARG002
        return False


@dataclass(frozen=True, slots=True)
class Sign:
    """A replica, as it stands in the database."""

    id: int
    name: str
    """Under which its sessions are known to the database."""
    beat: int


@dataclass(frozen=True, slots=True)
class Listed:
    """The list of replicas, as one of them has seen it last."""

    mine: int | None
    """Its own id; None: it is not in the list."""
    ids: frozenset[int]
    at: float
    """When it began to look; seconds that never jump."""


class Roll(Protocol):
    """The list of replicas."""

    async def join(self, name: str) -> Sign: ...

    async def beat(self, mine: Sign) -> list[Sign]:
        """Our beat goes on, also where somebody took us for dead; then everybody, us included."""

    async def strike(self, gone: Sign) -> None:
        """Take it off the list, and its sessions from it, unless its beat has gone on since."""

    async def leave(self, mine: Sign) -> None:
        """We are no more; what we hold and have not begun is anybody's."""


class Replicas:
    """Of which we are one."""

    def __init__(self, roll: Roll, name: str, monotonic: Callable[[], float]) -> None:
        self.roll = roll
        self.name = name
        self._monotonic = monotonic
        self._looked_at = monotonic()
        self._mine: Sign | None = None
        self._seen: dict[int, tuple[Sign, int]] = {}
        """By id: what we saw last, and in how many looks it has stood still."""
        self._newest = 0
        self._turn = asyncio.Lock()

    @property
    def id(self) -> int | None:
        return self._mine.id if self._mine else None

    @property
    def listed(self) -> Listed:
        return Listed(self.id, frozenset(self._seen), self._looked_at)

    async def join(self) -> None:
        self._mine = await self.roll.join(self.name)
        log.info("This is replica %s", self._mine.id)
        await self.look()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except StorageUnavailable as trouble:
                log.warning("the other replicas cannot be seen: %s", trouble)

    async def look(self) -> None:
        """Once: our beat, and everybody's."""
        async with self._turn:
            if self._mine:
                began_at = self._monotonic()
                try:
                    async with asyncio.timeout(ANSWER_SECONDS):
                        self._seen = await self._look(self._mine)
                except TimeoutError:
                    raise StorageUnavailable("the list of replicas is not answered") from None
                self._looked_at = began_at
                self._newest = max([self._newest, *self._seen])

    async def _look(self, mine: Sign) -> dict[int, tuple[Sign, int]]:
        seen: dict[int, tuple[Sign, int]] = {}
        for sign in await self.roll.beat(mine):
            known, stood = self._seen.get(sign.id, (None, 0))
            seen[sign.id] = sign, (stood + 1 if sign == known else 0)
        gone = [sign for sign, stood in seen.values() if stood >= SILENT_LOOKS and sign.id != mine.id]
        for sign in gone:
            log.warning("replica %s is gone; its work passes on", sign.id)
            await self.roll.strike(sign)
            del seen[sign.id]
        return seen

    async def leave(self) -> None:
        """From now on nothing is ours."""
        async with self._turn:
            self._seen = {}
            try:
                if self._mine:
                    await self.roll.leave(self._mine)
            finally:
                self._mine = None

    def owner_of(self, lane: str) -> int | None:
        return owner(lane, self._seen) if self._seen else None

    def owns(self, lane: str) -> bool:
        return bool(self._seen) and self.owner_of(lane) == self.id

    def is_gone(self, holder: int | None) -> bool:
        """Numbers ascend: one that is newer than all we know has only just come."""
        return holder is not None and holder <= self._newest and holder not in self._seen


def owner(lane: str, replicas: Iterable[int]) -> int:
    """The same for whoever asks. One replica less, and only its own lanes move (rendezvous hashing)."""
    return max(replicas, key=lambda each: (blake2b(f"{each} {lane}".encode(), digest_size=8).digest(), each))
