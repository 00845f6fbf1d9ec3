"""Forms that complete a registered ticket, and the question whose answer an agent is about to fill in."""

import sqlalchemy as sa
from alembic import op

from storage.types import Json

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("drafts", sa.Column("completes", sa.BigInteger()))
    op.add_column("drafts", sa.Column("asks", Json))
    op.add_column("intents", sa.Column("key", sa.String(40)))


def downgrade() -> None:
    op.drop_column("intents", "key")
    op.drop_column("drafts", "asks")
    op.drop_column("drafts", "completes")
