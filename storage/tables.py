"""The tables. Their history is in `migrations`."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.types import BigId, Json, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _partial(name: str, *columns: str, only: str, unique: bool = False) -> Index:
    """An index of those rows that are ever looked for by it."""
    return Index(name, *columns, unique=unique, sqlite_where=text(only), postgresql_where=text(only))


# People.

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

# Tickets.

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
    Column("blocker", Boolean, nullable=False),
    Column("subject", Text, nullable=False),
    Column("form", Json, nullable=False),
    Column("additions", Json, nullable=False),
    Column("enclosed", Json, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("follow_up_of", ForeignKey("tickets.id")),
    Column("department", String(20), nullable=False),
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
    Column("version", Integer, nullable=False),
    UniqueConstraint("product_id", "number"),
    UniqueConstraint("prefix", "number"),
    Index(None, "customer_id", "id"),
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
    Column("status", String(10), nullable=False),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    _partial("uq_drafts_open", "customer_id", only="status = 'open'", unique=True),
    sqlite_autoincrement=True,
)

# Words and files.

messages = Table(
    "messages",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id")),
    Column("draft_id", ForeignKey("drafts.id")),
    Column("author_kind", String(10), nullable=False),
    Column("author_id", BigInteger),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("entities", Json, nullable=False),
    Column("album", String(40)),
    Column("as_is", Boolean, nullable=False),
    Column("audience", String(10), nullable=False),
    Column("purpose", String(20)),
    Column("delivered_at", UtcDateTime),
    Column("reply_chat", BigInteger),
    Column("reply_message", BigInteger),
    UniqueConstraint("chat_id", "message_id"),
    Index(None, "ticket_id", "id"),
    _partial("ix_messages_draft", "draft_id", only="draft_id IS NOT NULL"),
    _partial("ix_messages_held", "author_id", only="audience = 'held'"),
    _partial("ix_messages_album", "album", only="album IS NOT NULL"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("entities", Json, nullable=False),
    Column("replaced_at", UtcDateTime, nullable=False),
)
"""What messages said before they were edited."""

files = Table(
    "files",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("remote_id", Text, nullable=False),
    Column("unique_id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("mime", Text, nullable=False),
    Column("size", BigInteger),
    Column("archive", String(10), nullable=False),
    Column("sha256", String(64)),
    Column("path", Text),
    _partial("ix_files_pending", "id", only="archive = 'pending'"),
)

# Channels.

places = Table(
    "places",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("chat_id", BigInteger),
    Column("thread", BigInteger),
    Column("card_id", BigInteger),
    Column("requested", Boolean, nullable=False),
    _partial("uq_places_thread", "chat_id", "thread", only="thread IS NOT NULL", unique=True),
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
    _partial("ix_links_copy_of", "copy_of", only="copy_of IS NOT NULL"),
    _partial("ix_links_ticket_code", "ticket_id", "code", only="code <> ''"),
)

intents = Table(
    "intents",
    metadata,
    Column("agent_id", ForeignKey("agents.id"), primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("kind", String(20), nullable=False),
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
    _partial("ix_inbox_waiting", "update_id", only="status = 'waiting'"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("lane", String(60), nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("status", String(10), nullable=False),
    Column("recipient_kind", String(10), nullable=False),
    Column("recipient_id", BigInteger, nullable=False),
    Column("thread", BigInteger),
    Column("matter", String(10), nullable=False),
    Column("ticket_id", BigInteger),
    Column("message_id", BigInteger),
    Column("slot", String(60)),
    Column("body", Json, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text),
    Column("queued_at", UtcDateTime, nullable=False),
    _partial("ix_outbox_lane", "lane", "id", only="status = 'queued'"),
    _partial("ix_outbox_held", "recipient_kind", "recipient_id", only="status = 'held'"),
    _partial("ix_outbox_slot", "slot", only="status IN ('queued', 'held') AND slot IS NOT NULL"),
    _partial("ix_outbox_message", "message_id", only="message_id IS NOT NULL"),
    sqlite_autoincrement=True,
)
