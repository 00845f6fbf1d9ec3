"""`support-bot import-entitlements`: counts, exit codes, faults by line; importing twice changes nothing."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.settings import Settings

HEAD = "product;key;holder;level;valid_from;valid_until"
ROW = "micropvr;12/24-ТП;ООО «Ромашка»;full;01.01.2026;31.12.2036"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and no settings in the environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def a_list(folder: Path, *lines: str, encoding: str = "utf-8") -> str:
    path = folder / "list.csv"
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return str(path)


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["import-entitlements", *arguments], env=environment)


def kept(folder: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(folder / "data" / "support.sqlite3")) as connection:
        return list(connection.execute("SELECT product_id, key FROM entitlements ORDER BY id"))


def test_a_list_in_order_ends_with_zero_and_its_counts(folder: Path) -> None:
    listed = a_list(folder, HEAD, ROW, encoding="cp1251")

    first, again = run(listed), run(listed)

    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    assert first.stdout == "New: 1, changed: 0, as before: 0, refused lines: 0.\n"
    assert again.stdout == "New: 0, changed: 0, as before: 1, refused lines: 0.\n"
    assert kept(folder) == [("micropvr", "12/24-ТП")]


def test_bad_rows_are_a_line_each_and_the_rest_is_imported(folder: Path) -> None:
    result = run(a_list(folder, HEAD, "micropvr;1;Роза;gold;soon;2026-12-31", ROW))

    assert result.exit_code == 2
    assert result.stdout == "New: 1, changed: 0, as before: 0, refused lines: 1.\n"
    assert result.stderr.splitlines() == [
        "list.csv:2: level: There is no level “gold”; use one of: standard, extended, full.",
        "list.csv:2: valid_from: “soon” is not a date; write 2026-12-31 or 31.12.2026.",
    ]
    assert kept(folder) == [("micropvr", "12/24-ТП")]


def test_a_file_without_a_header_says_how_it_should_begin(folder: Path) -> None:
    result = run(a_list(folder, ROW))

    assert (result.exit_code, result.stdout) == (2, "Nothing was imported.\n")
    assert result.stderr.startswith("list.csv: The first line must name the columns; missing: product, key")
    assert kept(folder) == []


def test_a_file_that_is_not_there_is_a_mistake_of_the_command(folder: Path) -> None:
    assert run("nowhere.csv").exit_code == 2
    assert not (folder / "data").exists()


def test_a_database_that_cannot_be_used_ends_with_one(folder: Path) -> None:
    listed = a_list(folder, HEAD, ROW)

    result = run(listed, DATABASE_URL=f"sqlite+aiosqlite:///{folder}/missing/folder/x.sqlite3")

    assert result.exit_code == 1


def test_the_installed_command_takes_a_list_in(folder: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "import-entitlements", a_list(folder, HEAD, ROW)],
        env={**os.environ, "DATA_DIR": str(folder / "data")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (0, "New: 1, changed: 0, as before: 0, refused lines: 0.\n"), (
        ended.stderr
    )
