"""What can be searched: stems of what people wrote, of forms and of customers, and an index of them.

What was there before is stemmed here, in batches, in the migration's own transaction: search is whole from
the start, and a migration that was interrupted begins anew.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.domain.things import Thing
from bot.services.stems import stems
from storage.tables.search import SEARCHED, forget_stems, index_stems, stems_column
from storage.types import BigId, Json, UtcDateTime

revision = "0015"
down_revision = "0014"

BATCH = 1000

_messages = sa.table("messages", sa.column("id"), sa.column("text"), sa.column("thing", Json), stems_column())
_files = sa.table("files", sa.column("message_id"), sa.column("name"))
_tickets = sa.table(
    "tickets",
    sa.column("id"),
    sa.column("subject"),
    *(sa.column(name, Json) for name in ("form", "additions", "entitlement")),
    stems_column(),
)
_customers = sa.table("customers", *map(sa.column, ("id", "name", "username", "address")), stems_column())


def upgrade() -> None:
    for name in SEARCHED:
        op.add_column(name, stems_column())
    file_name = sa.select(_files.c.name).where(_files.c.message_id == _messages.c.id).scalar_subquery()
    _fill(_messages, _of_message, file_name.label("file_name"))
    _fill(_tickets, _of_ticket)
    _fill(_customers, _of_customer)
    if op.get_bind().dialect.name == "sqlite":
        index_stems(op.get_bind())
    else:
        for name in SEARCHED:
            op.create_index(
                f"ix_{name}_stems",
                name,
                ["stems"],
                postgresql_using="gin",
                postgresql_with={"fastupdate": "off"},
            )
    op.create_table(
        "searches",
        sa.Column("id", BigId, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_searches"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_searches_asked_at", "searches", ["asked_at"])


def downgrade() -> None:
    op.drop_index("ix_searches_asked_at", "searches")
    op.drop_table("searches")
    if op.get_bind().dialect.name == "sqlite":
        forget_stems(op.get_bind())
    else:
        for name in SEARCHED:
            op.drop_index(f"ix_{name}_stems", name)
    for name in SEARCHED:
        op.drop_column(name, "stems")


def _fill(table: Any, of: Callable[[sa.Row[Any]], str], *more: Any) -> None:
    connection, last = op.get_bind(), 0
    query = sa.select(*(each for each in table.c if each.name != "stems"), *more)
    fill = sa.update(table).where(table.c.id == sa.bindparam("row")).values(stems=sa.bindparam("found"))
    while rows := connection.execute(query.where(table.c.id > last).order_by(table.c.id).limit(BATCH)).all():
        connection.execute(fill, [{"row": row.id, "found": of(row)} for row in rows])
        last = rows[-1].id


def _of_message(row: sa.Row[Any]) -> str:
    return stems(row.text, Thing.from_json(row.thing).words if row.thing else "", row.file_name or "")


def _of_ticket(row: sa.Row[Any]) -> str:
    right = row.entitlement or {}
    values = [text for each in row.form for text in (each["value"], *(each["value_label"] or {}).values())]
    return stems(row.subject, *values, *row.additions, right.get("key", ""), right.get("holder", ""))


def _of_customer(row: sa.Row[Any]) -> str:
    return stems(row.name, row.username or "", row.address)
