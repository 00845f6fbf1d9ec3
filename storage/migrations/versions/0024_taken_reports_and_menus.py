"""Until when a report is somebody's to count; and who was given a menu of commands."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0024"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("reports", sa.Column("taken_until", UtcDateTime))
    op.create_table(
        "menus",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "person", name="pk_menus"),
    )


def downgrade() -> None:
    op.drop_table("menus")
    op.drop_column("reports", "taken_until")
