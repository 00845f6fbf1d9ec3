"""Connections of an engine's pool that are kept at hand: to fetch one there takes as long as a look."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Line = TypeVar("Line")


class AtHand(Generic[Line]):
    """Of `lines`, which are what we make of the driver's connections."""

    def __init__(self, engine: AsyncEngine, line: Callable[[Any], Line], *, most: int) -> None:
        self._engine = engine
        self._line = line
        self._most = most
        self._idle: list[Line] = []
        self._borrowed: dict[Line, AsyncConnection] = {}

    async def take(self) -> Line:
        """One at hand, or out of the pool, which makes a new one where it has none."""
        if self._idle:
            return self._idle.pop()
        connection = await self._engine.connect()
        line = self._line((await connection.get_raw_connection()).driver_connection)
        self._borrowed[line] = connection
        return line

    def put_back(self, line: Line) -> bool:
        """False: there are enough at hand."""
        if len(self._idle) >= self._most:
            return False
        self._idle.append(line)
        return True

    async def give_back(self, line: Line) -> None:
        """Here, or to the pool."""
        if not self.put_back(line):
            await self._borrowed.pop(line).close()

    async def drop(self, line: Line) -> None:
        """It is lost, and the pool has to know."""
        connection = self._borrowed.pop(line)
        await connection.invalidate()
        await connection.close()

    async def drop_idle(self) -> None:
        while self._idle:
            await self.drop(self._idle.pop())

    async def close(self) -> None:
        self._idle.clear()
        while self._borrowed:
            _, connection = self._borrowed.popitem()
            await connection.close()
