"""The state on disk: JSON documents by kind and key in SQLite, the bytes of files beside it."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.sandbox.model import JSON


class Store:
    """Writes through: what `commit` has returned from survives a kill.

    The folder holds `sandbox.sqlite3` and `files/`; it is made if missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = folder / "files"
        self._files.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(
            folder / "sandbox.sqlite3", isolation_level=None, check_same_thread=False
        )
        self._connection.executescript(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            CREATE TABLE IF NOT EXISTS documents (
                kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)
            ) WITHOUT ROWID;
            """
        )
        self._changed: dict[tuple[str, str], Callable[[], JSON] | None] = {}

    def put(self, kind: str, key: object, document: Callable[[], JSON]) -> None:
        """Keep this document at the next commit, as it is then."""
        self._changed[kind, str(key)] = document

    def delete(self, kind: str, key: object) -> None:
        self._changed[kind, str(key)] = None

    def commit(self) -> None:
        if not self._changed:
            return
        changed, self._changed = self._changed, {}
        execute = self._connection.execute
        execute("BEGIN")
        try:
            for (kind, key), document in changed.items():
                if document is None:
                    execute("DELETE FROM documents WHERE kind = ? AND key = ?", (kind, key))
                else:
                    body = json.dumps(document(), ensure_ascii=False, separators=(",", ":"))
                    execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", (kind, key, body))
        except BaseException:
            execute("ROLLBACK")
            raise
        execute("COMMIT")

    def load(self, kind: str) -> Iterator[tuple[str, JSON]]:
        """Keys and documents, in no particular order."""
        for key, body in self._connection.execute("SELECT key, body FROM documents WHERE kind = ?", (kind,)):
            yield key, json.loads(body)

    def write_file(self, name: str, content: bytes) -> None:
        self._files.joinpath(name).write_bytes(content)

    def read_file(self, name: str) -> bytes:
        return self._files.joinpath(name).read_bytes()

    def close(self) -> None:
        self._connection.close()
