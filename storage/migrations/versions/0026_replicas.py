"""Several processes on one database: who they are, who holds an update, and what administrators were told."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, UtcDateTime

revision = "0026"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "replicas",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_replicas"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "alarms",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("told_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_alarms"),
    )
    op.add_column("inbox", sa.Column("holder", sa.BigInteger()))
    waiting = sa.text("status = 'waiting'")
    op.create_index(
        "ix_inbox_lane",
        "inbox",
        ["lane", "update_id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    op.drop_index("ix_inbox_lane", "inbox")
    op.drop_column("inbox", "holder")
    op.drop_table("alarms")
    op.drop_table("replicas")
