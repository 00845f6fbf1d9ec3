"""What takes the bot's time, grouped by what it is done for."""

import pstats
import sysconfig
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.table import Table

AREAS = (
    ("handling", ("/handlers/", "/bot/services/", "/bot/domain/", "/bot/catalog/", "/bot/i18n")),
    ("ingest", ("/bot/ingest/",)),
    ("sending", ("/bot/channels/", "/bot/redis/", "/bot/signals/")),
    ("our storage", ("/storage/",)),
    ("SQLAlchemy", ("/sqlalchemy/", "/greenlet/")),
    ("database driver", ("/aiosqlite/", "/asyncpg/", "/sqlite3/", "/redis/")),
    ("aiogram", ("/aiogram/", "/magic_filter/")),
    ("pydantic", ("/pydantic/", "/pydantic_core/", "/pydantic_settings/")),
    ("HTTP", ("/aiohttp/", "/yarl/", "/multidict/", "/http/", "/email/", "/urllib/", "/frozenlist/")),
    ("JSON", ("/json/",)),
    (
        "event loop",
        ("/asyncio/", "/selectors.py", "/concurrent/", "/threading.py", "/queue.py", "/contextvars"),
    ),
    ("logs, metrics", ("/logging/", "/structlog/", "/prometheus_client/", "/bot/web/")),
)
OTHER = "other"
_STANDARD = sysconfig.get_paths()["stdlib"]
TOP = 25

Function = tuple[str, int, str]


def area(file: str) -> str:
    """Of the code in a file; a built-in has none and counts for who called it."""
    path = file.removeprefix(_STANDARD).replace("\\", "/")
    _, found, package = path.rpartition("/site-packages")
    path = package if found else path
    return next((name for name, parts in AREAS if any(part in path for part in parts)), OTHER)


def by_area(stats: Mapping[Function, Any]) -> dict[str, float]:
    """Seconds that each area took by itself, the longest first."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for (file, _, name), (_, _, own, _, callers) in stats.items():
        if file != "~":
            seconds[area(file)] += own
        elif "select.epoll" not in name:  # that is waiting, not work
            for (calling, _, _), (_, _, spent, _) in callers.items():
                seconds[area(calling)] += spent
    return dict(sorted(seconds.items(), key=lambda item: -item[1]))


def tables(path: Path, updates: int) -> list[Table]:
    """Of what the main thread did for so many updates. A database's threads are not in it."""
    stats: Mapping[Function, Any] = pstats.Stats(str(path)).stats  # type: ignore[attr-defined]
    seconds = by_area(stats)
    whole = sum(seconds.values())
    areas = Table("area", "ms an update", "share", title="What takes the time of the bot's main thread")
    for name, spent in seconds.items():
        areas.add_row(name, f"{spent / updates * 1000:.2f}", f"{spent / whole:.1%}")
    areas.add_row("in all", f"{whole / updates * 1000:.2f}", "")
    busiest = Table("function", "calls an update", "ms an update", title="By itself, without what it calls")
    ordered = sorted(stats.items(), key=lambda item: -item[1][2])
    working = [each for each in ordered if "select.epoll" not in each[0][2]]
    for (file, line, name), (_, calls, own, _, _) in working[:TOP]:
        where = name if file == "~" else f"{'/'.join(Path(file).parts[-2:])}:{line} {name}"
        busiest.add_row(where, f"{calls / updates:.1f}", f"{own / updates * 1000:.3f}")
    return [areas, busiest]
