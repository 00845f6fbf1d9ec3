"""Before words are erased, what was split off from their ticket is looked up, not searched for."""

from alembic import op
from sqlalchemy import text

revision = "0030"
down_revision = "0029"

ONLY = text("split_from IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_tickets_split_from",
        "tickets",
        ["product_id", "split_from"],
        sqlite_where=ONLY,
        postgresql_where=ONLY,
    )


def downgrade() -> None:
    op.drop_index("ix_tickets_split_from", "tickets")
