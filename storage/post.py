"""What the courier loads: queued deliveries with all that the channel must know to send them."""

from collections.abc import Collection, Iterable, Sequence, Set
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, func, or_, select

from bot.domain.delivery import HOME, Delivery, Matter, RecipientKind
from bot.domain.message import Attachment, Link, Message
from bot.domain.people import PHONE, Customer
from bot.domain.timers import TimerKind
from bot.services.desk_ports import Place
from bot.services.housekeeping_ports import Handful, Heap, Key
from bot.services.menu_ports import Menu
from bot.services.ports import Clock
from bot.services.sending import Parcel, TicketView
from storage import erasures, pruning
from storage.connection import Connection
from storage.files import pending_files
from storage.groups import group_of_place
from storage.menus import MenuRows
from storage.messages import MessageRows
from storage.outbox import Reader, Status, urgency
from storage.people import AgentRows, CustomerRows, read_customer
from storage.places import PlaceRows
from storage.prepared import Prepared
from storage.reports import ReportRows, any_wanted
from storage.sql import constant, without
from storage.tables import customers, groups, links, outbox, places, tickets
from storage.tickets import TicketRows
from storage.timers import any_due, any_of
from storage.unit_of_work import SqlDatabase

_head = (
    select(
        outbox,
        urgency.label("rank"),
        *(column.label(f"customer_{column.name}") for column in without(customers, "stems")),
        *(column.label(f"place_{column.name}") for column in places.c),
        group_of_place().label("place_group"),
        groups.c.topics.label("place_topics"),
        groups.c.language.label("group_language"),
    )
    .outerjoin(
        customers,
        (outbox.c.recipient_kind == RecipientKind.CUSTOMER) & (customers.c.id == outbox.c.recipient_id),
    )
    .outerjoin(
        places,
        (outbox.c.recipient_kind == RecipientKind.DESK)
        & (places.c.ticket_id == outbox.c.recipient_id)
        & (places.c.desk == outbox.c.desk),
    )
    .outerjoin(tickets, tickets.c.id == places.c.ticket_id)
    .outerjoin(
        groups,
        groups.c.chat_id
        == case(
            (outbox.c.recipient_kind == RecipientKind.CHAT, outbox.c.recipient_id), else_=group_of_place()
        ),
    )
    .where(outbox.c.status == constant(Status.QUEUED))
    .order_by(outbox.c.id)
)

_load = Prepared(_head.where(outbox.c.lane == bindparam("its_lane")).limit(bindparam("most")))


class SqlPost:
    def __init__(self, database: SqlDatabase, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self._reader = Reader()

    async def waiting_lanes(self) -> list[tuple[str, int]]:
        async with self.database.glance() as connection:
            rows = await connection.execute(
                select(outbox.c.lane, func.min(urgency))
                .where(outbox.c.status == constant(Status.QUEUED))
                .group_by(outbox.c.lane)
            )
            return [(row[0], row[1]) for row in rows]

    async def load(self, lane: str, *, limit: int) -> list[Parcel]:
        async with self.database.glance() as connection:
            while True:
                rows = (await connection.execute(_load, {"its_lane": lane, "most": limit})).all()
                known = self._reader.understood(rows)
                if known or len(rows) < limit:
                    return await _Loading(connection, self.clock).parcels(known)
                limit *= 2


class _Loading:
    """One read for the queue, one more for each kind of thing that its deliveries name."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self.connection = connection
        self.messages = MessageRows(connection, clock)

    async def parcels(self, known: Sequence[tuple[Row[Any], Delivery]]) -> list[Parcel]:
        wanted = {each for _, delivery in known for each in delivery.messages}
        messages = {each.id: each for each in await self.messages.get(wanted)}
        return [await self._parcel(row, delivery, messages) for row, delivery in known]

    async def _parcel(self, row: Row[Any], delivery: Delivery, messages: dict[int, Message]) -> Parcel:
        customer = read_customer(_Prefixed(row, "customer_")) if row.customer_id is not None else None
        return Parcel(
            id=row.id,
            delivery=delivery,
            attempts=row.attempts,
            customer=customer,
            place=_place(row),
            group_language=row.group_language,
            held_for=row.reason,
            messages=tuple(messages[each] for each in delivery.messages if each in messages),
            copies=await self._copies(delivery, customer)
            if delivery.matter in {Matter.ERASE, Matter.EDIT}
            else (),
        )

    async def _copies(self, delivery: Delivery, customer: Customer | None) -> tuple[Link, ...]:
        """Our messages in the customer's chat that the delivery takes back or changes."""
        codes: Iterable[str] = delivery.data.get("codes", ())
        rows = await self.connection.execute(
            select(links).where(
                links.c.chat_id == _private_chat(customer),
                or_(
                    links.c.copy_of.in_(delivery.messages),
                    (links.c.ticket_id == delivery.ticket_id) & links.c.code.in_(list(codes)),
                ),
            )
        )
        found = tuple(rows)
        since = min((row.message_id for row in found if row.copy_of), default=None)
        # Older texts of the same codes belong to an answer given before.
        return tuple(
            Link(row.chat_id, row.message_id)
            for row in found
            if since is not None and row.message_id >= since
        )


def _place(row: Row[Any]) -> Place | None:
    if row.place_ticket_id is None:
        return None
    return Place(
        row.place_ticket_id,
        row.place_chat_id,
        row.place_thread,
        row.place_card_id,
        row.place_requested,
        row.place_group,
        topics=row.place_topics is not False,
        desk=row.place_desk,
    )


def _private_chat(customer: Customer | None) -> int:
    """With a customer who has one: in Telegram it has the person's own number."""
    return int(customer.address) if customer and customer.channel != PHONE else 0


class _Prefixed:
    """A part of a joined row, under its own names."""

    def __init__(self, row: Row[Any], prefix: str) -> None:
        self._row = row
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, self._prefix + name)


class SqlShelf:
    """The records of people's files, as the archive sees them."""

    def __init__(self, database: SqlDatabase) -> None:
        self.database = database

    async def pending(self, *, limit: int, apart_from: Collection[int] = ()) -> list[Attachment]:
        async with self.database.glance() as connection:
            return await pending_files(connection, limit=limit, apart_from=apart_from)


class SqlDial:
    """The timers, as the clock watch looks at them each second."""

    def __init__(self, database: SqlDatabase) -> None:
        self.database = database

    async def any_due(self, now: datetime) -> bool:
        async with self.database.glance() as connection:
            return await any_due(connection, now)

    async def any_of(self, kinds: Collection[TimerKind]) -> bool:
        async with self.database.glance() as connection:
            return await any_of(connection, kinds)


class SqlHeaps:
    """What is done with, as housekeeping looks for it."""

    def __init__(self, database: SqlDatabase) -> None:
        self.database = database

    async def find(self, heap: Heap, *, before: datetime, after: Key | None) -> Handful:
        async with self.database.read() as connection:
            return await pruning.find(connection, heap, before=before, after=after)


class SqlDue:
    """Tickets whose time is over, as housekeeping looks for them."""

    def __init__(self, database: SqlDatabase) -> None:
        self.database = database

    async def words(self, product_id: str, *, closed_before: datetime, limit: int) -> list[int]:
        async with self.database.read() as connection:
            return await erasures.due_words(connection, product_id, closed_before, limit=limit)

    async def files(self, product_id: str, *, closed_before: datetime, limit: int) -> list[int]:
        async with self.database.read() as connection:
            return await erasures.due_files(connection, product_id, closed_before, limit=limit)

    async def copies(self, *, limit: int) -> list[tuple[str, bool]]:
        async with self.database.read() as connection:
            return await erasures.due_copies(connection, limit=limit)


class SqlDrawer:
    """The reports that wait, as whoever counts them looks at them."""

    def __init__(self, database: SqlDatabase) -> None:
        self.database = database

    async def any_wanted(self, now: datetime) -> bool:
        async with self.database.glance() as connection:
            return await any_wanted(connection, now)


class SqlSurroundings:
    """What the channel looks up, and writes down at once, while it sends."""

    def __init__(self, database: SqlDatabase, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    async def ticket(self, ticket_id: int) -> TicketView:
        async with self.database.glance() as connection:
            tickets = TicketRows(connection, self.clock)
            ticket = await tickets.get(ticket_id)
            customer = await CustomerRows(connection).get(ticket.customer_id)
            agents = AgentRows(connection)
            assignee = await agents.get(ticket.assignee_id) if ticket.assignee_id is not None else None
            follows = await tickets.get(ticket.follow_up_of) if ticket.follow_up_of is not None else None
            return TicketView(ticket, customer, assignee, self.clock.now(), follows)

    async def place(self, ticket_id: int, desk: str = HOME) -> Place:
        async with self.database.glance() as connection:
            return await PlaceRows(connection).get(ticket_id, desk)

    async def topic_requested(self, known: Place, chat_id: int) -> bool:
        async with self.database.begin() as uow:
            return await uow.places.requested(known, chat_id)

    async def place_found(self, place: Place, known: Place) -> bool:
        async with self.database.begin() as uow:
            is_ours = await uow.places.found(place, known)
            if is_ours and place.chat_id and place.card_id:
                card = Link(place.chat_id, place.card_id, ticket_id=place.ticket_id, code="card")
                await uow.outbox.sent([], [card])
            return is_ours

    async def place_lost(self, place: Place) -> None:
        async with self.database.begin() as uow:
            await uow.places.lost(place)

    async def group_moved(self, old: int, new: int) -> None:
        async with self.database.begin() as uow:
            await uow.groups.moved(old, new)

    async def given_menus(self) -> Set[Menu]:
        async with self.database.glance() as connection:
            return await MenuRows(connection).all()

    async def menus_about_to_be_given(self, menus: Collection[Menu]) -> Set[Menu]:
        async with self.database.begin() as uow:
            return await uow.menus.add(menus)

    async def menus_taken_back(self, menus: Collection[Menu]) -> None:
        if menus:
            async with self.database.begin() as uow:
                await uow.menus.remove(menus)

    async def picture(self, report_id: int) -> bytes | None:
        async with self.database.glance() as connection:
            return await ReportRows(connection).picture(report_id)
