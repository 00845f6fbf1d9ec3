"""Bans, the log of administrative acts, changed days of calendars, reloads of product files."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, Json, UtcDateTime

revision = "0017"
down_revision = "0016"

LIVE = "closed_at IS NULL AND merged_into IS NULL"


def upgrade() -> None:
    op.add_column("customers", sa.Column("ban", Json))
    op.create_table(
        "acts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("data", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
    )
    op.create_table(
        "day_changes",
        sa.Column("country", sa.String(10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("country", "day", name=op.f("pk_day_changes")),
    )
    op.create_table(
        "reloads",
        sa.Column("id", BigId, nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reloads")),
        sqlite_autoincrement=True,
    )
    where = sa.text(LIVE)
    op.create_index("ix_tickets_live", "tickets", ["product_id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_tickets_live", "tickets")
    op.drop_table("reloads")
    op.drop_table("day_changes")
    op.drop_table("acts")
    op.drop_column("customers", "ban")
