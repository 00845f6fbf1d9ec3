"""Transactions, and what can be done in one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.delivery import Delivery, RecipientKind
from bot.domain.desks import at_desks
from bot.services.ports import Clock
from storage.administration import ActRows, DayRows, ReloadRows
from storage.availability import available
from storage.builds import BuildRows
from storage.canned import CannedRows
from storage.drafts import CallRows, DraftRows
from storage.entitlements import EntitlementRows
from storage.files import FileRows
from storage.groups import GroupRows
from storage.inbox import InboxRows
from storage.lists import ListRows
from storage.members import MemberRows
from storage.messages import MessageRows
from storage.outbox import OutboxRows
from storage.people import AgentRows, CustomerRows
from storage.places import IntentRows, LinkRows, PlaceRows
from storage.readings import ReadingRows
from storage.reports import ReportRows
from storage.searching import SearchRows
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


AfterCommit = Callable[[News], None]


class SqlUnitOfWork:
    """The repositories of one transaction."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
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
        self.inbox = InboxRows(connection)
        self.timers = TimerRows(connection)
        self.readings = ReadingRows(connection)
        self.canned = CannedRows(connection)
        self.searches = SearchRows(connection)
        self.entitlements = EntitlementRows(connection)
        self.acts = ActRows(connection)
        self.days = DayRows(connection)
        self.reloads = ReloadRows(connection)
        self.reports = ReportRows(connection)
        self._connection = connection
        self._queued: list[Delivery] = []
        self.asked_in: int | None = None

    def deliver(self, *deliveries: Delivery) -> None:
        self._queued.extend(deliveries)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        queued, woken = len(self._queued), dict(self.woken)
        try:
            async with self._connection.begin_nested():
                yield
        except BaseException:
            del self._queued[queued:]
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
        if to.kind is not RecipientKind.DESK or to.desk is not None:
            return (delivery,)
        other, is_shared = await self.tickets.other_desk(to.id)
        if other is None:
            return (delivery,)
        chats = await self.places.chats(to.id)
        return at_desks(delivery, other=other, is_shared=is_shared, chats=chats, asked_in=self.asked_in)


class SqlDatabase:
    """Begins transactions.

    On SQLite the writers of this process queue here, first in first out: the file has one writer at a
    time anyway, but polls for its lock, and the slowest of thirty waited six seconds.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock
        self.after_commit: list[AfterCommit] = []
        is_sqlite = engine.dialect.name == "sqlite"
        self._turn: AbstractAsyncContextManager[Any] = asyncio.Lock() if is_sqlite else nullcontext()
        self._reading = (
            engine.execution_options(read_only=True)
            if is_sqlite
            else engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlUnitOfWork]:
        async with self._turn, available(), self.engine.begin() as connection:
            uow = SqlUnitOfWork(connection, self.clock)
            yield uow
            await uow.flush()
        news = News(uow.woken, uow.messages.files_added, uow.reports.added)
        if news.lanes or news.files or news.reports:
            for tell in self.after_commit:
                tell(news)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent look at the database that keeps no writer waiting."""
        async with available(), self._reading.connect() as connection:
            yield connection

    async def close(self) -> None:
        await self.engine.dispose()
