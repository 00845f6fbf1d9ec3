"""PostgreSQL for tests, and for each test an empty migrated database on SQLite or PostgreSQL.

Fixtures, to be imported by the conftest of a folder that needs them. Every pytest-xdist worker that
meets a test on PostgreSQL starts a server of its own: half a second, and nothing to lock or to share.
"""

import asyncio
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import URL
from sqlalchemy.engine import make_url

from storage.engine import create_engine
from storage.migrate import migrate
from tests.patience import PATIENCE

INSTALLED = Path("/usr/lib/postgresql")
PORTS_TRIED = 3
PORTS = 20_000, 32_000
ROOM = 1 << 29
"""Bytes that a server of ours never fills."""

UNSAFE_AND_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=16MB")


def run(coroutine: Coroutine[Any, Any, Any]) -> None:
    """To its end, from synchronous code, whether or not a loop runs in this thread."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, coroutine).result()


async def _migrated(url: str) -> None:
    engine = create_engine(url)
    try:
        await migrate(engine)
    finally:
        await engine.dispose()


class OwnServer:
    """A PostgreSQL of ours in a temporary folder: a Unix socket there, and a free TCP port."""

    def __init__(self, programs: Path, folder: Path, options: Sequence[str]) -> None:
        self._programs = programs
        self._folder = folder
        self._options = options
        self._data = folder / "data"
        self._as_user: dict[str, Any] = _as_nobody(folder) if os.geteuid() == 0 else {}
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def url(self) -> URL:
        return URL.create(
            "postgresql+asyncpg", "postgres", host="127.0.0.1", port=self.port, database="postgres"
        )

    def create(self) -> None:
        """Its data and its first start."""
        self._launch(
            "initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale", "--no-sync"
        ).wait()
        for _ in range(PORTS_TRIED):
            self.port = free_port()
            if self._try_to_start():
                return
        raise RuntimeError(f"PostgreSQL does not start:\n{self._log.read_text()}")

    def start(self) -> None:
        """Again, on the port that it had."""
        if not self._try_to_start():
            raise RuntimeError(f"PostgreSQL does not start again:\n{self._log.read_text()}")

    def stop(self) -> None:
        """At once; whoever is connected is cut off."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(PATIENCE)
            self._process = None

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _launch(self, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [self._programs / program, "-D", self._data, *arguments],
                cwd=self._folder,
                env={"LC_ALL": "C", "PATH": os.defpath},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._as_user,
            )

    def _try_to_start(self) -> bool:
        settings = [part for setting in self._options for part in ("-c", setting)]
        self._process = self._launch(
            "postgres", "-h", "127.0.0.1", "-p", str(self.port), "-k", str(self._folder), *settings
        )
        end = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < end:
            if self._is_ready():
                return True
            time.sleep(0.01)
        return False

    def _is_ready(self) -> bool:
        """Its last line says so as soon as clients are let in."""
        try:
            return (self._data / "postmaster.pid").read_text().rstrip().endswith("ready")
        except FileNotFoundError:
            return False


def _as_nobody(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def free_port() -> int:
    """Of TCP, on this machine. None that connections are given: it stays free while nobody listens there."""
    while True:
        port = random.randrange(*PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Postgres:
    """A server in which every test gets a database of its own, copied from a migrated one."""

    def __init__(self, url: URL, server: OwnServer | None = None) -> None:
        self.server = server
        """None: it is somebody else's, and not to be stopped."""
        self._url = url
        self._prefix = f"test_{os.getpid()}_{uuid.uuid4().hex[:8]}"
        self._numbers = count(1)
        run(self.execute(f"CREATE DATABASE {self._template}"))
        run(_migrated(self._url_of(self._template)))

    @property
    def _template(self) -> str:
        return f"{self._prefix}_template"

    @contextmanager
    def database(self, *, migrated: bool = True) -> Iterator[str]:
        """The URL of an empty database, which is dropped afterwards whoever is still connected."""
        name = f"{self._prefix}_{next(self._numbers)}"
        template = self._template if migrated else "template0"
        run(self.execute(f"CREATE DATABASE {name} TEMPLATE {template}"))
        try:
            yield self._url_of(name)
        finally:
            run(self.execute(f"DROP DATABASE {name} WITH (FORCE)"))

    def close(self) -> None:
        run(self.execute(f"DROP DATABASE {self._template} WITH (FORCE)"))

    async def execute(self, statement: str) -> None:
        """As the server's administrator, outside of any test's database."""
        dsn = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def _url_of(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)


def _programs() -> Path:
    """Of the newest version installed."""
    found = [path for path in INSTALLED.glob("*/bin") if (path / "postgres").exists()]
    if not found:
        pytest.skip(f"no PostgreSQL: TEST_POSTGRES_URL is not set, and {INSTALLED}/*/bin does not exist")
    return max(found, key=lambda path: float(path.parent.name))


def _in_memory() -> Path | None:
    """Where files cost half the time, if there is room; None: the usual place."""
    folder = Path("/dev/shm")
    roomy = folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM
    return folder if roomy else None


@contextmanager
def own_server(options: Sequence[str], within: Path | None) -> Iterator[OwnServer]:
    """With a folder of its own there; None: in the usual place."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=within))
    server = OwnServer(programs, folder, options)
    try:
        server.create()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server of this session; `TEST_POSTGRES_URL` names one, and a database in it to begin with."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        theirs = Postgres(make_url(given).set(drivername="postgresql+asyncpg"))
        yield theirs
        theirs.close()
        return
    with own_server(UNSAFE_AND_FAST, _in_memory()) as server:
        yield Postgres(server.url, server)


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file; its log is empty once nobody is connected, so that the file is all there is."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    run(_migrated(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = shutil.copyfile(sqlite_template, tmp_path / "test.sqlite3")
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty migrated database, on each engine in turn."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(fixture))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database in which nobody has been."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'nobodys.sqlite3'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.database(migrated=False) as url:
        yield url
