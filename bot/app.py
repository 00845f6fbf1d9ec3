"""Starts the bot and stops it, part after part, in order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot.catalog.loader import Catalog
from bot.channels.telegram.commands import learn_own_name
from bot.channels.telegram.limits import TELEGRAMS, Limits
from bot.domain.group import StaffGroup
from bot.ingest.pace import PEOPLES, Pacing
from bot.ingest.receiver import ReceivingRefused
from bot.parts import VERSION, Parts
from bot.services.about import about
from bot.services.claims import Duty
from bot.services.ports import Clock
from bot.services.signals import Kind
from bot.settings import Settings
from bot.web.readiness import Phase
from bot.web.server import CannotListen
from storage.availability import available
from storage.engine import create_engine
from storage.migrate import migrate, newest
from storage.unit_of_work import News

log = logging.getLogger(__name__)

DOWNLOADS_GRACE_SECONDS = 5.0


class App(Parts):
    """The bot at work."""

    def __init__(
        self,
        settings: Settings,
        catalog: Catalog,
        *,
        clock: Clock | None = None,
        limits: Limits = TELEGRAMS,
        pacing: Pacing = PEOPLES,
    ) -> None:
        super().__init__(settings, catalog, clock=clock, limits=limits, pacing=pacing)
        self._is_recovered = asyncio.Event()
        self._refused: ReceivingRefused | None = None
        self.database.after_commit.append(self._after_commit)
        self.together.hears |= {
            Kind.UPDATES: self.inbox.hear,
            Kind.DELIVERIES: self.courier.hear,
            Kind.FILES: lambda _: self.archive.wake(),
        }

    def _after_commit(self, news: News) -> None:
        self.courier.wake(news.lanes)
        if news.files:
            self.archive.wake()
            self.together.signals.tell(Kind.FILES)
        if news.reports:
            self.reporting.wake()
        for each in news.settled:
            self.meter.settled(each)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: then no more is fetched, and what is handled or sent now is finished.

        Raises `ReceivingRefused` after such a stop, and `Occupied` where others work on the database and not
        together with us; at start `StorageUnavailable` when it is away, and `CannotListen` when updates are
        to come by webhook.
        """
        with about(replica=self.together.replica):
            await self._run(stop)

    async def _run(self, stop: asyncio.Event) -> None:
        async with self._resources():
            await self._listen()
            self.watch.now(Phase.MIGRATING)
            async with available():
                await self.together.enter()
                await self._migrate()
                groups = await self._staff_groups()
                await self.catalog_watch.prepare()
                await self.together.join()
            duties: dict[str, Duty] = {
                "menus": lambda: self._show_commands(groups),
                "housekeeping": self.housekeeping.run,
                "clock watch": self.clock_watch.run,
                "backlog": self.backlog.run,
                "receiver": lambda: self._receive(stop),
            }
            async with asyncio.TaskGroup() as tasks:
                presence = tasks.create_task(self.together.run(stop), name="presence")
                courier = tasks.create_task(self.courier.run(), name="courier")
                archive = tasks.create_task(self.archive.run(), name="archive")
                aside = [
                    tasks.create_task(self.limiter.run(), name="limits"),
                    tasks.create_task(self.catalog_watch.run(), name="catalog watch"),
                    tasks.create_task(self.reporting.run(), name="reporting"),
                    tasks.create_task(self.clock_watch.get_ready(), name="timers"),
                    tasks.create_task(learn_own_name(self.bot), name="own name"),
                    tasks.create_task(self.leading.run(duties), name="leading"),
                ]
                self.watch.now(Phase.RECOVERING)
                watch = tasks.create_task(self.watch.run(), name="watch")
                tasks.create_task(self._hear_of(stop))
                if self.together.is_alone:
                    await self.inbox.recover()
                else:
                    aside.append(tasks.create_task(self.inbox.watch(), name="inbox watch"))
                inbox = tasks.create_task(self.inbox.run(), name="inbox")
                self._is_recovered.set()
                self.receiver.open()
                self.watch.now(Phase.AT_WORK)
                log.info("Ready: version %s, %s at %s", VERSION, self.engine.dialect.name, newest())
                await stop.wait()
                self.watch.now(Phase.STOPPING)
                log.info("Stopping")
                self.receiver.close()
                for task in aside:
                    task.cancel()
                await inbox
                await self.together.leave()
                self.courier.stop()
                self.archive.stop()
                await asyncio.wait([courier, archive], timeout=DOWNLOADS_GRACE_SECONDS)
                archive.cancel()  # what was not fetched is fetched by the next run
                await asyncio.wait([courier, archive])
                watch.cancel()
                presence.cancel()
        if refused := self._refused or self.together.refused:
            raise refused

    async def _hear_of(self, stop: asyncio.Event) -> None:
        """Also while what an earlier run left is still being handled."""
        await stop.wait()
        self.inbox.stop()

    async def _receive(self, stop: asyncio.Event) -> None:
        """Being refused ends the bot like any stop: in order."""
        await self._is_recovered.wait()
        try:
            await self.receiver.run()
        except ReceivingRefused as refused:
            self._refused = refused
            stop.set()

    async def _listen(self) -> None:
        """By polling, support goes on without it: what looks after the process must hear of it, customers
        need not."""
        try:
            log.info("Health and metrics: %s/readyz, /metrics", await self.web.listen())
        except CannotListen as reason:
            if self.settings.webhook_url:
                raise
            log.error("%s Until then nobody can ask how the bot is.", reason)

    async def _migrate(self) -> None:
        """However long it takes, on connections of its own."""
        engine = create_engine(self.settings.database, name=self.together.name)
        try:
            await migrate(engine)
        finally:
            await engine.dispose()

    async def _staff_groups(self) -> list[StaffGroup]:
        """The settings name one; where Telegram has moved it since, the database knows."""
        wanted = self.settings.staff_chat_id
        async with self.database.begin() as uow:
            found = await uow.groups.set_default(wanted)
            groups = await uow.groups.all()
        if found != wanted:
            log.warning("Telegram has given the staff group another id: set STAFF_CHAT_ID=%s", found)
        return groups

    async def _show_commands(self, groups: Sequence[StaffGroup]) -> None:
        languages = {each.chat_id: each.language or self.settings.staff_language for each in groups}
        await self.menus.show(languages)

    @asynccontextmanager
    async def _resources(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await self.web.close()
            await self.bot.session.close()
            await self.limiter.close()
            await self.together.close()
            await self.database.close()
