"""Many requests, few commits: what waits while one commit is under way goes into the next, together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.services.incoming import RawUpdate

MOST = 100
"""Updates of one commit."""


@dataclass(slots=True, eq=False)
class _Waiting:
    update: RawUpdate
    settled: bool = False
    trouble: Exception | None = None


class GroupCommit:
    """Nobody waits for company: who comes first stores at once, and whoever comes meanwhile is next."""

    def __init__(self, store: Callable[[Sequence[RawUpdate]], Awaitable[None]]) -> None:
        self._store = store
        self._waiting: list[_Waiting] = []
        self._turn = asyncio.Lock()

    async def put(self, update: RawUpdate) -> None:
        """Committed when this returns; raises what storing it, together with others, raised."""
        mine = _Waiting(update)
        self._waiting.append(mine)
        async with self._turn:
            while not mine.settled:
                await self._commit()
        if mine.trouble:
            raise mine.trouble

    async def _commit(self) -> None:
        batch, trouble = self._waiting[:MOST], None
        try:
            await self._store([each.update for each in batch])
        except Exception as what:  # noqa: BLE001 - each that waits for it raises it
            trouble = what
        self._waiting = self._waiting[len(batch) :]
        for each in batch:
            each.settled, each.trouble = True, trouble
