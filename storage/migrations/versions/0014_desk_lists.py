"""Who was seen when, who is on duty, and what is worked on, for lists."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0014"
down_revision = "0013"

WORKED_ON = sa.text("state IN ('new', 'entitlement_hold', 'open', 'pending', 'escalated')")


def upgrade() -> None:
    op.add_column("members", sa.Column("seen_at", UtcDateTime))
    op.add_column("members", sa.Column("duty", sa.String(10)))
    op.add_column("members", sa.Column("duty_since", UtcDateTime))
    op.add_column("members", sa.Column("turn_at", UtcDateTime))
    op.add_column("members", sa.Column("took_instead_of", sa.BigInteger()))
    op.create_index(
        "ix_tickets_worked_on",
        "tickets",
        ["assignee_id", "next_due_at"],
        sqlite_where=WORKED_ON,
        postgresql_where=WORKED_ON,
    )


def downgrade() -> None:
    op.drop_index("ix_tickets_worked_on", "tickets")
    for name in ("took_instead_of", "turn_at", "duty_since", "duty", "seen_at"):
        op.drop_column("members", name)
