"""A database that a process of its own brings to the current schema."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot import migrating
from bot.migrating import MigrationFailed, bring_up_to_date
from bot.services.ports import StorageUnavailable
from bot.settings import Settings
from storage.engine import create_engine
from storage.migrate import current, newest


@pytest.fixture
def settings(empty_url: str, tmp_path: Path) -> Settings:
    """Of a bot whose database is still empty."""
    return Settings(_env_file=None, data_dir=tmp_path, database_url=empty_url)


async def revision(settings: Settings) -> str | None:
    engine = create_engine(settings.database)
    try:
        return await current(engine)
    finally:
        await engine.dispose()


async def test_an_empty_database_gets_the_newest_schema(settings: Settings) -> None:
    await bring_up_to_date(settings, name="support-bot test")

    assert await revision(settings) == newest()


async def test_nothing_is_started_for_a_database_that_is_current(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bring_up_to_date(settings, name="support-bot test")
    monkeypatch.setattr(migrating, "PROGRAM", ("-c", "raise SystemExit(3)"))

    await bring_up_to_date(settings, name="support-bot test")


async def test_a_newer_database_is_left_alone_and_the_log_says_why(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    await bring_up_to_date(settings, name="support-bot test")
    engine = create_engine(settings.database)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()

    with pytest.raises(MigrationFailed, match="exit code 1"):
        await bring_up_to_date(settings, name="support-bot test")
    assert await revision(settings) == "9999"
    assert "CommandError" in capfd.readouterr().err


async def test_a_migration_that_is_killed_before_its_commit_is_made_by_the_next(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = """
import os, signal
from sqlalchemy import Engine, event
from bot import migrating
event.listen(Engine, "commit", lambda _: os.kill(os.getpid(), signal.SIGKILL))
migrating.main()
"""
    with monkeypatch.context() as deadly:
        deadly.setattr(migrating, "PROGRAM", ("-c", program))
        with pytest.raises(MigrationFailed, match="exit code -9"):
            await bring_up_to_date(settings, name="support-bot test")
    assert await revision(settings) is None

    await bring_up_to_date(settings, name="support-bot test")
    assert await revision(settings) == newest()


async def test_a_database_that_is_away_meanwhile_is_told_of_as_such(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = """
from bot import migrating
async def migrate(engine):
    raise OSError("no route to it")
migrating.migrate = migrate
migrating.main()
"""
    monkeypatch.setattr(migrating, "PROGRAM", ("-c", program))

    with pytest.raises(StorageUnavailable, match=r"^no route to it$"):
        await bring_up_to_date(settings, name="support-bot test")
