"""Sees to it that every replica serves the product files and calendars that administrators have asked for.

What is wanted stands in the database: days that were changed, and the last reload. Each replica looks every
second. The first to read the files of a reload decides whether they are in order; the others take up their
own files as soon as these are the same, so that an operator may roll them out in any order.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Generic, Protocol, TypeVar

from bot.domain.errors import describe
from bot.domain.product import Product
from bot.domain.public_days import DayKind
from bot.faults import Fault, Faulty
from bot.services.administration_ports import Notices, ProductsRead, Reload
from bot.services.ports import Clock, Database, StorageUnavailable, UnitOfWork
from bot.services.rounds import round_after_round
from bot.services.use_cases import UseCases

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
WARN_AFTER_SECONDS = 60.0

Read = TypeVar("Read", bound=ProductsRead)


class Live(Protocol[Read]):
    """The catalog that everything of this process asks."""

    @property
    def fingerprint(self) -> str: ...

    def find(self, product_id: str) -> Product | None: ...

    def fingerprint_of_files(self) -> str: ...

    def read_files(self) -> Read:
        """Takes a second; raises `Faulty`."""

    def use(self, read: Read) -> None: ...

    def observe(self, changes: Mapping[str, Mapping[date, DayKind]]) -> bool:
        """Whether the calendars are any different from before."""


class CatalogWatch(Generic[Read]):
    def __init__(
        self,
        *,
        database: Database,
        notices: Notices,
        catalog: Live[Read],
        clock: Clock,
        use_cases: Callable[[UnitOfWork], UseCases],
        replan: Callable[[], Awaitable[None]],
    ) -> None:
        """`replan`: what follows for timers from another calendar."""
        self.database = database
        self.notices = notices
        self.catalog = catalog
        self.clock = clock
        self.use_cases = use_cases
        self.replan = replan
        self._followed = 0
        """The last reload that is behind this replica."""
        self._waits_since: float | None = None
        self._stale = False
        """Timers are still to be planned by the calendars of now."""

    async def prepare(self) -> None:
        """At the start, before anything counts by a calendar: the files are what they are by then."""
        wanted = await self.notices.wanted()
        self.catalog.observe(wanted.days)
        if wanted.reload and wanted.reload.done:
            self._followed = wanted.reload.id

    async def run(self) -> None:
        """Until cancelled."""
        await round_after_round(self._look, rest=LOOK_SECONDS, who="the catalog watch")

    async def _look(self) -> None:
        try:
            await self.look()
        except StorageUnavailable:
            raise
        except Exception as bug:
            log.error("changes of products and days were not taken up: %s", describe(bug), exc_info=bug)

    async def look(self) -> None:
        """Once."""
        wanted = await self.notices.wanted()
        if self.catalog.observe(wanted.days):
            self._stale = True
        if wanted.reload and wanted.reload.id > self._followed:
            await self._catch_up(wanted.reload)
        if self._stale:
            await self.replan()
            self._stale = False

    async def _catch_up(self, reload: Reload) -> None:
        if not reload.done:
            await self._reload(reload)
        elif reload.fingerprint in {None, self.catalog.fingerprint}:
            self._arrived(reload)
        else:
            await self._follow(reload, reload.fingerprint or "")

    async def _reload(self, reload: Reload) -> None:
        """Nobody has answered yet."""
        read, faults = await self._read()
        async with self.database.begin() as uow:
            accepted = await self.use_cases(uow).products.settle(reload, read, faults)
        if accepted and read:
            self._use(read, reload)

    async def _follow(self, reload: Reload, fingerprint: str) -> None:
        """Another replica has accepted files: ours are taken up once they are the same."""
        now = self.clock.monotonic()
        self._waits_since = self._waits_since or now
        try:
            same = await asyncio.to_thread(self.catalog.fingerprint_of_files) == fingerprint
        except Faulty:
            same = False
        read, faults = await self._read() if same else (None, ())
        if read and read.fingerprint == fingerprint:
            self._use(read, reload)
        elif faults:
            log.error("this replica cannot read product files that another one accepted: %s", faults[0])
            self._arrived(reload)
        elif now - self._waits_since >= WARN_AFTER_SECONDS:
            log.warning("the product files here are not those of the last reload; bring them to all replicas")
            self._waits_since = now

    async def _read(self) -> tuple[Read | None, tuple[Fault, ...]]:
        try:
            return await asyncio.to_thread(self.catalog.read_files), ()
        except Faulty as faulty:
            return None, tuple(faulty.faults)

    def _use(self, read: Read, reload: Reload) -> None:
        self.catalog.use(read)
        log.info("product files reloaded: %s", read.fingerprint)
        self._stale = True
        self._arrived(reload)

    def _arrived(self, reload: Reload) -> None:
        self._followed, self._waits_since = reload.id, None
