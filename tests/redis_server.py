"""Redis for tests: a server of our own, which a test may stop and start.

Fixtures, to be imported by those who need them.
"""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PATIENCE

PROGRAM = "redis-server"


class OwnRedis:
    """On a Unix socket in a folder of its own; it keeps nothing when it stops."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    def start(self) -> None:
        options = {"port": "0", "unixsocket": str(self._socket), "save": "", "appendonly": "no"}
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("Redis does not start")
            time.sleep(0.01)

    def stop(self) -> None:
        """At once; whoever is connected is cut off, and what it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE)
            self._process = None

    def pause(self) -> None:
        """It does nothing from now on, and what it is asked meanwhile it does later."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(self._socket))
            except OSError:
                return False
            client.sendall(b"PING\r\n")
            return client.recv(7) == b"+PONG\r\n"


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[OwnRedis]:
    if shutil.which(PROGRAM) is None:
        pytest.skip(f"no Redis: {PROGRAM} is not installed")
    server = OwnRedis(tmp_path)
    server.start()
    yield server
    server.stop()
