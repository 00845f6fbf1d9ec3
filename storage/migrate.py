"""Brings the database to the current schema."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 7_203_114
"""PostgreSQL: replicas that start together migrate one after the other. SQLite has the write lock."""


def newest() -> str:
    """The revision that this code works with."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


async def current(engine: AsyncEngine) -> str | None:
    """The revision of the database, None where it is empty."""
    async with engine.execution_options(read_only=True).connect() as connection:
        return await connection.run_sync(_current)


async def migrate(engine: AsyncEngine, *, to: str = "head") -> None:
    """To the revision, up or down; nothing is loaded or locked where it is there already."""
    wanted = newest() if to == "head" else to
    if await current(engine) == wanted:
        return
    async with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        await connection.run_sync(_move, wanted)


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _move(connection: Connection, to: str) -> None:
    from alembic import command  # noqa: PLC0415 - only a migration pays for it

    config = alembic_config()
    config.attributes["connection"] = connection
    if to == "base" or to < (_current(connection) or ""):
        command.downgrade(config, to)
    else:
        command.upgrade(config, to)


def alembic_config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - only a migration pays for it

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config
