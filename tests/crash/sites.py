"""Every place in the code where a transaction is begun for writing, found in the code itself."""

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("bot", "handlers", "storage")
ELSEWHERE = ("bot/sandbox/", "storage/unit_of_work.py")
"""The stand-in for Telegram is no part of the bot; a unit of work is begun for whoever asks for one."""

Place = tuple[str, int]
"""A file below the root, and a line."""


@cache
def sites() -> dict[Place, str]:
    """`file function`, and which one where the function begins several; by the lines of the call."""
    found: dict[Place, str] = {}
    for file in sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        text = file.read_text(encoding="utf-8")
        if ".begin()" not in text or name.startswith(ELSEWHERE):
            continue
        numbers: Counter[str] = Counter()
        for function, call in _begun(ast.parse(text), ()):
            numbers[function] += 1
            which = f" ({numbers[function]})" if numbers[function] > 1 else ""
            for line in range(call.lineno, (call.end_lineno or call.lineno) + 1):
                found[name, line] = f"{name} {function}{which}"
    return found


def _begun(node: ast.AST, names: tuple[str, ...]) -> Iterator[tuple[str, ast.Call]]:
    """Of `async with ….begin()`, in the order of the text."""
    for child in ast.iter_child_nodes(node):
        inner = names
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            inner = (*names, child.name)
        if isinstance(child, ast.AsyncWith):
            for item in child.items:
                call = item.context_expr
                if isinstance(call, ast.Call) and _is_begin(call.func):
                    yield ".".join(names), call
        yield from _begun(child, inner)


def _is_begin(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and called.attr == "begin"


def all_sites() -> set[str]:
    return set(sites().values())


OF_REPLICAS = frozenset(
    {
        "bot/ingest/inbox.py Inbox.watch",
        "bot/ingest/queues.py Queues._find",
        "storage/roll.py SqlRoll.join",
        "storage/roll.py SqlRoll.beat",
        "storage/roll.py SqlRoll.strike",
        "storage/roll.py SqlRoll.leave",
    }
)
"""Where several processes work together: `tests/replicas` kills there."""

OF_COMMANDS = frozenset({"bot/import_entitlements.py bring_in", "storage/backup/restoring.py put_tables"})
"""On the command line."""

NOT_KILLED = {
    "bot/doctor/database.py _write": "the doctor tries whether it can write, and takes it back",
    "bot/doctor/telegram.py _bound": "the doctor only reads",
    "bot/ingest/queues.py Queues._let_go": "lets go of what a dead process has let go of, too",
    "bot/services/backlog.py Backlog.look": "words about how much waits; queued again in ten minutes",
    "storage/migrate.py _migrate": "in a process of its own, which is killed in storage/test_migrating.py",
    "storage/post.py SqlSurroundings.menus_taken_back": "done once more by whoever starts next",
}
"""Why not."""


def of_a_life() -> set[str]:
    """All others: of a bot that is alone."""
    return all_sites() - OF_REPLICAS - OF_COMMANDS - NOT_KILLED.keys()
