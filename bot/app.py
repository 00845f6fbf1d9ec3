"""Starts the bot and stops it, part after part, in order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot import migrating
from bot.channels.telegram.commands import learn_own_name
from bot.domain.group import StaffGroup
from bot.ingest.receiver import ReceivingRefused
from bot.parts import VERSION, Parts
from bot.services.about import about
from bot.services.claims import Duty
from bot.web.readiness import Phase
from bot.web.server import CannotListen
from storage.availability import available
from storage.migrate import newest

log = logging.getLogger(__name__)

DOWNLOADS_GRACE_SECONDS = 5.0
WITHOUT_DATABASE_SECONDS = 15.0
"""So long, at a stop, a database that is away is waited for; else whoever started the process kills it."""
LOOK_SECONDS = 0.5


class GaveUp(Exception):
    """A stop that could not be in order: the database was away."""


class App(Parts):
    """The bot at work."""

    _refused: ReceivingRefused | None = None
    _gave_up: GaveUp | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: then no more is fetched, and what is handled or sent now is finished.

        Raises `ReceivingRefused` after such a stop, `GaveUp` where it could not be finished since the
        database was away, and `Occupied` where others work on the database and not together with us; at start
        `StorageUnavailable` when it is away, and `CannotListen` when updates are to come by webhook.
        """
        with about(replica=self.together.replica):
            await self._run(stop)

    async def _run(self, stop: asyncio.Event) -> None:
        async with self._resources():
            await self._listen()
            self.watch.now(Phase.MIGRATING)
            async with available():
                await self.together.enter()
                await migrating.bring_up_to_date(self.settings, name=self.together.name)
                groups = await self._staff_groups()
                await self.catalog_watch.prepare()
                await self.together.join()
                if self.together.is_alone:
                    await self.inbox.recall()
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
                limits = tasks.create_task(self.limiter.run(), name="limits")
                aside = [
                    tasks.create_task(self.catalog_watch.run(), name="catalog watch"),
                    tasks.create_task(self.reporting.run(), name="reporting"),
                    tasks.create_task(self.clock_watch.get_ready(), name="timers"),
                    tasks.create_task(learn_own_name(self.bot), name="own name"),
                    tasks.create_task(self.leading.run(duties), name="leading"),
                ]
                watch = tasks.create_task(self.watch.run(), name="watch")
                if not self.together.is_alone:
                    aside.append(tasks.create_task(self.inbox.watch(), name="inbox watch"))
                inbox = tasks.create_task(self.inbox.run(), name="inbox")
                self.receiver.open()
                self.watch.now(Phase.AT_WORK)
                log.info("Ready: version %s, %s at %s", VERSION, self.engine.dialect.name, newest())
                await stop.wait()
                self.watch.now(Phase.STOPPING)
                log.info("Stopping")
                self.inbox.stop()
                self.receiver.close()
                for task in aside:
                    task.cancel()
                giving_up = tasks.create_task(self._give_up(inbox, courier), name="giving up")
                await asyncio.wait([inbox])
                await self.together.leave()
                self.courier.stop()
                self.archive.stop()
                await asyncio.wait([courier, archive], timeout=DOWNLOADS_GRACE_SECONDS)
                archive.cancel()  # what was not fetched is fetched by the next run
                await asyncio.wait([courier, archive])
                giving_up.cancel()
                watch.cancel()
                limits.cancel()
                presence.cancel()
        if refused := self._gave_up or self._refused or self.together.refused:
            raise refused

    async def _give_up(self, inbox: asyncio.Task[None], courier: asyncio.Task[None]) -> None:
        """Once the database has been away for too long for those who stop. Nothing is lost by it: they are
        where a kill would have left them."""
        in_vain = 0.0
        while in_vain < WITHOUT_DATABASE_SECONDS:
            await asyncio.sleep(LOOK_SECONDS)
            wait_for_it = self.courier.unsettled or not inbox.done()
            in_vain = in_vain + LOOK_SECONDS if wait_for_it and self.metrics.meter.takes_nothing else 0.0
        words = "The database takes nothing, and the stop has not waited for it any longer."
        if unsettled := sorted(self.courier.unsettled):
            words += f" Deliveries {unsettled} may have arrived, and are sent again after the start."
        self._gave_up = GaveUp(words)
        inbox.cancel()
        courier.cancel()

    async def _receive(self, stop: asyncio.Event) -> None:
        """Being refused ends the bot like any stop: in order."""
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
