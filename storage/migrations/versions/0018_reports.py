"""Reports on their way, and the log by its moments."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, Json

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.BigInteger()),
        sa.Column("reply_to", sa.BigInteger()),
        sa.Column("period", Json, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("picture", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sqlite_autoincrement=True,
    )
    wanted = sa.text("status = 'wanted'")
    op.create_index("ix_reports_wanted", "reports", ["id"], sqlite_where=wanted, postgresql_where=wanted)
    op.create_index("ix_events_happened_at_id", "events", ["happened_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_events_happened_at_id", "events")
    op.drop_table("reports")
