"""`support-bot backup` and `support-bot restore`: what they say, how they end, what a killed one leaves."""

import asyncio
import hashlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.domain.message import Archive
from bot.domain.people import Actor
from bot.settings import Settings
from storage import admission
from storage.backup import restoring
from storage.claims import SqlClaims
from storage.engine import create_engine
from storage.unit_of_work import SqlDatabase
from tests.patience import PATIENCE
from tests.servers import postgres, postgres_url, run, sqlite_template
from tests.storage.making import StandingClock, document, message, registered

__all__ = ["postgres", "postgres_url", "sqlite_template"]

CONTENT = b"what a customer sent"
SHA = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and no settings in the environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def kept(folder: Path, sqlite_template: Path) -> Path:
    """A database with a ticket, and the file that its customer sent."""
    data = folder / "data"
    path = data / "files" / SHA[:2] / SHA
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    (data / "support.sqlite3").write_bytes(sqlite_template.read_bytes())
    run(_lived_in(data / "support.sqlite3"))
    return path


async def _lived_in(file: Path) -> None:
    database = SqlDatabase(create_engine(f"sqlite+aiosqlite:///{file}"), StandingClock())
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        sent = await uow.messages.add(
            message(Actor.customer(person.id), 7, ticket_id=ticket.id, attachment=document())
        )
        assert sent.attachment
        await uow.files.settle(sent.attachment.id, Archive.KEPT, sha256=SHA, path=f"{SHA[:2]}/{SHA}", size=20)
    await database.close()


def command(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env=environment)


def tickets(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "support.sqlite3")) as connection:
        return int(connection.execute("SELECT count(*) FROM tickets").fetchone()[0])


def last_number(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "support.sqlite3")) as connection:
        found = connection.execute("SELECT last FROM numbers WHERE product_id = 'e-comet'")
        return int(found.fetchone()[0])


def test_there_and_back(folder: Path, kept: Path) -> None:
    made = command("backup", "b.zip")
    assert (made.exit_code, made.stderr) == (0, ""), made.output
    assert made.stdout.startswith("b.zip: 1 tickets, 1 messages, 1 files, ")
    assert stat.S_IMODE((folder / "b.zip").stat().st_mode) == 0o600
    assert [each.name for each in folder.iterdir() if "partial" in each.name] == []

    put = command("restore", "b.zip", DATA_DIR="elsewhere")
    assert (put.exit_code, put.stderr) == (0, ""), put.output
    assert put.stdout.startswith("Restored as of ")
    assert tickets(folder / "elsewhere") == 1
    assert (folder / "elsewhere" / "files" / SHA[:2] / SHA).read_bytes() == CONTENT


def test_what_is_there_is_written_over_only_with_force(folder: Path, kept: Path) -> None:
    assert command("backup", "b.zip").exit_code == 0
    first = (folder / "b.zip").read_bytes()

    again = command("backup", "b.zip")
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr.startswith("b.zip is there already.")
    assert (folder / "b.zip").read_bytes() == first
    assert command("backup", "b.zip", "--force").exit_code == 0

    refused = command("restore", "b.zip")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("The database is not empty: 1 tickets, 1 customers, 1 messages, ")
    assert refused.stderr.endswith("Nothing was changed.\n")
    replaced = command("restore", "b.zip", "--force")
    assert (replaced.exit_code, replaced.stderr) == (0, ""), replaced.output
    assert replaced.stdout.startswith("Replaced: 1 tickets, 1 customers, 1 messages, ")
    assert tickets(folder / "data") == 1


def test_a_file_that_is_gone_is_named_and_the_rest_is_saved(folder: Path, kept: Path) -> None:
    kept.unlink()

    made = command("backup", "b.zip")

    assert made.exit_code == 0
    assert made.stderr == f"Not in it: files/{SHA[:2]}/{SHA}, which DATA_DIR does not have.\n"
    assert command("restore", "b.zip", DATA_DIR="elsewhere").exit_code == 0


def test_where_there_is_no_database_none_is_made(folder: Path) -> None:
    made = command("backup", "b.zip")

    assert (made.exit_code, made.stdout) == (1, "")
    assert made.stderr.startswith("There is no database at ")
    assert list(folder.iterdir()) == []


def test_a_backup_needs_the_schema_of_its_program(folder: Path, kept: Path) -> None:
    with closing(sqlite3.connect(folder / "data" / "support.sqlite3")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0018'")
        connection.commit()

    made = command("backup", "b.zip")

    assert made.exit_code == 1
    assert made.stderr.startswith("The database is of schema 0018.")
    assert "support-bot migrate" in made.stderr
    assert not (folder / "b.zip").exists()


def test_a_bot_that_runs_is_not_robbed_of_its_database(folder: Path, kept: Path) -> None:
    assert command("backup", "b.zip").exit_code == 0
    with closing(sqlite3.connect(folder / "data" / "support.sqlite3")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("SELECT * FROM tickets")
        put = command("restore", "b.zip", "--force")

    assert (put.exit_code, put.stdout) == (1, "")
    assert put.stderr.startswith("A bot, or another program, has the database open. Stop it first.")


def test_a_bot_that_started_while_files_were_put_back_was_robbed_of_its_database(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it had confirmed meanwhile was wiped."""
    monkeypatch.setattr(admission, "PATIENCE_SECONDS", 0)
    assert command("backup", "b.zip").exit_code == 0
    bot = admission.FileLock(folder / "data" / "support.sqlite3")
    put_files, told = restoring.put_files, []

    def starts(*arguments: Any) -> None:
        with ThreadPoolExecutor(1) as elsewhere, pytest.raises(admission.Occupied) as refused:
            elsewhere.submit(asyncio.run, bot.enter()).result()
        told.append(str(refused.value))
        put_files(*arguments)

    monkeypatch.setattr(restoring, "put_files", starts)
    put = command("restore", "b.zip", "--force")
    assert (put.exit_code, put.stderr) == (0, ""), put.output
    assert told == ["Another process works on this database. Stop it; several need PostgreSQL and REDIS_URL."]

    asyncio.run(bot.enter())
    refused = command("restore", "b.zip", "--force")
    asyncio.run(bot.close())
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.endswith("Stop it first. Nothing was changed.\n")


def test_a_restore_on_postgresql_waits_for_no_bot_to_come(
    folder: Path, kept: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "PATIENCE_SECONDS", 0)
    assert command("backup", "b.zip").exit_code == 0
    put_files, told = restoring.put_files, []

    async def enters() -> None:
        bot = SqlClaims(postgres_url, name="support-bot 1", together=True)
        try:
            await bot.enter()
        finally:
            await bot.close()

    def starts(*arguments: Any) -> None:
        with ThreadPoolExecutor(1) as elsewhere, pytest.raises(admission.Occupied) as refused:
            elsewhere.submit(asyncio.run, enters()).result()
        told.append(str(refused.value))
        put_files(*arguments)

    monkeypatch.setattr(restoring, "put_files", starts)
    put = command("restore", "b.zip", "--force", DATABASE_URL=postgres_url)
    assert (put.exit_code, put.stderr) == (0, ""), put.output
    assert len(told) == 1
    asyncio.run(enters())


def test_who_moves_keeps_the_numbers_and_who_restores_learns_the_next(folder: Path, kept: Path) -> None:
    assert command("backup", "b.zip").exit_code == 0

    moved = command("restore", "b.zip", "--no-gap", DATA_DIR="moved")
    assert (moved.exit_code, len(moved.stdout.splitlines())) == (0, 1), moved.output
    assert last_number(folder / "moved") == 1

    put = command("restore", "b.zip", DATA_DIR="elsewhere")
    assert "The next tickets, lest a number of after the backup is given twice: EC-2001, " in put.stdout
    assert last_number(folder / "elsewhere") == 2000


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive"])
def test_what_is_no_backup_changes_nothing(folder: Path, content: bytes) -> None:
    (folder / "b.zip").write_bytes(content)

    put = command("restore", "b.zip")

    assert (put.exit_code, put.stdout) == (1, "")
    assert put.stderr.startswith("b.zip cannot be restored: ")
    assert [each.name for each in folder.iterdir()] == ["b.zip"]


def test_a_target_that_cannot_be_written_is_said_in_words(kept: Path) -> None:
    made = command("backup", "nowhere/b.zip")

    assert (made.exit_code, made.stdout) == (1, "")
    assert made.stderr == "nowhere/b.zip cannot be written (No such file or directory).\n"


def test_a_killed_backup_leaves_nothing_under_its_name(folder: Path, kept: Path) -> None:
    """It is held up in the middle by a file that gives nothing."""
    kept.unlink()
    os.mkfifo(kept)
    process = subprocess.Popen([sys.executable, "-m", "bot", "backup", "b.zip"], env=dict(os.environ))
    with kept.open("wb"):  # as soon as the backup reads it
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)

    assert not (folder / "b.zip").exists()
    (partial,) = folder.glob(".b.zip.*.partial")
    assert stat.S_IMODE(partial.stat().st_mode) == 0o600
    kept.unlink()
    kept.write_bytes(CONTENT)
    assert command("backup", "b.zip").exit_code == 0
