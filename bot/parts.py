"""What the bot is made of: every part is made here, and given what it needs of others."""

from importlib.metadata import version

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer

from bot.catalog.live import LiveCatalog
from bot.catalog.products import Catalog
from bot.channels.exchange import Exchange
from bot.channels.phone import PhoneLine
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.commands import Menus
from bot.channels.telegram.files import TelegramFiles
from bot.channels.telegram.limiter import OwnLimiter
from bot.channels.telegram.limits import TELEGRAMS, Limiter, Limits
from bot.channels.telegram.presses import Presses
from bot.channels.telegram.render import Renderer
from bot.channels.telegram.session import Session
from bot.channels.telegram.spoken import gesture
from bot.channels.telegram.texts.hours import moment
from bot.clock import SystemClock
from bot.domain.people import PHONE
from bot.drawing.artist import ChildArtist
from bot.i18n import best_language, languages
from bot.ingest.bot_api import BotApi
from bot.ingest.inbox import Inbox
from bot.ingest.pace import PEOPLES, Pace, Pacing
from bot.ingest.storing import Storing
from bot.receiving import LeadersFlow, receiver_of
from bot.services.alarms import Alarms
from bot.services.archive import Archive
from bot.services.backlog import Backlog
from bot.services.catalog_watch import CatalogWatch
from bot.services.claims import Leading
from bot.services.clock_watch import ClockWatch
from bot.services.courier import Courier
from bot.services.heard import Heard
from bot.services.housekeeping import Housekeeping
from bot.services.meter import Meter
from bot.services.metered import MeteredChannel
from bot.services.ports import Clock, UnitOfWork
from bot.services.reading import Reading
from bot.services.reporting import Reporting
from bot.services.retention import Retaining
from bot.services.signals import Kind
from bot.services.use_cases import UseCases, arrival
from bot.settings import Settings
from bot.together import Together, process_name
from bot.web.metrics import Metrics
from bot.web.server import WebSide
from bot.web.watch import Watch
from handlers.context import TELEGRAM
from handlers.front_door import FrontDoor
from storage.availability import count_errors
from storage.backlog import SqlBacklog
from storage.engine import create_engine
from storage.migrate import newest
from storage.notices import SqlNotices
from storage.post import SqlDial, SqlDrawer, SqlDue, SqlHeaps, SqlPost, SqlShelf, SqlSurroundings
from storage.statistics import SqlStatistics
from storage.unit_of_work import News, SqlDatabase
from storage.vitals import SqlVitals

VERSION = version("support-bot")
SENT_LATELY = "sent-lately.txt"
HEARD_WITHIN_SECONDS = 15.0
"""So long, who wants to know what Telegram has to tell waits for it to be read; a replica that does not read
it then does without."""
DATABASE_SECONDS = 30.0
"""After which the database's answer to a statement is not waited for; what is done then is tried again."""
ANSWER_SECONDS = 60.0
"""After which nobody waits for Telegram's answer to a call any more: whether it took effect is unknown."""


class Parts:
    """Of the bot against one Telegram, on one database; what each needs of others is given to it."""

    def __init__(
        self,
        settings: Settings,
        catalog: Catalog,
        *,
        clock: Clock | None = None,
        limits: Limits = TELEGRAMS,
        pacing: Pacing = PEOPLES,
    ) -> None:
        if settings.bot_token is None:
            raise ValueError("no token")
        self.settings = settings
        self.clock = clock or SystemClock()
        self.metrics = Metrics(version=VERSION)
        self.meter: Meter = self.metrics.meter
        name = process_name()
        self.engine = create_engine(settings.database, name=name, answers_within=DATABASE_SECONDS)
        count_errors(self.engine, self.meter)
        self.database = SqlDatabase(self.engine, self.clock, self.meter)
        self.together = Together(settings, self.database, self.clock, name=name)
        self.leading = Leading(self.together.claims)
        api = TelegramAPIServer.from_base(settings.telegram_api_url)
        self.limiter = self._limiter(limits)
        session = Session(api, self.limiter, meter=self.meter, timeout=ANSWER_SECONDS)
        self.bot = Bot(settings.bot_token, session=session)
        products = LiveCatalog(catalog, settings.products_dir)
        renderer = Renderer(products)
        alarms = Alarms(settings.admin_ids)
        heard = Heard()
        surroundings = SqlSurroundings(self.database, self.clock)
        self.menus = Menus(self.bot, self.limiter, given=surroundings, admins=settings.admin_ids)
        telegram = TelegramChannel(
            self.bot,
            renderer=renderer,
            surroundings=surroundings,
            limiter=self.limiter,
            staff_language=settings.staff_language,
            menus=self.menus,
            updates_are_here=lambda: heard.reached(TELEGRAM, self.clock.now(), within=HEARD_WITHIN_SECONDS),
        )
        self.courier = Courier(
            database=self.database,
            post=SqlPost(self.database, self.clock),
            channel=MeteredChannel(
                Exchange(telegram, {TELEGRAM: telegram, PHONE: PhoneLine()}), self.meter, self.clock.monotonic
            ),
            arrival=lambda uow: arrival(uow, products, self.clock, alarms),
            standing=self.together.standing,
            claims=self.together.claims,
            signals=self.together.signals,
        )
        kept_files = settings.files_folder
        self.archive = Archive(
            self.database,
            SqlShelf(self.database),
            TelegramFiles(self.bot),
            kept_files,
            waited_for=lambda uow, file_id: UseCases(
                uow, products, self.clock, alarms
            ).new_builds.file_settled(file_id),
            claims=self.together.claims,
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
                meter=self.meter,
                gesture=gesture,
                moment=moment,
                languages=languages(),
            ),
            Pace(self.clock.monotonic, pacing),
            standing=self.together.standing,
            signals=self.together.signals,
            meter=self.meter,
        )
        dial = SqlDial(self.database)

        def use_cases(uow: UnitOfWork) -> UseCases:
            return UseCases(uow, products, self.clock, alarms, heard=heard, kept_files=kept_files)

        telegrams = BotApi(settings.telegram_api_url, settings.bot_token)
        self.receiver = receiver_of(
            settings,
            telegrams,
            storing=Storing(
                bot_id=telegrams.bot_id,
                database=self.database,
                clock=self.clock,
                hand_over=self.inbox.take,
            ),
            clock=self.clock,
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
            meter=self.meter,
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
        self.housekeeping = Housekeeping(
            self.database,
            SqlHeaps(self.database),
            Retaining(self.database, SqlDue(self.database), products, self.clock, kept_files),
            self.clock,
        )
        self.reporting = Reporting(
            database=self.database,
            drawer=SqlDrawer(self.database),
            statistics=SqlStatistics(self.database),
            artist=ChildArtist(products),
            catalog=products,
            clock=self.clock,
            staff_language=settings.staff_language,
        )
        self.watch = Watch(
            self.metrics,
            SqlVitals(self.database, self.clock),
            LeadersFlow(self.receiver, self.leading, self.clock.monotonic),
            is_due=self.inbox.is_due,
            schema=newest(),
            monotonic=self.clock.monotonic,
        )
        routes = [*self.watch.routes(), *self.receiver.routes()]
        self.web = WebSide(settings.web_host, settings.web_port, routes)
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

    def _limiter(self, limits: Limits) -> Limiter:
        monotonic, url = self.clock.monotonic, self.settings.redis_url
        if url:
            from bot.redis.limits import SharedLimiter  # noqa: PLC0415 - only who shares limits pays for it

            name = str(self.settings.bot_id)
            return SharedLimiter(url, name, monotonic, limits, listed=self.together.listed)
        journal = self.settings.data_dir.resolve() / SENT_LATELY
        return OwnLimiter(monotonic, limits, journal=journal)
