"""Clocks and what they are due by, the question that is waited for, support levels, the queue."""

import sqlalchemy as sa
from alembic import op

from storage.types import Json, UtcDateTime

revision = "0009"
down_revision = "0008"

QUEUED = "state IN ('new', 'open', 'escalated')"


def upgrade() -> None:
    # What makes a blocker is also the priority now; the column keeps the rest.
    op.execute("ALTER TABLE tickets RENAME COLUMN blocker TO work_stopped")
    op.add_column("tickets", sa.Column("level", sa.String(40)))
    op.add_column("tickets", sa.Column("clocks", Json))
    op.add_column("tickets", sa.Column("asked", Json))
    op.add_column("tickets", sa.Column("next_due_at", UtcDateTime))
    op.add_column("tickets", sa.Column("breached", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_tickets_queue",
        "tickets",
        ["assignee_id", "next_due_at"],
        sqlite_where=sa.text(QUEUED),
        postgresql_where=sa.text(QUEUED),
    )


def downgrade() -> None:
    op.drop_index("ix_tickets_queue", table_name="tickets")
    op.drop_column("tickets", "breached")
    op.drop_column("tickets", "next_due_at")
    op.drop_column("tickets", "asked")
    op.drop_column("tickets", "clocks")
    op.drop_column("tickets", "level")
    op.execute("ALTER TABLE tickets RENAME COLUMN work_stopped TO blocker")
