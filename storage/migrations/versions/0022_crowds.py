"""When a group was last told that many tickets wait to be shown there."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0022"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("groups", sa.Column("crowd_told_at", UtcDateTime))


def downgrade() -> None:
    op.drop_column("groups", "crowd_told_at")
