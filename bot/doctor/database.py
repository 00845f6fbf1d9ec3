"""The database: whether it can be written to, which schema it has, what in it nobody will touch again."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.doctor.findings import Finding, fault, ok, warning
from bot.services.ports import Clock, StorageUnavailable
from bot.settings import Settings
from storage.availability import available
from storage.engine import create_engine
from storage.inbox import Status as InboxStatus
from storage.migrate import current, newest
from storage.outbox import Status as OutboxStatus
from storage.tables import inbox, outbox, searches, timers

ABOUT = "Database"


async def look_at_database(settings: Settings, clock: Clock) -> list[Finding]:
    if settings.database_file and not settings.database_file.exists():
        return [warning(ABOUT, f"{settings.database_file} is not there yet.", "The first run makes it.")]
    engine = create_engine(settings.database)
    try:
        async with available():
            schema = await _schema(engine)
            if schema.grade != "ok":
                return [schema]
            return [schema, await _write(engine, clock), *await _dead(engine)]
    except StorageUnavailable as away:
        return [fault(ABOUT, f"cannot be used ({_first(away)}).", "Check DATABASE_URL and DATA_DIR.")]
    finally:
        await engine.dispose()


def _first(away: StorageUnavailable) -> str:
    return str(away).partition("\n")[0]


async def _schema(engine: AsyncEngine) -> Finding:
    found = await current(engine)
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[engine.dialect.name]
    if found == newest():
        return ok(ABOUT, f"{kind}, {await _size(engine) / 10**6:.0f} MB, schema {found}, as it should be.")
    if found is None:
        return warning(ABOUT, f"{kind}, empty.", "The first run fills it.")
    if found > newest():
        return fault(ABOUT, f"{kind}, schema {found}, later than this program's {newest()}.", "Update it.")
    return warning(
        ABOUT, f"{kind}, schema {found}, and {newest()} is needed.", "The next start, or support-bot migrate."
    )


async def _size(engine: AsyncEngine) -> int:
    """In bytes."""
    of_sqlite = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    query = of_sqlite if engine.dialect.name == "sqlite" else "SELECT pg_database_size(current_database())"
    async with engine.execution_options(read_only=True).connect() as connection:
        return int((await connection.execute(text(query))).scalar_one())


async def _write(engine: AsyncEngine, clock: Clock) -> Finding:
    """Something is written, and taken back."""
    async with engine.connect() as connection, connection.begin() as transaction:
        await connection.execute(insert(searches).values(question="", asked_at=clock.now()))
        await transaction.rollback()
    return ok(ABOUT, "can be written to.")


async def _dead(engine: AsyncEngine) -> list[Finding]:
    """What was put aside as nothing that can be done; it is forgotten by itself in time."""
    async with engine.execution_options(read_only=True).connect() as connection:

        async def count(table: Table, newest_of: Column[Any], where: ColumnElement[bool]) -> tuple[int, str]:
            query = select(func.count(), func.max(newest_of)).select_from(table).where(where)
            number, newest_one = (await connection.execute(query)).one()
            return number, newest_one.strftime("%Y-%m-%d %H:%M") if newest_one else ""

        counted = {
            "updates": await count(inbox, inbox.c.received_at, inbox.c.status == InboxStatus.DEAD),
            "timers": await count(timers, timers.c.due_at, timers.c.incident.is_not(None)),
            "deliveries": await count(outbox, outbox.c.queued_at, outbox.c.status == OutboxStatus.FAILED),
        }
    words = {
        "updates": "updates could not be handled",
        "timers": "timers could not be served",
        "deliveries": "deliveries failed for good",
    }
    return [
        warning("Put aside", f"{number} {words[what]}, the newest of {at} UTC.", "The log says why.")
        for what, (number, at) in counted.items()
        if number
    ] or [ok("Put aside", "nothing.")]
