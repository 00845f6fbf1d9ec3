"""Closing periods, and until when a channel has been read."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, Json, UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("silence", Json, nullable=True))
    _silent_since_the_answer()
    op.create_table(
        "readings",
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("read_until", UtcDateTime, nullable=False),
        sa.Column("asked_up_to", BigId),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_readings")),
    )
    op.create_index(op.f("ix_timers_kind"), "timers", ["kind"])


def _silent_since_the_answer() -> None:
    """Their policies close nothing; an agent may still see that a ticket waits for its customer."""
    tickets = sa.table(
        "tickets",
        sa.column("id", BigId),
        sa.column("state", sa.String),
        sa.column("resolved_at", UtcDateTime),
        sa.column("silence", Json),
    )
    bind = op.get_bind()
    waiting = sa.select(tickets.c.id, tickets.c.resolved_at).where(
        tickets.c.state == "resolved", tickets.c.resolved_at.is_not(None)
    )
    for row in bind.execute(waiting).all():
        silence = {
            "since": row.resolved_at.isoformat(),
            "in_question": False,
            "reminded": False,
            "told": None,
        }
        bind.execute(sa.update(tickets).where(tickets.c.id == row.id).values(silence=silence))


def downgrade() -> None:
    op.drop_index(op.f("ix_timers_kind"), "timers")
    op.drop_table("readings")
    op.drop_column("tickets", "silence")
