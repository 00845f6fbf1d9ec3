"""Keeps our own copies of people's files: fetched in the background, never while an update is handled."""

import asyncio
import hashlib
import logging
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.domain.delivery import words_to_desk
from bot.domain.errors import describe
from bot.domain.message import Archive as Kept
from bot.domain.message import Attachment
from bot.services.ports import Database, StorageUnavailable, UnitOfWork
from bot.services.sending import FileGone, FileSource, FileTooBigToFetch, Shelf

log = logging.getLogger(__name__)

AT_ONCE = 4
POLL_SECONDS = 5.0
LONGEST_BACK_OFF = 300.0


class Archive:
    """A file is written under a temporary name and moved to the name of its content's hash."""

    def __init__(
        self,
        database: Database,
        shelf: Shelf,
        source: FileSource,
        folder: Path,
        *,
        waited_for: Callable[[UnitOfWork, int], Awaitable[bool]] | None = None,
    ) -> None:
        """`waited_for` goes on with what waits for the file of this id, in the transaction that settles it;
        False: nothing does."""
        self.waited_for = waited_for
        self.database = database
        self.shelf = shelf
        self.source = source
        self.folder = folder
        self._some = asyncio.Event()
        self._stopping = False
        self._failures: dict[int, int] = {}
        self._not_before: dict[int, float] = {}

    def wake(self) -> None:
        """There may be something new to fetch."""
        self._some.set()

    def stop(self) -> None:
        self._stopping = True
        self._some.set()

    async def run(self) -> None:
        await asyncio.to_thread(self._clear_leftovers)
        while not self._stopping:
            self._some.clear()
            if not await self._round():
                await self._pause()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._some.wait()
        except TimeoutError:
            return

    async def _round(self) -> bool:
        """Fetch a few files; False if there was nothing to do."""
        try:
            now = asyncio.get_running_loop().time()
            resting = [each for each, moment in self._not_before.items() if moment > now]
            due = await self.shelf.pending(limit=AT_ONCE, apart_from=resting)
        except StorageUnavailable:
            return False
        await asyncio.gather(*(self._attempt(each) for each in due))
        return bool(due)

    async def _attempt(self, attachment: Attachment) -> None:
        try:
            await self._keep(attachment)
        except (OSError, StorageUnavailable) as trouble:
            self._try_later(attachment, str(trouble))
        except Exception as bug:  # noqa: BLE001 - one file stops no other
            self._try_later(attachment, describe(bug))

    async def _keep(self, attachment: Attachment) -> None:
        incoming = self.folder / ".incoming" / uuid.uuid4().hex
        try:
            await self.source.fetch(attachment.remote_id, incoming)
        except FileTooBigToFetch:
            await self._settle(attachment, Kept.TOO_BIG)
        except FileGone:
            await self._settle(attachment, Kept.FAILED)
        else:
            sha256, size = await asyncio.to_thread(_digest, incoming)
            path = Path(sha256[:2]) / sha256
            await asyncio.to_thread(_move, incoming, self.folder / path)
            await self._settle(attachment, Kept.KEPT, sha256=sha256, path=str(path), size=size)
        finally:
            incoming.unlink(missing_ok=True)

    def _try_later(self, attachment: Attachment, trouble: str) -> None:
        failures = self._failures.get(attachment.id, 0) + 1
        self._failures[attachment.id] = failures
        rest = min(LONGEST_BACK_OFF, 2.0**failures)
        self._not_before[attachment.id] = asyncio.get_running_loop().time() + rest
        log.warning("file %s not fetched yet (%s), again in %.0f s", attachment.id, trouble, rest)

    async def _settle(
        self,
        attachment: Attachment,
        kept: Kept,
        *,
        sha256: str | None = None,
        path: str | None = None,
        size: int | None = None,
    ) -> None:
        self._failures.pop(attachment.id, None)
        self._not_before.pop(attachment.id, None)
        async with self.database.begin() as uow:
            ticket_id = await uow.files.settle(attachment.id, kept, sha256=sha256, path=path, size=size)
            told = await self.waited_for(uow, attachment.id) if self.waited_for else False
            if kept is not Kept.KEPT and ticket_id is not None and not told:
                uow.deliver(
                    words_to_desk(
                        ticket_id,
                        "not_archived" if kept is Kept.TOO_BIG else "not_fetched",
                        names=[attachment.name],
                    )
                )

    def _clear_leftovers(self) -> None:
        incoming = self.folder / ".incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        for left in incoming.iterdir():
            left.unlink()


def _digest(path: Path) -> tuple[str, int]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest(), path.stat().st_size


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
