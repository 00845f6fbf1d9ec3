"""Statements that the two databases spell differently."""

from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage.connection import Connection
from storage.prepared import Prepared


def without(table: Table, *names: str) -> list[Column[Any]]:
    """The columns of a table but for those that nobody reads."""
    return [column for column in table.c if column.name not in names]


class Unindexed(FunctionElement[Any]):
    """A column by which nothing is to be looked up. SQLite keeps no statistics unless it is told to: it
    expects few rows of what the first part of a key finds, even where that is every row there is."""

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(Unindexed)
def _as_it_is(element: Unindexed, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.clauses, **how)


@compiles(Unindexed, "sqlite")
def _behind_a_plus(element: Unindexed, compiler: SQLCompiler, **how: Any) -> str:
    """https://sqlite.org/optoverview.html, "Disqualifying WHERE clause terms using unary +"."""
    return f"+{compiler.process(element.clauses, **how)}"


def insert_once(connection: Connection, table: Table, *returning: Column[Any]) -> Prepared:
    """Insert the rows given at execution, except those whose key is there already; `returning` tells which
    were new."""
    return _insert_once(connection.dialect.name, table, returning)


@cache
def _insert_once(dialect: str, table: Table, returning: tuple[Column[Any], ...]) -> Prepared:
    statement = _insert(dialect, table).on_conflict_do_nothing()
    return Prepared(statement.returning(*returning) if returning else statement)


def insert_or_replace(connection: Connection, table: Table) -> Prepared:
    """For rows of all columns, given at execution; they take the place of those with the same key."""
    return _insert_or_replace(connection.dialect.name, table)


@cache
def _insert_or_replace(dialect: str, table: Table) -> Prepared:
    statement = _insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    changed = {column.name: column for column in statement.excluded if column.name not in keys}
    return Prepared(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def _insert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def constant(value: str) -> ColumnElement[str]:
    """A value written into the statement: only then do both databases see that a partial index applies."""
    if not value.isidentifier():
        raise ValueError(value)
    return literal_column(f"'{value}'")


def constants(*values: str) -> tuple[ColumnElement[str], ...]:
    """Several, for `in_`."""
    return tuple(map(constant, values))
