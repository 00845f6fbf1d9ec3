"""Who has a right to support."""

from sqlalchemy import Boolean, Column, Date, String, Table, Text, UniqueConstraint

from storage.tables.base import metadata
from storage.types import BigId

entitlements = Table(
    "entitlements",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("product_id", String(40), nullable=False),
    Column("reference", String(80), nullable=False),
    Column("key", String(80), nullable=False),
    Column("holder", Text, nullable=False),
    Column("level", String(40), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("shared", Boolean, nullable=False),
    UniqueConstraint("product_id", "reference"),
    sqlite_autoincrement=True,
)
"""`reference` is the key as it is compared."""
