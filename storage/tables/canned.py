"""Canned answers, and who changed them."""

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint

from storage.tables.base import metadata
from storage.types import BigId, Json, UtcDateTime

canned = Table(
    "canned",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("product_id", String(40), nullable=False),
    Column("language", String(8), nullable=False),
    Column("name", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("entities", Json, nullable=False),
    Column("updated_by", ForeignKey("agents.id"), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("name", "product_id", "language"),
    sqlite_autoincrement=True,
)
"""An empty product is any."""

canned_changes = Table(
    "canned_changes",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("change", String(10), nullable=False),
    Column("product_id", String(40), nullable=False),
    Column("language", String(8), nullable=False),
    Column("name", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)
"""What an answer said from then on, or last."""
