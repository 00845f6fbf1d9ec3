"""PostgreSQL's connections: statements straight to asyncpg.

SQLAlchemy's own way takes two greenlets and as many locks for each statement, and asks a connection whether
it is still there before each transaction. Here the words that begin a transaction ask that, and what is told
of savepoints goes together as far as it can.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.services.ports import StorageUnavailable
from storage import silence
from storage.at_hand import AtHand
from storage.connection import Rows
from storage.engine import POOL_SIZE
from storage.postgres_session import TROUBLE, Session, by_standard_name
from storage.prepared import Parameters, Plans, Prepared
from storage.transaction import Hearing, Transaction

T = TypeVar("T")

MOST = 2 * POOL_SIZE
"""Transactions side by side; all others wait for one of them."""
WAIT_SECONDS = 30.0
"""For a place among them. After that the database counts as overloaded."""

SURE_SECONDS = 1.0
"""So long after its last answer nobody asks a session whether it is still there."""

WRITE = "BEGIN"
READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
GLANCE = "SELECT"
"""No transaction: each statement is one by itself. It asks whether the session is there."""


class Sessions:
    """Some at hand, and room for so many."""

    def __init__(self, engine: AsyncEngine, hearing: Hearing) -> None:
        self._lines = AtHand(engine, Session, most=POOL_SIZE)
        self._hearing = hearing
        self._room = asyncio.Semaphore(MOST)

    async def begin(self, words: str) -> Session:
        """One that has been told these words."""
        async with asyncio.timeout(WAIT_SECONDS):
            await self._room.acquire()
        try:
            return await self._begun(words)
        except BaseException:
            self._room.release()
            raise

    def put_back(self, session: Session) -> bool:
        """One that has nothing to end, at once, unless there is more to it."""
        session.used_at = _now()
        if session.driver.is_closed() or not self._lines.put_back(session):
            return False
        self._room.release()
        return True

    async def end(self, session: Session, *, is_over: bool) -> None:
        """Its transaction, if it is not over."""
        try:
            is_well = is_over or await self._is_told(session, "ROLLBACK")
            if session.driver.is_closed() or not is_well:
                await self._lose(session)
            else:
                session.used_at = _now()
                await self._lines.give_back(session)
        finally:
            self._room.release()

    async def close(self) -> None:
        await self._lines.close()

    async def heard(self, session: Session, sql: str, answer: Awaitable[T]) -> T:
        try:
            return await answer
        except (TimeoutError, *TROUBLE) as error:
            if isinstance(error, TimeoutError):
                session.driver.terminate()
            named = by_standard_name(error, self._hearing.dialect)
            raised = self._hearing.failed(named, sql, is_disconnect=session.driver.is_closed())
            if raised is error:
                raise
            raise raised from error

    async def _begun(self, words: str) -> Session:
        """Of one that is lost, and none of those at hand is used any more."""
        session = await self._lines.take()
        try:
            if session.used_at is None:
                await self.heard(session, words, session.say(words))
                return session
            is_sure = words == GLANCE and _now() < session.used_at + SURE_SECONDS
            if is_sure or await self._is_told(session, words):
                return session
        except BaseException:
            await self._lose(session)
            raise
        await self._lose(session)
        await self._lines.drop_idle()
        return await self._begun(words)

    async def _is_told(self, session: Session, words: str) -> bool:
        try:
            await session.say(words, within=silence.PING_SECONDS)
        except (TimeoutError, *TROUBLE):
            return False
        return True

    async def _lose(self, session: Session) -> None:
        session.driver.terminate()
        await asyncio.shield(self._lines.drop(session))


def _now() -> float:
    return asyncio.get_running_loop().time()


class PostgresTransaction(Transaction):
    """A `Connection`."""

    def __init__(
        self, session: Session, sessions: Sessions, plans: Plans, hearing: Hearing, *, is_over: bool
    ) -> None:
        """`is_over`: there is nothing to commit or to undo."""
        super().__init__(plans, hearing)
        self._session = session
        self._sessions = sessions
        self._is_over = is_over

    async def execute(self, statement: Executable | Prepared, parameters: Parameters | None = None) -> Rows:
        plan, call = self._plans.plan(statement, parameters)
        self._hearing.executing(self, call)
        if not all(map(_may_wait, self._ahead)):
            words, self._ahead = self._ahead, []
            await self._heard(words[0], self._session.say(*words))
        columns, rows, changed = await self._heard(call.sql, self._session.ask(call))
        return Rows(plan.columns(columns), rows, changed)

    async def commit(self) -> None:
        """Done when PostgreSQL says so."""
        said = await self._heard("COMMIT", self._session.say(*self._ahead, "COMMIT"))
        self._is_over = True
        if said != "COMMIT":
            raise StorageUnavailable("PostgreSQL has undone the transaction")

    async def end(self) -> None:
        """What is not committed is undone."""
        if self._is_over and self._sessions.put_back(self._session):
            return
        await asyncio.shield(self._sessions.end(self._session, is_over=self._is_over))

    async def _heard(self, sql: str, answer: Awaitable[T]) -> T:
        return await self._sessions.heard(self._session, sql, answer)


def _may_wait(words: str) -> bool:
    """Until something else is told: a statement may as well stand within the savepoint before it."""
    return words.startswith("RELEASE")


Commit = Callable[[PostgresTransaction], Awaitable[None]]


class PostgresConnections:
    def __init__(self, engine: AsyncEngine) -> None:
        self.commit: Commit = PostgresTransaction.commit
        """What it returns from is on disk."""
        self._hearing = Hearing(engine)
        self._plans = Plans(engine.dialect)
        self._sessions = Sessions(engine, self._hearing)

    def read(self) -> AbstractAsyncContextManager[PostgresTransaction]:
        """One state of the database, whatever is written meanwhile."""
        return self._look(READ)

    def glance(self) -> AbstractAsyncContextManager[PostgresTransaction]:
        """Of what is there when each statement comes."""
        return self._look(GLANCE)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[PostgresTransaction]:
        """On disk when this is left; nothing of it is when it is left by an exception."""
        transaction = await self._begin(WRITE)
        try:
            yield transaction
            await self.commit(transaction)
        except BaseException:
            self._hearing.rolled_back(transaction)
            raise
        finally:
            await transaction.end()
        self._hearing.committed(transaction)

    async def close(self) -> None:
        await self._sessions.close()

    @asynccontextmanager
    async def _look(self, words: str) -> AsyncIterator[PostgresTransaction]:
        transaction = await self._begin(words)
        try:
            yield transaction
        finally:
            await transaction.end()

    async def _begin(self, words: str) -> PostgresTransaction:
        session = await self._sessions.begin(words)
        is_over = words == GLANCE
        return PostgresTransaction(session, self._sessions, self._plans, self._hearing, is_over=is_over)
