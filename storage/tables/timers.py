"""Moments at which something is to be done."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from storage.tables.base import metadata, partial
from storage.types import UtcDateTime

timers = Table(
    "timers",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("kind", String(30), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("key", String(60), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("incident", String(40)),
    Index(None, "ticket_id"),
    Index(None, "kind"),
    partial("ix_timers_due", "due_at", "name", only="incident IS NULL"),
    partial("ix_timers_buried", "due_at", only="incident IS NOT NULL"),
)
