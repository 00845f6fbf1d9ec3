"""Where numbers go on after a restore: beyond all that may have been given out since the backup.

Buttons, replies and people's memory outlive the rows: what they name must never come to mean somebody else's.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select, text

IDS_AHEAD = 1_000_000
"""Nobody sees them."""
NUMBERS_AHEAD = 1_000
"""Of tickets. The next begin in a thousand of their own, so that people see by the number what came later."""


@dataclass(frozen=True, slots=True)
class Given:
    """The last numbers that were given out."""

    ids: Mapping[str, int]
    """By table."""
    tickets: Mapping[str, int]
    """By product."""


def given(connection: Connection, tables: Collection[Table]) -> Given:
    """As the database knows it; rows that are gone had numbers, too."""
    ids = {each.name: _last_id(connection, each) for each in tables if "id" in each.c}
    counted = next((each for each in tables if each.name == "numbers"), None)
    rows = connection.execute(select(counted.c.product_id, counted.c.last)) if counted is not None else ()
    return Given(ids, {row[0]: row[1] for row in rows})


def lifted(backup: Given, replaced: Given, products: Collection[str]) -> Given:
    """A tenth more than there ever were, at least: a backup is hardly older than that.

    `products`: all that there are; one may have got its first ticket since the backup.
    """
    ids = {name: _beyond(last, replaced.ids.get(name, 0), IDS_AHEAD) for name, last in backup.ids.items()}
    tickets = {
        name: _in_thousands(
            _beyond(backup.tickets.get(name, 0), replaced.tickets.get(name, 0), NUMBERS_AHEAD)
        )
        for name in sorted({*backup.tickets, *replaced.tickets, *products})
    }
    return Given(ids, tickets)


def go_on(connection: Connection, after: Given) -> None:
    for name, last in after.ids.items():
        if last:
            _set_sequence(connection, name, last)
    put = text(
        "INSERT INTO numbers (product_id, last) VALUES (:product, :last)"
        " ON CONFLICT (product_id) DO UPDATE SET last = excluded.last"
    )
    for product, last in after.tickets.items():
        connection.execute(put, {"product": product, "last": last})


def _beyond(last: int, replaced: int, least: int) -> int:
    most = max(last, replaced)
    return most + max(least, most // 10)


def _in_thousands(last: int) -> int:
    return -(-last // 1000) * 1000


def _last_id(connection: Connection, table: Table) -> int:
    largest = connection.execute(select(func.max(table.c.id))).scalar_one() or 0
    if connection.dialect.name == "postgresql":
        last_value = text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, 'id')::regclass)")
    else:
        last_value = text("SELECT max(seq) FROM sqlite_sequence WHERE name = :name")
    given_out = connection.execute(last_value, {"name": table.name}).scalar_one()
    return max(largest, given_out or 0)


def _set_sequence(connection: Connection, name: str, last: int) -> None:
    its = {"name": name, "last": last}
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), its)
        return
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
    put = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)")
    connection.execute(put, its)
