"""Where things stand in the channels, what comes in and what goes out."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    false,
)

from storage.tables.base import metadata, partial
from storage.types import BigId, Json, UtcDateTime

places = Table(
    "places",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("desk", String(20), primary_key=True, server_default=""),
    Column("chat_id", BigInteger),
    Column("thread", BigInteger),
    Column("card_id", BigInteger),
    Column("requested", Boolean, nullable=False),
    partial("uq_places_thread", "chat_id", "thread", only="thread IS NOT NULL", unique=True),
)

links = Table(
    "links",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("draft_id", ForeignKey("drafts.id")),
    Column("code", String(40), nullable=False),
    Column("copy_of", ForeignKey("messages.id")),
    partial("ix_links_copy_of", "copy_of", only="copy_of IS NOT NULL"),
    partial(
        "ix_links_loose",
        "chat_id",
        "message_id",
        only="ticket_id IS NULL AND draft_id IS NULL AND copy_of IS NULL",
    ),
    partial("ix_links_draft", "draft_id", only="draft_id IS NOT NULL"),
    partial("ix_links_ticket_code", "ticket_id", "code", only="code <> ''"),
)

intents = Table(
    "intents",
    metadata,
    Column("agent_id", ForeignKey("agents.id"), primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("key", String(40)),
    Column("since", UtcDateTime, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("bot_id", BigInteger, primary_key=True),
    Column("update_id", BigInteger, primary_key=True),
    Column("lane", String(60), nullable=False),
    Column("payload", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("status", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("incident", String(20)),
    Column("holder", BigInteger),
    partial("ix_inbox_waiting", "update_id", only="status = 'waiting'"),
    partial("ix_inbox_dead", "received_at", only="status = 'dead'"),
    partial("ix_inbox_lane", "lane", "update_id", only="status = 'waiting'"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("lane", String(60), nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("blocker", Boolean, nullable=False, server_default=false()),
    Column("status", String(10), nullable=False),
    Column("recipient_kind", String(10), nullable=False),
    Column("recipient_id", BigInteger, nullable=False),
    Column("thread", BigInteger),
    Column("desk", String(20), nullable=False, server_default=""),
    Column("matter", String(10), nullable=False),
    Column("ticket_id", BigInteger),
    Column("message_id", BigInteger),
    Column("slot", String(60)),
    Column("body", Json, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text),
    Column("queued_at", UtcDateTime, nullable=False),
    partial("ix_outbox_lane", "lane", "id", only="status = 'queued'"),
    partial("ix_outbox_held", "recipient_kind", "recipient_id", only="status = 'held'"),
    partial("ix_outbox_slot", "slot", only="status IN ('queued', 'held') AND slot IS NOT NULL"),
    partial("ix_outbox_message", "message_id", only="message_id IS NOT NULL"),
    sqlite_autoincrement=True,
)

menus = Table(
    "menus",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("person", BigInteger, primary_key=True),
)
"""Of commands, that a group or a person in it was given."""

readings = Table(
    "readings",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("read_until", UtcDateTime, nullable=False),
    Column("asked_up_to", BigId),
)
"""Until when each channel has been read."""
