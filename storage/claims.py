"""Claims as PostgreSQL's advisory locks, and the right to be here at all.

They belong to one session of their own: when the process dies, the server gives them up by itself. When the
connection is lost they are lost, too, and nothing is claimed until there is a new one.

A session answers one question at a time. What is to be claimed and given up meanwhile is asked together.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from hashlib import blake2b
from typing import Any, TypeVar

import asyncpg
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from bot.services.grouped import Grouped
from bot.services.ports import StorageUnavailable
from storage.admission import admitted
from storage.availability import available
from storage.engine import connecting
from storage.postgres_session import TROUBLE

log = logging.getLogger(__name__)

T = TypeVar("T")

LOOK_SECONDS = 1.0
ANSWER_SECONDS = 3.0
"""A server that takes longer has given the locks to others by then, or will."""

WORK, PRESENCE = 7_203, 7_204
"""Spaces of advisory locks; what is claimed, and who is here."""

_ANSWERS = """
SELECT CASE WHEN wanted THEN pg_try_advisory_lock($1, lock) ELSE pg_advisory_unlock($1, lock) END
FROM unnest($2::boolean[], $3::integer[]) AS asked (wanted, lock)
"""

Question = tuple[bool, int]
"""Whether a lock is wanted, or not any more; its number."""


class SqlClaims:
    def __init__(self, url: str, *, name: str, together: bool) -> None:
        """`together`: other processes may be here as well, if they think so, too."""
        self._together = together
        self._engine = create_async_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            connect_args=connecting(name),
        )
        self._connection: AsyncConnection | None = None
        self._session: asyncpg.Connection | None = None
        """The same, as asyncpg has it, which hears at once when it is closed."""
        self._held: set[str] = set()
        self._turn = asyncio.Lock()
        self._answers = Grouped(self._answer_all)

    # To be here.

    async def enter(self) -> None:
        """Raises `Occupied` if others are here and do not go, and `StorageUnavailable`."""
        await self._connect()
        await admitted(lambda: self._ask(f"SELECT {self._presence}({PRESENCE}, 0)"), self._occupied)

    async def stay(self) -> None:
        """Until cancelled: the connection is looked after. Raises `Occupied` like `enter`."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if await _to_its_end(self._is_there()):
                continue
            try:
                await self.enter()
            except StorageUnavailable as trouble:
                log.warning("claims wait for the database: %s", trouble)
            else:
                log.warning("What was claimed is lost with its connection, and claimed anew")

    async def close(self) -> None:
        await self._drop()
        await self._engine.dispose()

    @property
    def _presence(self) -> str:
        return "pg_try_advisory_lock_shared" if self._together else "pg_try_advisory_lock"

    @property
    def _occupied(self) -> str:
        if self._together:
            return (
                "A process without REDIS_URL works on this database. Stop it, or give it the same REDIS_URL."
            )
        return "Another process works on this database. Stop it; several need the same REDIS_URL each."

    # To have something to oneself.

    async def claim(self, what: str) -> bool:
        if self.holds(what):
            return True
        try:
            return await _to_its_end(self._take(what))
        except asyncio.CancelledError:
            await self.release(what)  # who asked does not hear that it is theirs
            raise

    async def release(self, what: str) -> None:
        if what in self._held:
            self._held.discard(what)
            await _to_its_end(self._give_up(what))

    def holds(self, what: str) -> bool:
        return what in self._held and self._session is not None and not self._session.is_closed()

    async def _take(self, what: str) -> bool:
        with suppress(StorageUnavailable):
            if await self._answers.ask((True, lock_number(what))):
                self._held.add(what)
        return what in self._held

    async def _give_up(self, what: str) -> None:
        with suppress(StorageUnavailable):
            await self._answers.ask((False, lock_number(what)))

    # The connection.

    async def _connect(self) -> None:
        await self._drop()
        async with self._answered():
            self._connection = await self._engine.connect()
            self._session = (await self._connection.get_raw_connection()).driver_connection

    async def _drop(self) -> None:
        connection, self._connection, self._session = self._connection, None, None
        self._held.clear()
        if connection:
            with suppress(SQLAlchemyError, OSError, TimeoutError):
                async with asyncio.timeout(ANSWER_SECONDS):
                    await connection.invalidate()
                    await connection.close()

    async def _is_there(self) -> bool:
        with suppress(StorageUnavailable):
            return await self._ask("SELECT true")
        return False

    async def _answer_all(self, questions: Sequence[Question]) -> Sequence[bool]:
        wanted, locks = zip(*questions, strict=True)
        async with self._turn:
            return [is_so for (is_so,) in await self._told(_ANSWERS, WORK, wanted, locks)]

    async def _ask(self, question: str) -> bool:
        async with self._turn:
            ((answer,),) = await self._told(question)
        return bool(answer)

    async def _told(self, sql: str, *parameters: object) -> Sequence[Any]:
        """The caller has the turn."""
        if self._session is None:
            raise StorageUnavailable("no connection")
        try:
            async with self._answered():
                return await self._session.fetch(sql, *parameters)
        except BaseException:
            await self._drop()
            raise

    @asynccontextmanager
    async def _answered(self) -> AsyncIterator[None]:
        try:
            async with available(), asyncio.timeout(ANSWER_SECONDS):
                yield
        except TimeoutError:
            raise StorageUnavailable("the database does not answer") from None
        except TROUBLE as trouble:
            raise StorageUnavailable(str(trouble)) from trouble


async def _to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """Also where whoever waits for it is cancelled: a question that is broken off would break the session,
    and with it everything that is claimed. It takes `ANSWER_SECONDS` at most, after its turn has come."""
    ended = asyncio.Event()

    async def whole() -> T:
        try:
            return await work
        finally:
            ended.set()

    try:
        return await asyncio.shield(whole())
    except asyncio.CancelledError:
        await ended.wait()
        raise


def lock_number(what: str) -> int:
    """Two that have the same by chance wait for each other, and that is all."""
    return int.from_bytes(blake2b(what.encode(), digest_size=4).digest(), signed=True)
