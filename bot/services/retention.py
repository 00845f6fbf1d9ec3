"""Erases what was said about closed tickets, when the time for which their product keeps it is over."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path

from bot.domain.errors import describe
from bot.domain.lifecycle import Ignored, Transition
from bot.domain.ticket import Ticket
from bot.services.effects import Effects
from bot.services.housekeeping_ports import Due
from bot.services.ports import Catalog, Clock, Database, StorageUnavailable, UnitOfWork

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Tickets of a product in one round: the cards of all of them are edited, and a group takes few calls."""
COPIES_AT_ONCE = 200
FRESH_SECONDS = 600.0
"""A copy that was written just now may be of the same file, sent again."""


class Erasing:
    """One ticket, in one transaction."""

    def __init__(self, uow: UnitOfWork, clock: Clock, effects: Effects) -> None:
        self.uow = uow
        self.clock = clock
        self.effects = effects

    async def erase(self, ticket_id: int) -> None:
        """With those that were merged into it: their conversation went on there."""
        ticket = await self.uow.tickets.at_hand(ticket_id)
        if await self._happened(ticket, ticket.erase(at=self.clock.now())):
            await self.uow.erasures.words_of(ticket)
            for part in await self.uow.tickets.merged_into(ticket.name):
                await self.erase(part.id)

    async def erase_files(self, ticket_id: int) -> None:
        ticket = await self.uow.tickets.at_hand(ticket_id)
        if await self._happened(ticket, ticket.erase_files(at=self.clock.now())):
            await self.uow.erasures.files_of(ticket)
            for part in await self.uow.tickets.merged_into(ticket.name):
                await self.erase_files(part.id)

    async def _happened(self, ticket: Ticket, outcome: Transition | Ignored) -> bool:
        """Not where it was reopened, or erased by another, a moment ago: that leaves no trace."""
        if isinstance(outcome, Ignored):
            return False
        await self.effects.carry_out(ticket, outcome)
        return True


class Retaining:
    """Round after round, a few tickets each."""

    def __init__(self, database: Database, due: Due, catalog: Catalog, clock: Clock, folder: Path) -> None:
        """`folder`: where the archive has its copies."""
        self.database = database
        self.due = due
        self.catalog = catalog
        self.clock = clock
        self.folder = folder

    async def round(self) -> None:
        now = self.clock.now()
        for product in self.catalog.all():
            rule = product.retention
            if rule.messages:
                before = rule.messages.before(now)
                over = await self.due.words(product.id, closed_before=before, limit=AT_ONCE)
                await self._each(over, Erasing.erase)
            if rule.files:
                before = rule.files.before(now)
                over = await self.due.files(product.id, closed_before=before, limit=AT_ONCE)
                await self._each(over, Erasing.erase_files)
        await self._remove_copies()

    async def _each(self, over: Sequence[int], erase: Callable[[Erasing, int], Awaitable[None]]) -> None:
        for ticket_id in over:
            try:
                async with self.database.begin() as uow:
                    await erase(Erasing(uow, self.clock, Effects(uow, self.catalog)), ticket_id)
            except StorageUnavailable:
                raise
            except Exception as bug:  # noqa: BLE001 - one ticket stops no other
                log.error("ticket %s not erased: %s", ticket_id, describe(bug))

    async def _remove_copies(self) -> None:
        copies = await self.due.copies(limit=COPIES_AT_ONCE)
        gone = [path for path, is_sent_again in copies if is_sent_again or await self._is_removed(path)]
        if gone:
            async with self.database.begin() as uow:
                await uow.erasures.copies_are_gone(gone)
            log.info("%s copies of erased files removed", len(gone))

    async def _is_removed(self, path: str) -> bool:
        try:
            return await asyncio.to_thread(_is_removed, self.folder / path, self.clock.now())
        except OSError as trouble:
            log.error("copy %s of an erased file is still there: %s", path, trouble.strerror)
            return False


def _is_removed(path: Path, now: datetime) -> bool:
    """False: it may be wanted again."""
    try:
        age = now.timestamp() - path.stat().st_mtime
    except FileNotFoundError:
        return True
    if age < FRESH_SECONDS:
        return False
    path.unlink(missing_ok=True)
    return True
