"""What people wrote, and their files."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from storage.tables.base import metadata, partial
from storage.tables.search import gin_index, stems_column
from storage.types import BigId, Json, UtcDateTime

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
    Column("automatic", Boolean, nullable=False, server_default=false()),
    Column("audience", String(10), nullable=False),
    Column("purpose", String(20)),
    Column("delivered_at", UtcDateTime),
    Column("reply_chat", BigInteger),
    Column("reply_message", BigInteger),
    Column("thing", Json),
    Column("origin", Json),
    Column("quote", Json),
    stems_column(),
    UniqueConstraint("chat_id", "message_id"),
    Index(None, "ticket_id", "id"),
    gin_index("messages"),
    partial("ix_messages_draft", "draft_id", only="draft_id IS NOT NULL"),
    partial("ix_messages_held", "author_id", only="audience = 'held'"),
    partial("ix_messages_album", "album", only="album IS NOT NULL"),
    sqlite_autoincrement=True,
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("entities", Json, nullable=False),
    Column("replaced_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
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
    partial("ix_files_pending", "id", only="archive = 'pending'"),
    partial("ix_files_path", "path", only="path IS NOT NULL"),
    sqlite_autoincrement=True,
)

erased_files = Table("erased_files", metadata, Column("path", Text, primary_key=True))
"""Copies that are to leave the disk, unless somebody sends the same file again."""
