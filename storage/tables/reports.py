"""Reports on their way: asked for, or drawn and not sent yet."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table

from storage.tables.base import metadata, partial
from storage.types import BigId, Json, UtcDateTime

reports = Table(
    "reports",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread", BigInteger),
    Column("reply_to", BigInteger),
    Column("period", Json, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("status", String(10), nullable=False),
    Column("picture", LargeBinary),
    Column("taken_until", UtcDateTime),
    partial("ix_reports_wanted", "id", only="status = 'wanted'"),
    sqlite_autoincrement=True,
)
