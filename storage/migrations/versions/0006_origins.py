"""What messages carry beside words and files, where they come from, and what they quote; the phone's
keyboard that a form has brought up."""

import sqlalchemy as sa
from alembic import op

from storage.types import Json

revision = "0006"
down_revision = "0005"

ADDED = ("thing", "origin", "quote")


def upgrade() -> None:
    for name in ADDED:
        op.add_column("messages", sa.Column(name, Json, nullable=True))
    op.add_column("drafts", sa.Column("keyboard", sa.String(40), nullable=True))


def downgrade() -> None:
    op.drop_column("drafts", "keyboard")
    for name in reversed(ADDED):
        op.drop_column("messages", name)
