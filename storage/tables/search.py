"""What search looks in: stems beside what they were made from, and each database's index of them.

They are columns of the same row, so nothing is to be kept in step and nothing costs a statement more. On
PostgreSQL the column is a `tsvector` with a GIN index. On SQLite an FTS5 table stands beside each table, kept
by triggers: a migration that has SQLite make such a table anew has to make these anew, too.
"""

from sqlalchemy import Column, Connection, Index, Table, Text, event, text
from sqlalchemy.dialects.postgresql import TSVECTOR

from storage.tables.base import metadata
from storage.types import BigId, UtcDateTime

STEMS = "stems"
SEARCHED = ("messages", "tickets", "customers")


def stems_column() -> Column[str]:
    return Column(STEMS, Text().with_variant(TSVECTOR(), "postgresql"), nullable=False, server_default="")


def gin_index(table: str) -> Index:
    """Without a list of what is still to be put in: every search would read that from end to end."""
    options = {"fastupdate": "off"}
    index = Index(f"ix_{table}_stems", STEMS, postgresql_using="gin", postgresql_with=options)
    return index.ddl_if(dialect="postgresql")


searches = Table(
    "searches",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("question", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False, index=True),
    sqlite_autoincrement=True,
)
"""What agents looked for: the buttons of a long list have no room for it."""


_PUT = "INSERT INTO {fts} (rowid, stems) VALUES (new.id, new.stems);"
_DROP = "INSERT INTO {fts} ({fts}, rowid, stems) VALUES ('delete', old.id, old.stems);"
_CHANGED = "old.stems <> new.stems"
_OPTIONS = "tokenize='unicode61 remove_diacritics 0', detail='none', columnsize=0"
"""Only whether a row has a stem is asked, never where in it."""

_FTS = (
    "CREATE VIRTUAL TABLE {{fts}} USING fts5(stems, content='{table}', content_rowid='id', " + _OPTIONS + ")",
    "INSERT INTO {{fts}} ({{fts}}) VALUES ('rebuild')",
    "CREATE TRIGGER {{fts}}_insert AFTER INSERT ON {table} BEGIN {put} END",
    "CREATE TRIGGER {{fts}}_update AFTER UPDATE OF stems ON {table} WHEN {changed} BEGIN {drop} {put} END",
    "CREATE TRIGGER {{fts}}_delete AFTER DELETE ON {table} BEGIN {drop} END",
)


def is_index(table: str) -> bool:
    """An index of SQLite's is a table, with tables of its own."""
    return any(table.startswith(f"{each}_fts") for each in SEARCHED)


def index_stems(connection: Connection) -> None:
    """SQLite's indexes, made from what is in the tables."""
    for table in SEARCHED:
        for statement in _fts(table):
            connection.execute(text(statement))


def forget_stems(connection: Connection) -> None:
    for table in SEARCHED:
        for what in ("insert", "update", "delete"):
            connection.execute(text(f"DROP TRIGGER {table}_fts_{what}"))
        connection.execute(text(f"DROP TABLE {table}_fts"))


def _fts(table: str) -> list[str]:
    parts = {"table": table, "put": _PUT, "drop": _DROP, "changed": _CHANGED}
    return [each.format(**parts).format(fts=f"{table}_fts") for each in _FTS]


def _created(_target: object, connection: Connection, **_: object) -> None:
    if connection.dialect.name == "sqlite":
        index_stems(connection)


def _dropped(_target: object, connection: Connection, **_: object) -> None:
    if connection.dialect.name == "sqlite":
        forget_stems(connection)


event.listen(metadata, "after_create", _created)
event.listen(metadata, "before_drop", _dropped)
