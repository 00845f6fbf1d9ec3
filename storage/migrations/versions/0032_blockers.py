"""What agents are to get about a blocker is marked: it goes before the rest of what they are to get."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("blocker", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("outbox", "blocker")
