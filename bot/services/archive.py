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
from bot.services.about import about
from bot.services.claims import Claims, Unrivalled
from bot.services.ports import Database, StorageUnavailable, UnitOfWork
from bot.services.rounds import Bell
from bot.services.sending import FileGone, FileSource, FileTooBigToFetch, Shelf

log = logging.getLogger(__name__)

AT_ONCE = 4
POLL_SECONDS = 5.0
LONGEST_BACK_OFF = 300.0
FETCHING = "files"


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
        claims: Claims | None = None,
    ) -> None:
        """`waited_for` goes on with what waits for the file of this id, in the transaction that settles it;
        False: nothing does."""
        self.waited_for = waited_for
        self.claims = claims or Unrivalled()
        self.database = database
        self.shelf = shelf
        self.source = source
        self.folder = folder
        self._bell = Bell()
        self._stopping = False
        self._was_ours = False
        self._failures: dict[int, int] = {}
        self._not_before: dict[int, float] = {}

    def wake(self) -> None:
        """There may be something new to fetch."""
        self._bell.ring()

    def stop(self) -> None:
        self._stopping = True
        self._bell.ring()

    async def run(self) -> None:
        """Until `stop`. One process fetches; the others wait for their turn."""
        while not self._stopping:
            if not await self._look():
                await self._bell.rest(POLL_SECONDS)

    async def _look(self) -> bool:
        """Whether there may be more to do."""
        try:
            return await self._is_ours() and await self._round()
        except Exception as bug:
            log.error("a round of the archive broke: %s", describe(bug), exc_info=bug)
            return False

    async def _is_ours(self) -> bool:
        was_ours = self._was_ours and self.claims.holds(FETCHING)
        self._was_ours = was_ours or await self.claims.claim(FETCHING)
        if self._was_ours and not was_ours:
            await asyncio.to_thread(self._clear_leftovers)
        return self._was_ours

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
        with about(file_id=attachment.id):
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
            if not await uow.files.settle(attachment.id, kept, sha256=sha256, path=path, size=size):
                return
            ticket_id = await uow.files.ticket_of(attachment.id)
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
        try:
            incoming.mkdir(parents=True, exist_ok=True)
            leftovers = list(incoming.iterdir())
        except OSError as trouble:
            log.error("the folder for files that are being fetched is not fit: %s", trouble.strerror)
            return
        for left in leftovers:
            try:
                left.unlink()
            except OSError as trouble:
                log.error("%s, left of a file that was being fetched, stays: %s", left.name, trouble.strerror)


def _digest(path: Path) -> tuple[str, int]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest(), path.stat().st_size


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
