"""Transactions, and what can be done in one."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.delivery import HOME, Delivery, Matter, RecipientKind
from bot.domain.desks import at_desks
from bot.services.meter import UNCOUNTED, Meter, Settled
from bot.services.ports import Clock
from bot.services.replicas import Alone, Standing
from storage.administration import ActRows, AlarmRows, DayRows, ReloadRows
from storage.availability import available, counted
from storage.builds import BuildRows
from storage.canned import CannedRows
from storage.connection import Connection, Connections
from storage.drafts import CallRows, DraftRows
from storage.entitlements import EntitlementRows
from storage.erasures import ErasureRows
from storage.files import FileRows
from storage.groups import GroupRows
from storage.inbox import InboxRows
from storage.lists import ListRows
from storage.members import MemberRows
from storage.menus import MenuRows
from storage.messages import MessageRows
from storage.outbox import OutboxRows
from storage.people import AgentRows, CustomerRows
from storage.places import IntentRows, LinkRows, PlaceRows
from storage.pruning import WasteRows
from storage.readings import ReadingRows
from storage.replicas import ReplicaRows
from storage.reports import ReportRows
from storage.searching import SearchRows
from storage.sqlite_connections import SqliteConnections
from storage.tickets import TicketRows
from storage.timers import TimerRows


@dataclass(frozen=True, slots=True)
class News:
    """What a commit leaves for others to do."""

    lanes: Mapping[str, int]
    """Lanes with something to send, and how urgent it is."""
    files: bool
    """There are files to fetch."""
    reports: bool = False
    """There are figures to count."""
    settled: Sequence[Settled] = ()
    """Targets of tickets that were kept or missed."""


AfterCommit = Callable[[News], None]


class SqlUnitOfWork:
    """The repositories of one transaction."""

    def __init__(self, connection: Connection, clock: Clock, standing: Standing) -> None:
        self.woken: dict[str, int] = {}
        self.customers = CustomerRows(connection)
        self.agents = AgentRows(connection)
        self.drafts = DraftRows(connection)
        self.calls = CallRows(connection)
        self.tickets = TicketRows(connection, clock)
        self.messages = MessageRows(connection, clock)
        self.files = FileRows(connection)
        self.builds = BuildRows(connection)
        self.links = LinkRows(connection)
        self.groups = GroupRows(connection)
        self.members = MemberRows(connection)
        self.lists = ListRows(connection)
        self.intents = IntentRows(connection)
        self.places = PlaceRows(connection)
        self.outbox = OutboxRows(connection, clock, self.woken)
        self.inbox = InboxRows(connection, standing)
        self.timers = TimerRows(connection)
        self.readings = ReadingRows(connection)
        self.canned = CannedRows(connection)
        self.searches = SearchRows(connection)
        self.entitlements = EntitlementRows(connection)
        self.acts = ActRows(connection)
        self.alarms = AlarmRows(connection, clock)
        self.days = DayRows(connection)
        self.reloads = ReloadRows(connection)
        self.reports = ReportRows(connection)
        self.replicas = ReplicaRows(connection)
        self.menus = MenuRows(connection)
        self.waste = WasteRows(connection)
        self.erasures = ErasureRows(connection)
        self._connection = connection
        self._queued: list[Delivery] = []
        self.settled: list[Settled] = []
        self.asked_in: int | None = None

    def deliver(self, *deliveries: Delivery) -> None:
        self._queued.extend(deliveries)

    def count(self, *settled: Settled) -> None:
        self.settled.extend(settled)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        queued, woken, settled = len(self._queued), dict(self.woken), len(self.settled)
        try:
            async with self._connection.savepoint():
                yield
        except BaseException:
            del self._queued[queued:]
            del self.settled[settled:]
            self.woken.clear()
            self.woken.update(woken)
            raise

    async def flush(self) -> None:
        """Write what was queued; the last thing before the commit."""
        if self._queued:
            await self.outbox.put([each for queued in self._queued for each in await self._addressed(queued)])
            self._queued.clear()

    async def _addressed(self, delivery: Delivery) -> Sequence[Delivery]:
        to = delivery.to
        if to.kind is not RecipientKind.DESK:
            return (delivery,)
        ticket = await self.tickets.traits(to.id)
        if ticket.blocker:
            delivery = delivery.about_blocker()
        if to.desk is not None or (ticket.other_desk is None and delivery.matter is not Matter.TOPIC):
            return (delivery,)
        chats = await self.places.chats(to.id)
        other = ticket.other_desk or HOME
        return at_desks(
            delivery, other=other, is_shared=ticket.is_shared, chats=chats, asked_in=self.asked_in
        )


class SqlDatabase:
    """Begins transactions."""

    def __init__(self, engine: AsyncEngine, clock: Clock, meter: Meter = UNCOUNTED) -> None:
        self.meter = meter
        self.engine = engine
        self.clock = clock
        self.after_commit: list[AfterCommit] = []
        self.standing: Standing = Alone()
        self.connections: Connections = connections_of(engine)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlUnitOfWork]:
        with counted(self.meter):
            async with available(), self.connections.write() as connection:
                uow = SqlUnitOfWork(connection, self.clock, self.standing)
                yield uow
                await uow.flush()
        news = News(uow.woken, uow.messages.files_added, uow.reports.added, uow.settled)
        if news.lanes or news.files or news.reports or news.settled:
            for tell in self.after_commit:
                tell(news)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A consistent look at the database that keeps no writer waiting."""
        async with available(), self.connections.read() as connection:
            yield connection

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[Connection]:
        """The same, where what several statements find need not agree: it takes fewer trips."""
        async with available(), self.connections.glance() as connection:
            yield connection

    async def close(self) -> None:
        await self.connections.close()
        await self.engine.dispose()


def connections_of(engine: AsyncEngine) -> Connections:
    if engine.dialect.name == "sqlite":
        return SqliteConnections(engine)
    from storage.postgres_connections import PostgresConnections  # noqa: PLC0415 - asyncpg may not be there

    return PostgresConnections(engine)
