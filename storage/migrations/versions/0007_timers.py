"""Moments at which something is to be done about a ticket."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "timers",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("ticket_id", BigId),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("incident", sa.String(40)),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_timers")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_timers_ticket_id")),
    )
    op.create_index(op.f("ix_timers_ticket_id"), "timers", ["ticket_id"])
    op.create_index(
        "ix_timers_due",
        "timers",
        ["due_at", "name"],
        sqlite_where=sa.text("incident IS NULL"),
        postgresql_where=sa.text("incident IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("timers")
