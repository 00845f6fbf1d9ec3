"""The databases on which the bot is measured: as safe as in earnest, in servers of their own."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.redis_server import PROGRAM, OwnRedis
from tests.servers import Postgres, own_server

Environment = dict[str, str]

SAFE = ("shared_buffers=256MB", "max_wal_size=2GB")
"""PostgreSQL's own defaults but for the memory, of which a server of today has more."""

SQLITE, POSTGRES = "sqlite", "postgres"


@contextmanager
def sqlite() -> Iterator[Environment]:
    """A file in the folder of the bot's data."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        yield {"DATA_DIR": folder}


@contextmanager
def postgres_and_redis() -> Iterator[Environment]:
    if shutil.which(PROGRAM) is None:
        raise RuntimeError(f"{PROGRAM} is not installed")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, own_server(SAFE, None) as server:
        redis = OwnRedis(Path(folder))
        redis.start()
        try:
            with Postgres(server.url, server).database() as url:
                yield {"DATA_DIR": folder, "DATABASE_URL": url, "REDIS_URL": redis.url}
        finally:
            redis.stop()


DATABASES = {SQLITE: sqlite, POSTGRES: postgres_and_redis}


def url_of(environment: Environment) -> str:
    """As the bot's settings have it."""
    file = Path(environment["DATA_DIR"]) / "support.sqlite3"
    return environment.get("DATABASE_URL", f"sqlite+aiosqlite:///{file}")
