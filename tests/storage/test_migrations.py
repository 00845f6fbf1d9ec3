"""The schema's history: up, down, up, and what it leads to is what the models say."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.services.incoming import RawUpdate
from storage.engine import create_engine
from storage.migrate import ADVISORY_LOCK, alembic_config, current, migrate, newest
from storage.tables import metadata
from storage.unit_of_work import SqlDatabase
from tests.patience import PATIENCE
from tests.storage.making import NOON


def is_fts(name: str | None) -> bool:
    """SQLite's index of stems is a table, with tables of its own."""
    return name is not None and "_fts" in name


async def table_names(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        return {name for name in names if not is_fts(name)}


def differences(connection: Connection) -> list[Any]:
    def counts(_thing: Any, name: str | None, kind: str, *_: Any) -> bool:
        """SQLite has FTS tables in place of the index of stems."""
        return connection.dialect.name != "sqlite" or not (kind == "index" and str(name).endswith("_stems"))

    opts = {"compare_type": True, "include_name": lambda name, *_: not is_fts(name), "include_object": counts}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


async def test_up_down_and_up_again(empty: AsyncEngine) -> None:
    assert await current(empty) is None
    await migrate(empty)
    assert await current(empty) == newest()
    assert await table_names(empty) == {*metadata.tables, "alembic_version"}

    await migrate(empty, to="base")
    assert await current(empty) is None
    assert await table_names(empty) == {"alembic_version"}

    await migrate(empty)
    assert await current(empty) == newest()
    async with empty.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_one_step_down_and_up_again(empty: AsyncEngine) -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    revisions = [script.revision for script in scripts.walk_revisions()]
    await migrate(empty)
    for step in [*revisions[1:], *reversed(revisions[:-1])]:
        await migrate(empty, to=step)
        assert await current(empty) == step
    assert await table_names(empty) == {*metadata.tables, "alembic_version"}


def parts(sql: str) -> Iterator[str]:
    """Columns and constraints of a definition: a column added later stands at another place."""
    head, _, rest = " ".join(sql.split()).partition("(")
    body, _, tail = rest.rpartition(")")
    yield head.strip() + tail
    depth = start = 0
    for at, sign in enumerate(body):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            yield body[start:at].strip()
            start = at + 1
    yield body[start:].strip()


async def definitions(engine: AsyncEngine) -> dict[str, list[str]]:
    """Of tables and indexes, with what alembic does not compare: conditions, autoincrement."""
    query = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    }[engine.dialect.name]
    async with engine.connect() as connection:
        rows = (await connection.execute(text(query))).all()
    return {
        name: sorted(parts(sql.replace('"', "")))
        for name, sql in rows
        if not name.startswith(("alembic", "sqlite_"))
    }


async def test_the_history_leads_to_what_the_models_say_in_every_detail(empty: AsyncEngine) -> None:
    async with empty.begin() as connection:
        await connection.run_sync(metadata.create_all)
    by_models = await definitions(empty)
    async with empty.begin() as connection:
        await connection.run_sync(metadata.drop_all)
    await migrate(empty)

    assert await definitions(empty) == by_models


def test_the_newest_revision_is_the_head_of_the_history() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert scripts.get_heads() == [newest()]
    for script in scripts.walk_revisions():
        assert Path(script.path).name.partition("_")[0] == script.revision
        assert str(script.down_revision or "") < script.revision, "revisions are compared as texts"


async def test_two_that_start_together_migrate_once(empty: AsyncEngine, empty_url: str) -> None:
    engines = [empty, *(create_engine(empty_url) for _ in range(3))]
    await asyncio.gather(*(migrate(engine) for engine in engines))

    assert {await current(engine) for engine in engines} == {newest()}
    assert await table_names(empty) == {*metadata.tables, "alembic_version"}
    for engine in engines[1:]:
        await engine.dispose()


async def test_a_current_database_is_not_locked_to_see_that_it_is(empty: AsyncEngine, empty_url: str) -> None:
    await migrate(empty)
    await empty.dispose()
    if empty.dialect.name == "postgresql":
        other = create_engine(empty_url)
        async with asyncio.timeout(PATIENCE), other.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            await migrate(empty)
        await other.dispose()
        return

    def be_impatient(connection: sqlite3.Connection, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 20")
        cursor.close()

    event.listen(empty.sync_engine, "connect", be_impatient)
    with closing(sqlite3.connect(empty.url.database or "", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        await migrate(empty)


async def test_an_older_version_does_not_touch_a_newer_database(empty: AsyncEngine) -> None:
    await migrate(empty)
    async with empty.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CommandError, match="9999"):
        await migrate(empty)
    assert await current(empty) == "9999"
    assert await table_names(empty) == {*metadata.tables, "alembic_version"}


async def test_a_migration_that_fails_leaves_nothing_behind(empty: AsyncEngine) -> None:
    async with empty.begin() as connection:
        await connection.execute(text("CREATE TABLE outbox (id INTEGER)"))
    with pytest.raises(Exception, match="outbox"):
        await migrate(empty)
    assert await current(empty) is None
    assert await table_names(empty) == {"outbox"}


async def test_who_is_at_work_meanwhile_is_given_way(
    postgresql: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for long behind a migration that waits."""
    monkeypatch.setattr("storage.migrate.LOCK_MS", 20)
    monkeypatch.setattr("storage.migrate.REST_SECONDS", 0.01)
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks, postgresql.begin() as uow:
        assert await uow.inbox.put([RawUpdate(42, 1, "chat:1", "{}", NOON)])
        migrating = tasks.create_task(migrate(postgresql.engine, to="0022"))
        await asyncio.sleep(0.1)
        assert not migrating.done()
        async with postgresql.begin() as other:
            assert await other.inbox.put([RawUpdate(42, 2, "chat:2", "{}", NOON)])
    assert await current(postgresql.engine) == "0022"
    async with postgresql.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM inbox"))).scalar_one() == 2
