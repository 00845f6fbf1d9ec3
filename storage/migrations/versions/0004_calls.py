"""Forms that agents fill in for customers who called."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("agent_id", BigId, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=True),
        sa.Column("product_id", sa.String(40), nullable=False),
        sa.Column("type_id", sa.String(40), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_calls_agent_id")),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_calls")),
    )
    op.drop_index("uq_drafts_open", "drafts")
    for name in ("agent_id", "chat_id", "thread"):
        op.add_column("drafts", sa.Column(name, sa.BigInteger(), nullable=True))
    _partial("uq_drafts_open", "customer_id", "status = 'open' AND agent_id IS NULL")
    _partial("uq_drafts_call", "agent_id", "status = 'open' AND agent_id IS NOT NULL")


def downgrade() -> None:
    """Forms that agents had not finished are dropped: nobody else could go on with them."""
    op.drop_index("uq_drafts_call", "drafts")
    op.drop_index("uq_drafts_open", "drafts")
    op.execute("UPDATE drafts SET status = 'cancelled' WHERE status = 'open' AND agent_id IS NOT NULL")
    for name in ("thread", "chat_id", "agent_id"):
        op.drop_column("drafts", name)
    _partial("uq_drafts_open", "customer_id", "status = 'open'")
    op.drop_table("calls")


def _partial(name: str, column: str, only: str) -> None:
    op.create_index(
        name,
        "drafts",
        [column],
        unique=True,
        sqlite_where=sa.text(only),
        postgresql_where=sa.text(only),
    )
