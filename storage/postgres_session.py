"""One of asyncpg's connections, and the statements it knows."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement
from sqlalchemy import Dialect
from sqlalchemy.util import LRUCache

from storage.prepared import Call

TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

KNOWN = 300
"""Statements that a session remembers, parsed and planned."""

Columns = Sequence[tuple[str, int]]
"""Of what a statement finds: names, and the server's numbers of their types."""
Known = tuple["PreparedStatement[Any]", Columns]


class Session:
    def __init__(self, driver: asyncpg.Connection) -> None:
        self.driver = driver
        self.used_at: float | None = None
        """By somebody before, on the loop's clock: it may have been lost since."""
        self._known: LRUCache[str, Known] = LRUCache(KNOWN)

    async def say(self, *words: str, within: float | None = None) -> str:
        """What came of the last of them. They have no parameters."""
        return await self.driver.execute("; ".join(words), timeout=within)

    async def ask(self, call: Call) -> tuple[Columns, Sequence[Any], int]:
        """The columns, the rows, and how many were changed: of many executions without rows, nobody knows."""
        try:
            statement, columns = self._known.get(call.sql) or await self._learn(call.sql)
            if len(call.parameters) == 1:
                rows = await statement.fetch(*call.parameters[0])
                return columns, rows, _changed(statement.get_statusmsg())
            if call.returns_rows:
                rows = await statement.fetchmany(call.parameters)
                return columns, rows, len(rows)
            await statement.executemany(call.parameters)
        except asyncpg.InvalidCachedStatementError:
            self._known.clear()  # a migration has changed what they are about
            raise
        return (), (), -1

    async def _learn(self, sql: str) -> Known:
        statement = await self.driver.prepare(sql)
        columns = [(each.name, each.type.oid) for each in statement.get_attributes()]
        self._known[sql] = statement, columns
        return statement, columns


def _changed(status: str | None) -> int:
    """Of `UPDATE 3`, of `INSERT 0 1`."""
    number = (status or "").rpartition(" ")[2]
    return int(number) if number.isdecimal() else -1


def by_standard_name(error: Exception, dialect: Dialect) -> Exception:
    """As SQLAlchemy calls it for whatever database; what is no database's error stays what it is."""
    names: Any = dialect.dbapi
    names = names._asyncpg_error_translate
    known = next((names[each] for each in type(error).__mro__ if each in names), None)
    if known is None:
        return error
    named: Exception = known(str(error), error)
    named.__cause__ = error
    return named
