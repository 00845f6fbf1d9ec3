"""Has the database migrated by a process of its own, which ends with it: what migrates stays in memory.

The child is told on its standard input what to do, and says on its standard output why it could not, where
that may pass. Everything else it logs as the bot does. It keeps our environment, where drivers look, too.
"""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE
from typing import Any

from bot.logs import configure
from bot.services.ports import StorageUnavailable
from bot.settings import Settings
from storage.availability import available
from storage.engine import create_engine
from storage.migrate import current, migrate, newest

PROGRAM = ("-m", "bot.migrating")


class MigrationFailed(Exception):
    """The database could not be brought to the current schema; what has been logged before says why."""


async def bring_up_to_date(settings: Settings, *, name: str) -> None:
    """However long it takes, on connections of its own, which the database knows by `name`.

    Nothing is started where the schema is current. Raises `StorageUnavailable`, `MigrationFailed`.
    """
    engine = create_engine(settings.database, name=name)
    try:
        if await current(engine) == newest():
            return
    finally:
        await engine.dispose()
    order = {
        "database": settings.database,
        "name": name,
        "log": [settings.log_level, settings.log_format],
        "secrets": settings.secrets(),
    }
    child = await asyncio.create_subprocess_exec(
        sys.executable, *PROGRAM, stdin=PIPE, stdout=PIPE, start_new_session=True
    )
    try:
        said, _ = await child.communicate(json.dumps(order).encode())
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if said:
        raise StorageUnavailable(said.decode())
    if child.returncode != 0:
        raise MigrationFailed(f"the migration ended with exit code {child.returncode}")


async def _migrate(order: dict[str, Any]) -> None:
    engine = create_engine(order["database"], name=order["name"])
    try:
        async with available():
            await migrate(engine)
    finally:
        await engine.dispose()


def main() -> None:
    """The child. Who stops the bot, or all of its processes, does not stop a migration half-way."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    order = json.load(sys.stdin)
    configure(*order["log"], secrets=order["secrets"])
    try:
        asyncio.run(_migrate(order))
    except StorageUnavailable as away:
        sys.stdout.write(str(away) or type(away).__name__)


if __name__ == "__main__":
    main()
