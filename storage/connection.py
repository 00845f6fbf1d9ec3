"""What repositories execute their statements on, whichever database it is.

Those who work on a database as a whole (migrations, backups, claims) use SQLAlchemy's own connections.
"""

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from sqlalchemy import Dialect, Executable
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData

from storage.prepared import Parameters, Prepared


class Rows(IteratorResult[*tuple[Any, ...]]):
    """What a statement found, all of it."""

    def __init__(self, columns: SimpleResultMetaData, rows: Iterable[Any], rowcount: int) -> None:
        super().__init__(columns, iter(rows))
        self.rowcount = rowcount
        """How many rows it has changed."""


class Connection(Protocol):
    """One transaction."""

    @property
    def dialect(self) -> Dialect: ...

    async def execute(self, statement: Executable | Prepared, parameters: Parameters | None = None) -> Rows:
        """Of several sets of parameters, the rows of all."""

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """What is done within is undone by whatever is raised from it, alone."""


class Connections(Protocol):
    """Of one database."""

    def write(self) -> AbstractAsyncContextManager[Connection]:
        """A transaction, committed when it is left."""

    def read(self) -> AbstractAsyncContextManager[Connection]:
        """A consistent look that keeps no writer waiting."""

    def glance(self) -> AbstractAsyncContextManager[Connection]:
        """The same for who reads what does not have to agree: each statement sees what is there by then."""

    async def close(self) -> None: ...
