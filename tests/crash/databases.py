"""Where the bots of a story keep what they know: an empty database for each story, of either kind."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from tests.crash.registering import recorded
from tests.redis_server import OwnRedis
from tests.servers import Postgres


@dataclass(frozen=True, slots=True)
class Kept:
    rows: Callable[[str], Awaitable[list[tuple[Any, ...]]]]
    """What a question finds, asked from outside."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    order: Mapping[str, Any] = field(default_factory=dict)
    """For the bots, and for whoever forks them."""


Keeping = Callable[[Path], AbstractAsyncContextManager[Kept]]
"""Empty, beside the folder of a bot; gone afterwards."""


def on_sqlite(template: Path) -> Keeping:
    """Copies of a migrated file."""

    @asynccontextmanager
    async def keeping(folder: Path) -> AsyncIterator[Kept]:
        async def rows(question: str) -> list[tuple[Any, ...]]:
            return await asyncio.to_thread(_in_file, folder, question)

        await asyncio.to_thread(shutil.copy, template, folder / "support.sqlite3")
        yield Kept(rows)

    return keeping


def _in_file(folder: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(recorded(folder)) as database:
        return database.execute(question).fetchall()


def on_postgresql(postgres: Postgres, redis: OwnRedis) -> Keeping:
    """And one Redis for all: one that has just begun would keep each story's bot waiting for seconds."""

    @asynccontextmanager
    async def keeping(_: Path) -> AsyncIterator[Kept]:
        with postgres.database() as url:
            address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

            async def rows(question: str) -> list[tuple[Any, ...]]:
                return await _asked(address, question)

            yield Kept(rows, {"database_url": url, "redis_url": redis.url}, {"missed_soon": True})

    return keeping


async def _asked(address: str, question: str) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(address)
    try:
        return [tuple(row) for row in await connection.fetch(question)]
    finally:
        await connection.close()
