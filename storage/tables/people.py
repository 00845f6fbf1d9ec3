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
)

from storage.tables.base import metadata
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
    UniqueConstraint("channel", "address"),
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
)

groups = Table(
    "groups",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("moved_to", BigInteger),
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
)
"""Agents who have been seen in a group."""
