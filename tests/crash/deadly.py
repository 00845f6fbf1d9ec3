"""A process that dies at its commits: at each place in the code that begins a transaction.

Just before the first commit there, just after the next one, and, where there are many, once more at random.
What has happened stands in a journal, which lives on: whoever follows dies elsewhere.
"""

import os
import random
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.unit_of_work import SqlDatabase
from tests.crash.sites import ROOT, sites

BEFORE, AFTER, AGAIN = "before", "after", "again"
AGAIN_ONCE_IN = 25

DEATHS_BORNE = 2
"""An update that was being handled when the process died for the fourth time is put aside: it may be to
blame. Here it is not, so it is left alone before that."""

PUTS_ASIDE = "Inbox._put_aside"

Begin = Callable[[Any], AbstractAsyncContextManager[Any]]


class Journal:
    """Of deaths: a line each, when and where."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def deaths(self) -> list[tuple[str, str]]:
        if not self.path.exists():
            return []
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return [(when, site) for when, _, site in (line.partition(" ") for line in lines)]

    def add(self, when: str, site: str) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{when} {site}\n")

    def left(self, wanted: set[str]) -> set[str]:
        """Where nobody has died yet both before and after."""
        done = set(self.deaths())
        return {each for each in wanted if not {(BEFORE, each), (AFTER, each)} <= done}


class Deadly:
    """`at`: where to die, everywhere by default. `database`: of SQLite, which knows how often updates were
    tried."""

    def __init__(self, journal: Journal, *, at: Collection[str] = (), database: Path | None = None) -> None:
        self.journal = journal
        self.at = at
        self.database = database
        self._done = set(journal.deaths())

    def poison(self) -> None:
        """All transactions of this process, in the one place where they begin."""
        for owner in (SqlDatabase, AsyncEngine):
            owner.begin = self._deadly(owner.begin)  # type: ignore[method-assign, assignment]

    def _deadly(self, begin: Begin) -> Begin:
        def begins(owner: Any) -> AbstractAsyncContextManager[Any]:
            site = _site(sys._getframe(1))
            transaction = begin(owner)
            return self._watched(transaction, site) if site else transaction

        return begins

    @asynccontextmanager
    async def _watched(self, transaction: AbstractAsyncContextManager[Any], site: str) -> AsyncIterator[Any]:
        async with transaction as inner:
            yield inner
            self._meet(site, BEFORE)
        self._meet(site, AFTER)

    def _meet(self, site: str, when: str) -> None:
        if self.at and site not in self.at:
            return
        due = (when, site) not in self._done and (when == BEFORE or (BEFORE, site) in self._done)
        if due:
            self._die(when, site)
        both = (BEFORE, site) in self._done and (AFTER, site) in self._done
        if both and (AGAIN, site) not in self._done and random.randrange(AGAIN_ONCE_IN) == 0:
            self._die(AGAIN, site)

    def _die(self, when: str, site: str) -> None:
        if self._is_bearable(site):
            self.journal.add(when, site)
            os.kill(os.getpid(), signal.SIGKILL)

    def _is_bearable(self, site: str) -> bool:
        if self.database is None or site.endswith(PUTS_ASIDE) or not self.database.exists():
            return True
        with closing(sqlite3.connect(self.database)) as database:
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'inbox'").fetchone():
                return True
            (most,) = database.execute(
                "SELECT coalesce(max(attempts), 0) FROM inbox WHERE status = 'waiting'"
            ).fetchone()
        return int(most) < DEATHS_BORNE


def _site(frame: FrameType) -> str | None:
    path = Path(frame.f_code.co_filename)
    if not path.is_relative_to(ROOT):
        return None
    return sites().get((path.relative_to(ROOT).as_posix(), frame.f_lineno))
