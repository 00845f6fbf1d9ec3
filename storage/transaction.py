"""A transaction whose statements go straight to a driver, each with what may be told on its way."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.prepared import Call, Plans


class Hearing:
    """Whoever listens to the engine's events hears of our statements, too."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._of_engine = engine.sync_engine.dispatch
        self._of_dialect = engine.dialect.dispatch
        self.dialect: Dialect = engine.dialect

    def executing(self, transaction: "Transaction", call: Call) -> None:
        if self._of_engine.before_cursor_execute:
            several = len(call.parameters) > 1
            self._of_engine.before_cursor_execute(transaction, None, call.sql, call.parameters, None, several)

    def committed(self, transaction: "Transaction") -> None:
        self._of_engine.commit(transaction)

    def rolled_back(self, transaction: "Transaction") -> None:
        self._of_engine.rollback(transaction)

    def failed(self, error: Exception, sql: str, *, is_disconnect: bool = False) -> Exception:
        """As SQLAlchemy would raise it; nobody's words are in it. `error`: by the driver's own name, or
        what is no error of a database's at all."""
        dbapi: Any = self.dialect.dbapi
        raised: Exception = error
        if isinstance(error, dbapi.Error):
            wrap: Callable[..., Any] = DBAPIError.instance
            raised = wrap(
                *(sql, None, error, dbapi.Error),
                hide_parameters=True,
                connection_invalidated=is_disconnect,
                dialect=self.dialect,
            )
        if self._of_dialect.handle_error:
            told = raised if isinstance(raised, DBAPIError) else None
            self._of_dialect.handle_error(Failure(error, told, is_disconnect))
        return raised


@dataclass(slots=True)
class Failure:
    """What a listener to `handle_error` reads of its context; one that writes into it changes nothing."""

    original_exception: Exception
    sqlalchemy_exception: DBAPIError | None
    is_disconnect: bool


class Transaction:
    """What frames statements waits for the next one, and makes the trip with it."""

    def __init__(self, plans: Plans, hearing: Hearing) -> None:
        self.dialect = hearing.dialect
        self._plans = plans
        self._hearing = hearing
        self._ahead: list[str] = []
        """Words to be told before the next statement."""
        self._savepoints = 0

    def tell(self, *words: str) -> None:
        """Before the next statement; nobody waits for it."""
        self._ahead.extend(words)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        self._savepoints += 1
        name = f"effects_{self._savepoints}"
        begin = f"SAVEPOINT {name}"
        self.tell(begin)
        try:
            yield
        except BaseException:
            if begin in self._ahead:  # nothing has happened since
                del self._ahead[self._ahead.index(begin) :]
            else:
                self._ahead = [f"ROLLBACK TO {name}", f"RELEASE {name}"]
            raise
        if begin in self._ahead:
            del self._ahead[self._ahead.index(begin) :]
        else:
            self.tell(f"RELEASE {name}")
