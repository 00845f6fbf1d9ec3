"""What is erased when its time is over: when a ticket's words and files were, and which copies are to go."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0028"
down_revision = "0026"

_INDEXES = (
    (
        "ix_tickets_files_kept",
        "tickets",
        ["product_id", "closed_at"],
        "closed_at IS NOT NULL AND files_erased_at IS NULL",
    ),
    (
        "ix_tickets_words_kept",
        "tickets",
        ["product_id", "closed_at"],
        "closed_at IS NOT NULL AND erased_at IS NULL",
    ),
    ("ix_drafts_left", "drafts", ["id"], "ticket_id IS NULL AND status <> 'submitted'"),
    ("ix_drafts_ticket", "drafts", ["ticket_id"], "ticket_id IS NOT NULL"),
    ("ix_drafts_completes", "drafts", ["completes"], "completes IS NOT NULL"),
    ("ix_files_path", "files", ["path"], "path IS NOT NULL"),
    ("ix_links_draft", "links", ["draft_id"], "draft_id IS NOT NULL"),
    (
        "ix_links_loose",
        "links",
        ["chat_id", "message_id"],
        "ticket_id IS NULL AND draft_id IS NULL AND copy_of IS NULL",
    ),
)


def upgrade() -> None:
    op.add_column("tickets", sa.Column("files_erased_at", UtcDateTime))
    op.add_column("tickets", sa.Column("erased_at", UtcDateTime))
    op.create_table(
        "erased_files",
        sa.Column("path", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_erased_files")),
    )
    for name, table, columns, only in _INDEXES:
        where = sa.text(only)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, _, _ in reversed(_INDEXES):
        op.drop_index(name, table_name=table)
    op.drop_table("erased_files")
    op.drop_column("tickets", "erased_at")
    op.drop_column("tickets", "files_erased_at")
