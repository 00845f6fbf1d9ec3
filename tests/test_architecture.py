"""The layers hold, modules stay small, time and tasks come from one place each."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "storage")
LONGEST_MODULE = 300
MAY_READ_THE_CLOCK = {"bot/clock.py", "bot/__main__.py"}
CLOCKS = {"now", "utcnow", "today", "utcfromtimestamp"}
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"
TASK_STARTERS = {"create_task", "ensure_future"}


def modules(*packages: str) -> Iterator[tuple[str, str]]:
    """Each module's path from the root, and its text."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_the_import_contracts_hold() -> None:
    checked = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "0 broken" in checked.stdout


def test_no_module_is_longer_than_a_few_screens() -> None:
    lengths = {
        path: len(text.splitlines())
        for path, text in modules(*PACKAGES)
        if not path.startswith("storage/migrations/versions/")
    }

    assert len(lengths) > 100
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def _calls(text: str) -> Iterator[tuple[str, str]]:
    """`thing.name` for each call and reference in the text."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node.value), node.attr


def test_time_comes_from_the_applications_clock() -> None:
    """`time.time` is a clock too; what never jumps is asked for by name, of the loop or the clock."""
    readers = [
        f"{path}: {thing}.{name}"
        for path, text in modules(*PACKAGES)
        if path not in MAY_READ_THE_CLOCK and not path.startswith("bot/sandbox/")
        for thing, name in _calls(text)
        if (name in CLOCKS and thing.split(".")[-1] in {"datetime", "date"})
        or (thing, name) in {("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("func", "now")}
    ]

    assert readers == []


def test_tasks_are_started_by_task_groups_alone() -> None:
    starters = [
        f"{path}: {thing}.{name}"
        for path, text in modules(*PACKAGES)
        for thing, name in _calls(text)
        if name in TASK_STARTERS
        and (thing.split(".")[-1] in {"asyncio", "loop"} or "get_running_loop" in thing)
    ]
    imported = [
        path
        for path, text in modules(*PACKAGES)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom)
        and node.module == "asyncio"
        and TASK_STARTERS & {each.name for each in node.names}
    ]

    assert starters == imported == []


@pytest.mark.parametrize(
    ("package", "unknown"),
    [
        ("bot.domain", ("aiogram", "aiohttp", "sqlalchemy", "redis", "pydantic", "babel", "structlog")),
        ("bot.services", ("aiogram", "aiohttp", "sqlalchemy", "redis", "pydantic", "babel", "structlog")),
        ("bot.catalog", ("aiogram", "aiohttp", "sqlalchemy", "redis")),
        ("storage", ("aiogram", "aiohttp", "redis", "pydantic")),
        ("bot.settings", ("aiogram", "aiohttp", "redis")),
        ("bot.__main__", ("aiogram", "aiohttp", "redis")),
    ],
)
def test_a_layer_does_not_load_what_it_must_not_know(package: str, unknown: tuple[str, ...]) -> None:
    """All its modules together, in a process of their own."""
    program = f"""
import importlib, pkgutil, sys
package = importlib.import_module({package!r})
for each in pkgutil.walk_packages(getattr(package, "__path__", []), package.__name__ + "."):
    if ".migrations." not in each.name:
        importlib.import_module(each.name)
print(*sorted(set({unknown!r}) & set(sys.modules)))
"""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.strip() == ""


def test_sqlite_needs_no_extra(tmp_path: Path) -> None:
    """Whoever starts on one machine has not installed asyncpg."""
    program = f"""
import asyncio, sys
sys.modules["asyncpg"] = None
from click.testing import CliRunner
import bot.app
from bot.__main__ import main
from storage.engine import create_engine
from storage.migrate import migrate
async def begin():
    engine = create_engine("sqlite+aiosqlite:///{tmp_path}/support.sqlite3")
    await migrate(engine)
    await engine.dispose()
asyncio.run(begin())
environment = {{"DATA_DIR": {str(tmp_path)!r}}}
print(CliRunner().invoke(main, ["backup", "{tmp_path}/backup.zip"], env=environment, catch_exceptions=False))
"""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.stdout.strip() == "<Result okay>", ended.stdout + ended.stderr
    assert (tmp_path / "backup.zip").exists()


NOT_NEEDED_AT_WORK = {
    "alembic": "migrates",
    "asyncpg": "is PostgreSQL's",
    "holidays": "is for who reads product files",
    "matplotlib": "draws reports",
    "redis": "is for replicas",
    "ruamel": "is for who reads product files",
    "bot.catalog.schema": "is for who reads product files",
    "bot.sandbox.server": "is another command",
    "bot.doctor": "is another command",
    "storage.backup": "is another command",
}


def test_the_bot_at_work_on_sqlite_holds_nothing_in_memory_that_it_does_not_need(tmp_path: Path) -> None:
    """From its first start, which makes the database, to its stop."""
    program = f"""
import asyncio, sys
from bot import __main__ as command, app
class Brief(app.App):
    async def run(self, stop):
        stop.set()
        await super().run(stop)
app.App = Brief
command.main(["run"], standalone_mode=False)
print(*sorted({set(NOT_NEEDED_AT_WORK)!r} & set(sys.modules)))
"""
    settings = {"BOT_TOKEN": "42:TEST-TOKEN", "TELEGRAM_API_URL": "http://127.0.0.1:9", "WEB_PORT": "0"}
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | settings | {"PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout.strip()) == (0, ""), ended.stderr
    assert "Ready" in ended.stderr
    assert (tmp_path / "support.sqlite3").exists()


def test_the_domain_needs_the_standard_library_alone() -> None:
    allowed = {*sys.stdlib_module_names, "bot"}
    data = {("bot/domain/public_days.py", "holidays")}
    for path, text in modules("bot/domain"):
        for node in ast.walk(ast.parse(text)):
            names = (
                [each.name for each in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for name in names:
                known = name.partition(".")[0] in allowed or (str(path), name) in data
                assert known, f"{path} imports {name}"
                if name.startswith("bot"):
                    assert name.split(".")[:2] == ["bot", "domain"], f"{path} imports {name}"
