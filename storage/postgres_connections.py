"""PostgreSQL's connections: statements straight to asyncpg.

SQLAlchemy's own way takes two greenlets and as many locks for each statement, and asks a connection whether
it is still there before each transaction. Here the words that begin a transaction ask that, and what is told
of savepoints goes together as far as it can.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
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

WRITE = "BEGIN"
READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Sessions:
    """Some at hand, and room for so many."""

    def __init__(self, engine: AsyncEngine, hearing: Hearing) -> None:
        self._lines = AtHand(engine, Session, most=POOL_SIZE)
        self._hearing = hearing
        self._room = asyncio.Semaphore(MOST)

    async def begin(self, words: str) -> Session:
        """One whose transaction these words have begun."""
        async with asyncio.timeout(WAIT_SECONDS):
            await self._room.acquire()
        try:
            return await self._begun(words)
        except BaseException:
            self._room.release()
            raise

    async def end(self, session: Session, *, is_over: bool) -> None:
        """Its transaction, if it is not over."""
        try:
            if not is_over and not session.driver.is_closed():
                with suppress(TimeoutError, *TROUBLE):
                    await session.say("ROLLBACK", within=silence.PING_SECONDS)
                    is_over = True
            if is_over:
                session.is_used = True
                await self._lines.give_back(session)
            else:
                await self._lose(session)
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
        """Of one that is lost, and none of those before it is used any more."""
        session = await self._lines.take()
        if session.is_used:
            try:
                await session.say(words, within=silence.PING_SECONDS)
            except (TimeoutError, *TROUBLE):
                await self._lose(session)
                await self._lines.drop_idle()
                session = await self._lines.fetch()
            except BaseException:
                await self._lose(session)
                raise
            else:
                return session
        try:
            await self.heard(session, words, session.say(words))
        except BaseException:
            await self._lose(session)
            raise
        return session

    async def _lose(self, session: Session) -> None:
        session.driver.terminate()
        await asyncio.shield(self._lines.drop(session))


class PostgresTransaction(Transaction):
    """A `Connection`."""

    def __init__(self, session: Session, sessions: Sessions, plans: Plans, hearing: Hearing) -> None:
        super().__init__(plans, hearing)
        self._session = session
        self._sessions = sessions
        self._is_over = False

    async def execute(self, statement: Executable | Prepared, parameters: Parameters | None = None) -> Rows:
        plan, call = self._plans.plan(statement, parameters)
        self._hearing.executing(self, call)
        if self._ahead:
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
        await asyncio.shield(self._sessions.end(self._session, is_over=self._is_over))

    async def _heard(self, sql: str, answer: Awaitable[T]) -> T:
        return await self._sessions.heard(self._session, sql, answer)


class PostgresConnections:
    def __init__(self, engine: AsyncEngine) -> None:
        self._hearing = Hearing(engine)
        self._plans = Plans(engine.dialect)
        self._sessions = Sessions(engine, self._hearing)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[PostgresTransaction]:
        """One state of the database, whatever is written meanwhile."""
        transaction = await self._begin(READ)
        try:
            yield transaction
        finally:
            await transaction.end()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[PostgresTransaction]:
        """On disk when this is left; nothing of it is when it is left by an exception."""
        transaction = await self._begin(WRITE)
        try:
            yield transaction
            await transaction.commit()
        except BaseException:
            self._hearing.rolled_back(transaction)
            raise
        finally:
            await transaction.end()
        self._hearing.committed(transaction)

    async def close(self) -> None:
        await self._sessions.close()

    async def _begin(self, words: str) -> PostgresTransaction:
        session = await self._sessions.begin(words)
        return PostgresTransaction(session, self._sessions, self._plans, self._hearing)
