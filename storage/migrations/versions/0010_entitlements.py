"""Who has a right to support, and by what right a ticket is worked on."""

import sqlalchemy as sa
from alembic import op

from storage.types import BigId, Json, UtcDateTime

revision = "0010"
down_revision = "0009"

ADDED = {
    "entitlement_id": sa.BigInteger(),
    "entitlement": Json,
    "explained_at": UtcDateTime(),
}
KNOWN = "entitlement_id IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "entitlements",
        sa.Column("id", BigId, nullable=False),
        sa.Column("product_id", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlements")),
        sa.UniqueConstraint("product_id", "reference", name=op.f("uq_entitlements_product_id_reference")),
    )
    for name, kind in ADDED.items():
        op.add_column("tickets", sa.Column(name, kind, nullable=True))
    op.create_index(
        "ix_tickets_entitlement",
        "tickets",
        ["entitlement_id"],
        sqlite_where=sa.text(KNOWN),
        postgresql_where=sa.text(KNOWN),
    )


def downgrade() -> None:
    op.drop_index("ix_tickets_entitlement", "tickets")
    for name in reversed(ADDED):
        op.drop_column("tickets", name)
    op.drop_table("entitlements")
