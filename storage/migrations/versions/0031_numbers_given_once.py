"""On SQLite, too, no row gets the number that another had: one that is gone, or came after a restored backup.

Only definitions are written, as https://sqlite.org/lang_altertable.html has it: a table that others refer to
cannot be made anew within a transaction, and its rows are what they were.
"""

import re

from alembic import op
from sqlalchemy import text

revision = "0031"
down_revision = "0030"

_TABLES = (
    "acts",
    "agents",
    "canned_changes",
    "customers",
    "entitlements",
    "events",
    "files",
    "messages",
    "revisions",
    "tickets",
)
_KEY = ", \n\tCONSTRAINT pk_{name} PRIMARY KEY (id)"


def upgrade() -> None:
    for name in _only_on_sqlite():
        _define(
            name,
            (r"\(\s*id INTEGER NOT NULL(?=,)", "(\n\tid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"),
            (rf",\s*CONSTRAINT pk_{name} PRIMARY KEY \(id\)", ""),
        )


def downgrade() -> None:
    for name in _only_on_sqlite():
        _define(name, (" PRIMARY KEY AUTOINCREMENT(?=,)", ""), (r"\s*\)\s*$", _KEY.format(name=name) + "\n)"))


def _only_on_sqlite() -> tuple[str, ...]:
    return _TABLES if op.get_bind().dialect.name == "sqlite" else ()


def _define(name: str, *changes: tuple[str, str]) -> None:
    connection = op.get_bind()
    its = {"name": name}
    sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), its).scalar_one()
    for pattern, new in changes:
        sql, found = re.subn(pattern, new, sql, count=1)
        if not found:
            raise RuntimeError(f"the definition of {name} is not what the migrations before have made")
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    try:
        write = text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :name")
        connection.execute(write, its | {"sql": sql})
        # Every connection, this one too, reads the definitions anew before its next statement.
        connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    finally:
        connection.exec_driver_sql("PRAGMA writable_schema = OFF")
