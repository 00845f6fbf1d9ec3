"""What administrators set for a group: its language, how tickets stand there, reports, round robin."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("groups", sa.Column("language", sa.String(8)))
    op.add_column("groups", sa.Column("topics", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column(
        "groups", sa.Column("weekly_report", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column("groups", sa.Column("round_robin", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for name in ("round_robin", "weekly_report", "topics", "language"):
        op.drop_column("groups", name)
