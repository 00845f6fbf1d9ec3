"""A ticket may stand in the group of the department that works on it, beside its own place."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("other_desk", sa.String(20)))
    op.add_column("outbox", sa.Column("desk", sa.String(20), nullable=False, server_default=""))
    with op.batch_alter_table("places") as places:
        places.add_column(sa.Column("desk", sa.String(20), nullable=False, server_default=""))
        places.drop_constraint(op.f("pk_places"), type_="primary")
        places.create_primary_key(op.f("pk_places"), ["ticket_id", "desk"])


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM places WHERE desk <> ''"))
    with op.batch_alter_table("places") as places:
        places.drop_constraint(op.f("pk_places"), type_="primary")
        places.create_primary_key(op.f("pk_places"), ["ticket_id"])
        places.drop_column("desk")
    op.execute(sa.text("DELETE FROM outbox WHERE desk <> ''"))
    op.drop_column("outbox", "desk")
    op.drop_column("tickets", "other_desk")
