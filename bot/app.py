"""The composition root: everything is made here, started here, and stopped here in order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer

from bot.catalog.live import LiveCatalog
from bot.catalog.loader import Catalog
from bot.channels.exchange import Exchange
from bot.channels.phone import PhoneLine
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.commands import show_commands
from bot.channels.telegram.files import TelegramFiles
from bot.channels.telegram.limits import TELEGRAMS, Limiter, Limits
from bot.channels.telegram.presses import Presses
from bot.channels.telegram.render import Renderer
from bot.channels.telegram.session import Session
from bot.channels.telegram.spoken import gesture
from bot.channels.telegram.texts.hours import moment
from bot.clock import SystemClock
from bot.domain.group import StaffGroup
from bot.domain.people import PHONE
from bot.drawing.artist import ChildArtist
from bot.i18n import best_language, languages
from bot.ingest.inbox import Inbox
from bot.ingest.polling import Poller, PollingRefused
from bot.services.alarms import Alarms
from bot.services.archive import Archive
from bot.services.backlog import Backlog
from bot.services.catalog_watch import CatalogWatch
from bot.services.clock_watch import ClockWatch
from bot.services.courier import Courier
from bot.services.heard import Heard
from bot.services.housekeeping import Housekeeping
from bot.services.ports import Clock, UnitOfWork
from bot.services.reading import Reading
from bot.services.reporting import Reporting
from bot.services.use_cases import UseCases, arrival
from bot.settings import Settings
from handlers.context import TELEGRAM
from handlers.front_door import FrontDoor
from storage.availability import available
from storage.backlog import SqlBacklog
from storage.engine import create_engine
from storage.migrate import migrate
from storage.notices import SqlNotices
from storage.post import SqlDial, SqlDrawer, SqlPost, SqlShelf, SqlSurroundings
from storage.statistics import SqlStatistics
from storage.unit_of_work import News, SqlDatabase

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
FILES_FOLDER = "files"


DOWNLOADS_GRACE_SECONDS = 5.0


class App:
    """The bot against one Telegram, on one database."""

    def __init__(
        self,
        settings: Settings,
        catalog: Catalog,
        *,
        clock: Clock | None = None,
        limits: Limits = TELEGRAMS,
    ) -> None:
        if settings.bot_token is None:
            raise ValueError("no token")
        self.settings = settings
        self.clock = clock or SystemClock()
        self.engine = create_engine(settings.database)
        self.database = SqlDatabase(self.engine, self.clock)
        api = TelegramAPIServer.from_base(settings.telegram_api_url)
        self.bot = Bot(settings.bot_token, session=Session(api=api))
        products = LiveCatalog(catalog, settings.products_dir)
        renderer = Renderer(products)
        alarms = Alarms(settings.admin_ids, self.clock.monotonic)
        telegram = TelegramChannel(
            self.bot,
            renderer=renderer,
            surroundings=SqlSurroundings(self.database, self.clock),
            limiter=Limiter(self.clock.monotonic, limits),
            staff_language=settings.staff_language,
            admins=settings.admin_ids,
        )
        self.courier = Courier(
            database=self.database,
            post=SqlPost(self.database, self.clock),
            channel=Exchange(telegram, {TELEGRAM: telegram, PHONE: PhoneLine()}),
            arrival=lambda uow: arrival(uow, products, self.clock, alarms),
        )
        kept_files = settings.data_dir.resolve() / FILES_FOLDER
        self.archive = Archive(
            self.database,
            SqlShelf(self.database),
            TelegramFiles(self.bot),
            kept_files,
            waited_for=lambda uow, file_id: UseCases(
                uow, products, self.clock, alarms
            ).new_builds.file_settled(file_id),
        )
        self.inbox = Inbox(
            self.database,
            FrontDoor(
                self.bot,
                catalog=products,
                clock=self.clock,
                alarms=alarms,
                staff_language=settings.staff_language,
                presses=Presses(self.bot, renderer),
                guess_language=best_language,
                gesture=gesture,
                moment=moment,
                languages=languages(),
            ),
        )
        heard, dial = Heard(), SqlDial(self.database)

        def use_cases(uow: UnitOfWork) -> UseCases:
            return UseCases(uow, products, self.clock, alarms, heard=heard, kept_files=kept_files)

        self.poller = Poller(
            api_url=settings.telegram_api_url,
            token=settings.bot_token,
            allowed=ALLOWED_UPDATES,
            database=self.database,
            clock=self.clock,
            hand_over=self.inbox.take,
            reading=Reading(
                TELEGRAM,
                heard,
                database=self.database,
                dial=dial,
                clock=self.clock,
                outage=lambda uow: use_cases(uow).closing,
            ),
        )
        self.clock_watch = ClockWatch(
            database=self.database,
            dial=dial,
            clock=self.clock,
            use_cases=use_cases,
        )
        self.backlog = Backlog(SqlBacklog(self.database), self.database, self.clock)
        self.catalog_watch = CatalogWatch(
            database=self.database,
            notices=SqlNotices(self.database),
            catalog=products,
            clock=self.clock,
            use_cases=use_cases,
            replan=self.clock_watch.prepare,
        )
        self.housekeeping = Housekeeping(self.database, self.clock)
        self.reporting = Reporting(
            database=self.database,
            drawer=SqlDrawer(self.database),
            statistics=SqlStatistics(self.database),
            artist=ChildArtist(products),
            catalog=products,
            clock=self.clock,
            staff_language=settings.staff_language,
        )
        self._refused: PollingRefused | None = None
        self.database.after_commit.append(self._after_commit)

    def _after_commit(self, news: News) -> None:
        self.courier.wake(news.lanes)
        if news.files:
            self.archive.wake()
        if news.reports:
            self.reporting.wake()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: then no more is fetched, what is being handled is finished, what is being sent
        is sent and written down. Everything else is in the database and waits there.

        Raises `PollingRefused` after such a stop, `StorageUnavailable` when the database is away at start.
        """
        async with self._resources():
            async with available():
                await migrate(self.engine)
                groups = await self._staff_groups()
                await self.catalog_watch.prepare()
            async with asyncio.TaskGroup() as tasks:
                courier = tasks.create_task(self.courier.run(), name="courier")
                archive = tasks.create_task(self.archive.run(), name="archive")
                aside = [
                    tasks.create_task(self._show_commands(groups), name="menus"),
                    tasks.create_task(self.housekeeping.run(), name="housekeeping"),
                    tasks.create_task(self.clock_watch.run(), name="clock watch"),
                    tasks.create_task(self.backlog.run(), name="backlog"),
                    tasks.create_task(self.catalog_watch.run(), name="catalog watch"),
                    tasks.create_task(self.reporting.run(), name="reporting"),
                ]
                tasks.create_task(self._hear_of(stop))
                await self.inbox.recover()
                inbox = tasks.create_task(self.inbox.run(), name="inbox")
                aside.append(tasks.create_task(self._poll(stop), name="poller"))
                log.info("Ready")
                await stop.wait()
                log.info("Stopping")
                for task in aside:
                    task.cancel()
                await inbox
                self.courier.stop()
                self.archive.stop()
                await asyncio.wait([courier, archive], timeout=DOWNLOADS_GRACE_SECONDS)
                archive.cancel()  # what was not fetched is fetched by the next run
                await asyncio.wait([courier, archive])
        if self._refused:
            raise self._refused

    async def _hear_of(self, stop: asyncio.Event) -> None:
        """Also while what an earlier run left is still being handled."""
        await stop.wait()
        self.inbox.stop()

    async def _poll(self, stop: asyncio.Event) -> None:
        """Being refused ends the bot like any stop: in order."""
        try:
            await self.poller.run()
        except PollingRefused as refused:
            self._refused = refused
            stop.set()

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
        await show_commands(self.bot, groups=languages, admins=self.settings.admin_ids)

    @asynccontextmanager
    async def _resources(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await self.bot.session.close()
            await self.database.close()
