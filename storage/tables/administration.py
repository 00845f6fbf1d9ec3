"""What administrators do: the log of it, days of calendars, and reloads of product files."""

from sqlalchemy import BigInteger, Boolean, Column, Date, String, Table, Text

from storage.tables.base import metadata
from storage.types import BigId, Json, UtcDateTime

acts = Table(
    "acts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("person", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("chat_id", BigInteger),
    Column("data", Json, nullable=False),
    sqlite_autoincrement=True,
)

day_changes = Table(
    "day_changes",
    metadata,
    Column("country", String(10), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("kind", String(10), nullable=False),
)
"""Days on which a country's production calendar is not what its files say."""

reloads = Table(
    "reloads",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread", BigInteger),
    Column("message_id", BigInteger),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("fingerprint", String(64)),
    sqlite_autoincrement=True,
)
"""Administrators' wishes to have the product files read anew. With a fingerprint: every replica is to have
the files of that one."""

alarms = Table(
    "alarms",
    metadata,
    Column("what", Text, primary_key=True),
    Column("told_at", UtcDateTime, nullable=False),
)
"""What administrators were told last, whichever replica told them."""
