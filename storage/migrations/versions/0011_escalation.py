"""What was promised of a ticket with another department, what may be chosen from, builds that wait."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, Json

revision = "0011"
down_revision = "0010"

COLUMNS = (
    ("eta", sa.Date()),
    ("awaited", sa.String(40)),
    ("eta_warned", sa.String(10)),
    ("shipped", sa.String(40)),
    ("offer", Json),
)


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("tickets", sa.Column(name, kind))
    op.create_index(
        "ix_tickets_awaited",
        "tickets",
        ["product_id"],
        sqlite_where=sa.text("awaited IS NOT NULL"),
        postgresql_where=sa.text("awaited IS NOT NULL"),
    )
    op.create_table(
        "builds",
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("ticket_id", BigId, nullable=False),
        sa.Column("agent_id", BigId, nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("checksum", sa.String(64)),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_builds")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_builds_message_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_builds_ticket_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_builds_agent_id")),
    )


def downgrade() -> None:
    op.drop_table("builds")
    op.drop_index("ix_tickets_awaited", "tickets")
    for name, _ in reversed(COLUMNS):
        op.drop_column("tickets", name)
