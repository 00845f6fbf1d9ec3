"""A command that is killed before its commit has done nothing, and one killed after it has done all."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import psutil
from click.testing import CliRunner

from bot.__main__ import main
from tests.crash.bots import Zygote, zygote
from tests.crash.deadly import Journal
from tests.crash.sites import OF_COMMANDS
from tests.patience import PATIENCE

HEAD = "product;key;holder;level;valid_from;valid_until"
KEYS = ["12/24-A", "13/24-B", "14/24-C"]


async def test_an_import_and_a_restoring_do_all_or_nothing(tmp_path: Path) -> None:
    listed, backup = tmp_path / "list.csv", tmp_path / "backup.zip"
    rows = [f"micropvr;{key};Romashka;full;01.01.2026;31.12.2036" for key in KEYS]
    listed.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    old, new = tmp_path / "old", tmp_path / "new"
    journal = Journal(tmp_path / "journal")
    async with zygote() as herd:
        for expected in ([], KEYS):
            await _killed(herd, ["import-entitlements", str(listed)], old, journal)
            assert _kept(old) == expected
        again = await _run("import-entitlements", str(listed), folder=old)
        assert f"as before: {len(KEYS)}" in again

        await _run("backup", str(backup), folder=old)
        for expected in ([], KEYS):
            await _killed(herd, ["restore", str(backup)], new, journal)
            assert _kept(new) == expected
    assert not journal.left(set(OF_COMMANDS))


async def _killed(herd: Zygote, command: list[str], folder: Path, journal: Journal) -> None:
    """It ends by a death, the next that its journal knows."""
    before = len(journal.deaths())
    pid = await herd.fork(
        {
            "command": command,
            "environment": {"DATA_DIR": str(folder)},
            "journal": str(journal.path),
            "at": sorted(OF_COMMANDS),
        }
    )
    async with asyncio.timeout(4 * PATIENCE):
        while psutil.pid_exists(pid):  # noqa: ASYNC110 - another process's child
            await asyncio.sleep(0.02)
    assert len(journal.deaths()) == before + 1


async def _run(*command: str, folder: Path) -> str:
    environment = {"DATA_DIR": str(folder)}
    result = await asyncio.to_thread(CliRunner().invoke, main, list(command), env=environment)
    assert result.exit_code == 0, result.output
    return result.output


def _kept(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "support.sqlite3")) as database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'entitlements'").fetchone():
            return []
        return [row[0] for row in database.execute("SELECT key FROM entitlements ORDER BY id")]
