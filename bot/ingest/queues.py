"""What a process knows of the updates that wait, by lane, in order.

One that is alone has in memory all that is to be done. Of several, each keeps what it has stored for lanes of
its own; what another has stored for them it finds in the database, for all lanes that are asked for at a time
together.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.services.grouped import Grouped
from bot.services.incoming import RawUpdate
from bot.services.lanes import Lanes
from bot.services.ports import Database, StorageUnavailable
from bot.services.replicas import Standing
from bot.services.signals import Kind, Signals


class Queues:
    """Each lane is asked for by one worker at a time, `lanes` sees to that."""

    def __init__(self, database: Database, standing: Standing, signals: Signals, lanes: Lanes) -> None:
        self.database = database
        self.standing = standing
        self.signals = signals
        self.lanes = lanes
        self._waiting: dict[str, deque[RawUpdate]] = {}
        self._to_look: set[str] = set()
        """Lanes of which the database may have more than we."""
        self._looked_at: set[str] = set()
        """Lanes that the database is being asked for."""
        self._to_let_go: set[str] = set()
        self._finding = Grouped(self._find)

    def put(self, updates: Sequence[RawUpdate]) -> None:
        """Stored just now; what is not ours, its owner is told of."""
        elsewhere: dict[str, int] = {}
        for update in updates:
            if not self.standing.owns(update.lane):
                elsewhere[update.lane] = 0
                continue
            if update.lane in self._to_look | self._looked_at:  # it comes after what is found there
                self._to_look.add(update.lane)
            else:
                self._waiting.setdefault(update.lane, deque()).append(update)
            self.lanes.wake(update.lane)
        if elsewhere:
            self.signals.tell(Kind.UPDATES, elsewhere)

    def look_at(self, lanes: Iterable[str]) -> None:
        """Of these lanes, in those that are ours there is something."""
        for lane in lanes:
            if self.standing.owns(lane):
                self._to_look.add(lane)
                self.lanes.wake(lane)

    def survey(self, waiting: Iterable[tuple[str, int | None]]) -> None:
        """What the database has: lanes, and who has begun there. Where a lane has become another's, it waits
        until we let go."""
        for lane, holder in waiting:
            if self.standing.owns(lane):
                self.look_at([lane])
            elif holder is not None and holder == self.standing.id:
                self._to_let_go.add(lane)
                self.lanes.wake(lane)

    async def first(self, lane: str) -> RawUpdate | None:
        """What is to be handled next; None: nothing, or the lane is another's now, who will find it."""
        if not self.standing.owns(lane):
            await self._let_go(lane)
            return None
        if not self._waiting.get(lane) and lane in self._to_look:
            self._to_look.discard(lane)
            self._waiting[lane] = deque(await self._found(lane))
        if not self._waiting.get(lane):
            self._waiting.pop(lane, None)
            return None
        return self._waiting[lane][0]

    async def _let_go(self, lane: str) -> None:
        if lane in self._waiting or lane in self._to_let_go:
            async with self.database.begin() as uow:
                await uow.inbox.let_go(lane)
        self._waiting.pop(lane, None)
        self._to_let_go.discard(lane)
        self._to_look.discard(lane)

    async def _found(self, lane: str) -> list[RawUpdate]:
        self._looked_at.add(lane)
        try:
            return await self._finding.ask(lane)
        except StorageUnavailable:
            self._to_look.add(lane)
            raise
        finally:
            self._looked_at.discard(lane)

    async def _find(self, lanes: Sequence[str]) -> list[list[RawUpdate]]:
        async with self.database.begin() as uow:
            found = await uow.inbox.take(lanes)
        return [[each for each in found if each.lane == lane] for lane in lanes]

    def replace(self, update: RawUpdate) -> None:
        """The first of its lane, as it is now."""
        self._waiting[update.lane][0] = update

    def believe(self, lane: str) -> None:
        """Nobody has begun with what waits there but we."""
        self._waiting[lane] = deque(replace(each, holder=self.standing.id) for each in self._waiting[lane])

    def remove(self, lane: str) -> None:
        """The first is over."""
        self._waiting[lane].popleft()

    def start_over(self, lane: str) -> None:
        """The database knows better."""
        self._waiting.pop(lane, None)
        self._to_look.add(lane)
