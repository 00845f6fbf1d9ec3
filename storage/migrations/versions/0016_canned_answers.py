"""Canned answers, and who changed them."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, Json, UtcDateTime

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "canned",
        sa.Column("id", BigId, nullable=False),
        sa.Column("product_id", sa.String(40), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entities", Json, nullable=False),
        sa.Column("updated_by", BigId, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canned"),
        sa.ForeignKeyConstraint(["updated_by"], ["agents.id"], name="fk_canned_updated_by"),
        sa.UniqueConstraint("name", "product_id", "language", name="uq_canned_name_product_id_language"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "canned_changes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("change", sa.String(10), nullable=False),
        sa.Column("product_id", sa.String(40), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agent_id", BigId, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canned_changes"),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_canned_changes_agent_id"),
    )


def downgrade() -> None:
    op.drop_table("canned_changes")
    op.drop_table("canned")
