"""Tickets, their log, and the forms on the way to them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from storage.tables.base import metadata, partial
from storage.types import BigId, Json, UtcDateTime

LIVE = ("new", "entitlement_hold", "open", "pending", "escalated", "resolved")
"""States of tickets that have not ended, as the index of them names them."""

numbers = Table(
    "numbers",
    metadata,
    Column("product_id", String(40), primary_key=True),
    Column("last", Integer, nullable=False),
)

policies = Table(
    "policies",
    metadata,
    Column("product_id", String(40), primary_key=True),
    Column("version", String(64), primary_key=True),
    Column("body", Json, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("product_id", String(40), nullable=False),
    Column("prefix", String(10), nullable=False),
    Column("number", Integer, nullable=False),
    Column("type_id", String(40), nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("draft_id", BigInteger, nullable=False, unique=True),
    Column("policy_version", String(64), nullable=False),
    Column("priority", String(10), nullable=False),
    Column("work_stopped", Boolean, nullable=False),
    Column("subject", Text, nullable=False),
    Column("form", Json, nullable=False),
    Column("additions", Json, nullable=False),
    Column("enclosed", Json, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("follow_up_of", ForeignKey("tickets.id")),
    Column("department", String(20), nullable=False),
    Column("eta", Date),
    Column("awaited", String(40)),
    Column("eta_warned", String(10)),
    Column("shipped", String(40)),
    Column("offer", Json),
    Column("state", String(20), nullable=False),
    Column("return_to", String(20)),
    Column("assignee_id", ForeignKey("agents.id")),
    Column("resolution_no", Integer, nullable=False),
    Column("queued_resolution", BigInteger),
    Column("undelivered", Text),
    Column("resolved_at", UtcDateTime),
    Column("closing_reason", String(30)),
    Column("closed_at", UtcDateTime),
    Column("rating", Integer),
    Column("silence", Json),
    Column("split_from", String(20)),
    Column("merged_into", String(20)),
    Column("incident_of", String(20)),
    Column("incidents", Integer, nullable=False, server_default="0"),
    Column("followed_up", String(20)),
    Column("counts_from", UtcDateTime),
    Column("level", String(40)),
    Column("clocks", Json),
    Column("asked", Json),
    Column("next_due_at", UtcDateTime),
    Column("breached", Boolean, nullable=False, server_default=false()),
    Column("version", Integer, nullable=False),
    Column("entitlement_id", BigInteger),
    Column("entitlement", Json),
    Column("explained_at", UtcDateTime),
    UniqueConstraint("product_id", "number"),
    UniqueConstraint("prefix", "number"),
    Index(None, "customer_id", "id"),
    partial("ix_tickets_merged_into", "merged_into", only="merged_into IS NOT NULL"),
    partial("ix_tickets_incident_of", "incident_of", only="incident_of IS NOT NULL"),
    partial("ix_tickets_awaited", "product_id", only="awaited IS NOT NULL"),
    partial("ix_tickets_queue", "assignee_id", "next_due_at", only="state IN ('new', 'open', 'escalated')"),
    partial("ix_tickets_live", "product_id", only=f"state IN ({', '.join(map(repr, LIVE))})"),
    partial("ix_tickets_entitlement", "entitlement_id", only="entitlement_id IS NOT NULL"),
)

events = Table(
    "events",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("event", String(40), nullable=False),
    Column("transition", String(10), nullable=False),
    Column("to", String(20), nullable=False),
    Column("actor_kind", String(10), nullable=False),
    Column("actor_id", BigInteger),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("data", Json, nullable=False),
    Index(None, "ticket_id", "id"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("product_id", String(40)),
    Column("type_id", String(40)),
    Column("at", String(40)),
    Column("editing", Boolean, nullable=False),
    Column("answers", Json, nullable=False),
    Column("additions", Json, nullable=False),
    Column("follow_up_of", ForeignKey("tickets.id")),
    Column("completes", BigInteger),
    Column("asks", Json),
    Column("status", String(10), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("agent_id", BigInteger),
    Column("chat_id", BigInteger),
    Column("thread", BigInteger),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("keyboard", String(40)),
    partial("uq_drafts_open", "customer_id", only="status = 'open' AND agent_id IS NULL", unique=True),
    partial("uq_drafts_call", "agent_id", only="status = 'open' AND agent_id IS NOT NULL", unique=True),
    sqlite_autoincrement=True,
)

calls = Table(
    "calls",
    metadata,
    Column("agent_id", ForeignKey("agents.id"), primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread", BigInteger),
    Column("product_id", String(40), nullable=False),
    Column("type_id", String(40), nullable=False),
    Column("since", UtcDateTime, nullable=False),
)
"""Agents who have been asked who is calling."""

builds = Table(
    "builds",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("agent_id", ForeignKey("agents.id"), nullable=False),
    Column("version", String(40), nullable=False),
    Column("checksum", String(64)),
)
"""Builds that wait for the checksum of their file before they go to the customer."""
