"""What repositories execute their statements on, whichever database it is.

Those who work on a database as a whole (migrations, backups, claims) use SQLAlchemy's own connections.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

from sqlalchemy import CursorResult, Dialect, Executable
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.engine import looking
from storage.prepared import Parameters, Prepared, plain


class Rows(IteratorResult[*tuple[Any, ...]]):
    """What a statement found, all of it."""

    def __init__(self, columns: SimpleResultMetaData, rows: Iterable[Any], rowcount: int) -> None:
        super().__init__(columns, iter(rows))
        self.rowcount = rowcount
        """How many rows it has changed."""


AlchemyRows = CursorResult[*tuple[Any, ...]]


class Connection(Protocol):
    """One transaction."""

    @property
    def dialect(self) -> Dialect: ...

    async def execute(
        self, statement: Executable | Prepared, parameters: Parameters | None = None
    ) -> Rows | AlchemyRows:
        """Of several sets of parameters, the rows of all."""

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """What is done within is undone by whatever is raised from it, alone."""


class AlchemyConnection:
    """Through SQLAlchemy: PostgreSQL's way, which waits for a server anyway."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.dialect = connection.dialect

    async def execute(
        self, statement: Executable | Prepared, parameters: Parameters | None = None
    ) -> AlchemyRows:
        return await self._connection.execute(plain(statement), parameters)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        async with self._connection.begin_nested():
            yield


class Connections(Protocol):
    """Of one database."""

    def write(self) -> AbstractAsyncContextManager[Connection]:
        """A transaction, committed when it is left."""

    def read(self) -> AbstractAsyncContextManager[Connection]:
        """A consistent look that keeps no writer waiting."""

    async def close(self) -> None: ...


class AlchemyConnections:
    """Out of SQLAlchemy's pool."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._looking = looking(engine)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        async with self._engine.begin() as connection:
            yield AlchemyConnection(connection)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        async with self._looking.connect() as connection:
            yield AlchemyConnection(connection)

    async def close(self) -> None:
        """Nothing is kept that the pool does not know of."""
