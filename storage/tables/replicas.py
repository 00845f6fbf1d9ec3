"""The processes that work on this database together."""

from sqlalchemy import BigInteger, Column, String, Table

from storage.tables.base import metadata
from storage.types import BigId, UtcDateTime

replicas = Table(
    "replicas",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", String(60), nullable=False),
    Column("beat", BigInteger, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)
