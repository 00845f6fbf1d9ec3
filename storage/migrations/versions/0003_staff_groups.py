"""Several staff groups, what each serves, and who has been seen in them."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("chat_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("moved_to", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_groups")),
    )
    op.create_table(
        "bindings",
        sa.Column("product_id", sa.String(40), nullable=False),
        sa.Column("department", sa.String(20), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["groups.chat_id"], name=op.f("fk_bindings_chat_id")),
        sa.PrimaryKeyConstraint("product_id", "department", name=op.f("pk_bindings")),
    )
    op.create_index(op.f("ix_bindings_chat_id"), "bindings", ["chat_id"])
    op.create_table(
        "members",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_members_agent_id")),
        sa.PrimaryKeyConstraint("chat_id", "agent_id", name=op.f("pk_members")),
    )
    op.execute(
        "INSERT INTO members (chat_id, agent_id) "
        "SELECT DISTINCT chat_id, author_id FROM messages WHERE author_kind = 'agent'"
    )


def downgrade() -> None:
    op.drop_table("members")
    op.drop_table("bindings")
    op.drop_table("groups")
