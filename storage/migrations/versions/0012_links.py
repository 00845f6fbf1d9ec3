"""Tickets tied to each other, and messages that no person wrote."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0012"
down_revision = "0011"

NUMBERS = ("split_from", "merged_into", "incident_of", "followed_up")
LOOKED_FOR = ("merged_into", "incident_of")


def upgrade() -> None:
    for name in NUMBERS:
        op.add_column("tickets", sa.Column(name, sa.String(20)))
    op.add_column("tickets", sa.Column("incidents", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("tickets", sa.Column("counts_from", UtcDateTime))
    op.add_column("messages", sa.Column("automatic", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name in LOOKED_FOR:
        only = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_tickets_{name}", "tickets", [name], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    for name in LOOKED_FOR:
        op.drop_index(f"ix_tickets_{name}", "tickets")
    op.drop_column("messages", "automatic")
    for name in ("counts_from", "incidents", *reversed(NUMBERS)):
        op.drop_column("tickets", name)
