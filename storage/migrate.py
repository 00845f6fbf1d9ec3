"""Brings the database to the current schema."""

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 7_203_114
"""PostgreSQL: replicas that start together migrate one after the other. SQLite has the write lock."""
LOCK_MS = 2_000
"""Whoever waits for a table keeps everybody who comes later waiting, too."""
ATTEMPTS = 20
REST_SECONDS = 0.5
_GIVE_WAY = ("40P01", "55P03")
"""SQLSTATE: a deadlock, a lock not available."""
VERSIONS = "alembic_version"


def revisions() -> set[str]:
    """All that there have been."""
    return {path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py")}


def newest() -> str:
    """The revision that this code works with."""
    return max(revisions())


async def current(engine: AsyncEngine) -> str | None:
    """The revision of the database, None where it is empty."""
    async with engine.execution_options(read_only=True).connect() as connection:
        return await connection.run_sync(revision_of)


async def migrate(engine: AsyncEngine, *, to: str = "head") -> None:
    """To the revision, up or down; nothing is loaded or locked where it is there already.

    On PostgreSQL others may be at work meanwhile: a migration that waits for them too long begins anew.
    """
    wanted = newest() if to == "head" else to
    found = await current(engine)
    if found == wanted:
        return
    if found:
        log.info("The database goes from schema %s to %s", found, wanted)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await _migrate(engine, wanted)
        except DBAPIError as error:
            if attempt == ATTEMPTS or getattr(error.orig, "sqlstate", None) not in _GIVE_WAY:
                raise
            log.info("The migration gives way to who is at work, and begins anew")
            await asyncio.sleep(REST_SECONDS)
        else:
            return


async def _migrate(engine: AsyncEngine, wanted: str) -> None:
    async with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            await connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_MS}"))
        await connection.run_sync(move, wanted)


def revision_of(connection: Connection) -> str | None:
    """Of the database, None where it is empty."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def move(connection: Connection, to: str) -> None:
    """Up or down, in the transaction of the connection."""
    from alembic import command  # noqa: PLC0415 - only a migration pays for it

    config = alembic_config()
    config.attributes["connection"] = connection
    if to == "base" or to < (revision_of(connection) or ""):
        command.downgrade(config, to)
    else:
        command.upgrade(config, to)


def alembic_config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - only a migration pays for it

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config
