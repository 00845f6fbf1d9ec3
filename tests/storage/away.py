"""A database that cannot be reached, for a while."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.services.ports import StorageUnavailable
from storage.unit_of_work import SqlDatabase, SqlUnitOfWork


class AwayDatabase:
    """The real one, whose next transactions do not begin; it counts those that were committed."""

    def __init__(self, database: SqlDatabase, *, times: int) -> None:
        self.database = database
        self.times = times
        self.commits = 0

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlUnitOfWork]:
        if self.times > 0:
            self.times -= 1
            raise StorageUnavailable("locked")
        async with self.database.begin() as uow:
            yield uow
        self.commits += 1
