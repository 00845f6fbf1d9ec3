"""Customers, agents, and the groups where these work."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

from storage.tables.base import metadata
from storage.tables.search import gin_index, stems_column
from storage.types import BigId, Json, UtcDateTime

customers = Table(
    "customers",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("address", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("username", String(64)),
    Column("language", String(8), nullable=False),
    Column("language_chosen", Boolean, nullable=False),
    Column("blocked_at", UtcDateTime),
    Column("focus", Json),
    Column("ban", Json),
    Column("version", Integer, nullable=False),
    stems_column(),
    UniqueConstraint("channel", "address"),
    gin_index("customers"),
    sqlite_autoincrement=True,
)

consents = Table(
    "consents",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("product_id", String(40), primary_key=True),
    Column("version", String(40), primary_key=True),
    Column("given_at", UtcDateTime, nullable=False),
)

agents = Table(
    "agents",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("address", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("username", String(64)),
    sqlite_autoincrement=True,
)

groups = Table(
    "groups",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("moved_to", BigInteger),
    Column("language", String(8)),
    Column("topics", Boolean, nullable=False, server_default=true()),
    Column("weekly_report", Boolean, nullable=False, server_default=true()),
    Column("round_robin", Boolean, nullable=False, server_default=false()),
    Column("crowd_told_at", UtcDateTime),
)
"""Groups that are, or were, staff groups; Telegram gives a group that grows another id."""

bindings = Table(
    "bindings",
    metadata,
    Column("product_id", String(40), primary_key=True),
    Column("department", String(20), primary_key=True),
    Column("chat_id", ForeignKey("groups.chat_id"), nullable=False, index=True),
)
"""Which group serves what; an empty product is any, and an empty department the default group's."""

members = Table(
    "members",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), primary_key=True),
    Column("seen_at", UtcDateTime),
    Column("duty", String(10)),
    Column("duty_since", UtcDateTime),
    Column("turn_at", UtcDateTime),
    Column("took_instead_of", BigInteger),
)
"""Agents who have been seen in a group; whether they are on duty there; since when they have waited for a
ticket in turn."""
