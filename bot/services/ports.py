"""What the use cases need from storage, channels and the clock; those provide it, elsewhere."""

from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.domain.delivery import Delivery
from bot.domain.draft import Draft
from bot.domain.entry import Entry
from bot.domain.message import Entities, Link, Message, Source
from bot.domain.people import Actor
from bot.domain.product import Product
from bot.domain.ticket import Ticket
from bot.services.administration_ports import Acts, AlarmsTold, Days, Reloads
from bot.services.canned_ports import CannedAnswers
from bot.services.desk_ports import Agents, Builds, Calls, Groups, Intents, Places
from bot.services.duty_ports import Members
from bot.services.entitlement_ports import Entitlements
from bot.services.housekeeping_ports import Erasures, Waste
from bot.services.incoming import Inbox
from bot.services.list_ports import Lists
from bot.services.meter import Settled
from bot.services.people_ports import Customers
from bot.services.reading_ports import Readings
from bot.services.report_ports import Reports
from bot.services.search_ports import Searches
from bot.services.sending import Files
from bot.services.timer_ports import Timers


class Clock(Protocol):
    """The application's time."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC. It may jump."""

    def monotonic(self) -> float:
        """Seconds that never jump, for limits, back-off and leases."""


class Catalog(Protocol):
    """The products served."""

    def all(self) -> Sequence[Product]: ...

    def find(self, product_id: str) -> Product | None: ...


class Drafts(Protocol):
    async def get(self, draft_id: int) -> Draft | None: ...

    async def open_of(self, customer_id: int) -> Draft | None:
        """A customer has one open draft of their own at most."""

    async def filled_by(self, agent_id: int) -> Draft | None:
        """The open draft that the agent fills in for a customer; one at most."""

    async def add(self, draft: Draft) -> Draft: ...

    async def save(self, draft: Draft) -> None: ...


class Tickets(Protocol):
    async def next_number(self, product_id: str) -> int:
        """Counts from 1 in each product; a transaction that rolls back gives its number back."""

    async def add(self, ticket: Ticket) -> Ticket: ...

    async def save(self, ticket: Ticket) -> None:
        """Store the row and its new entries; `VersionMismatch` when somebody else was faster."""

    async def get(self, ticket_id: int) -> Ticket: ...

    async def find(self, ticket_id: int) -> Ticket | None:
        """For ids that come from outside."""

    async def at_hand(self, ticket_id: int) -> Ticket:
        """As it is now; nobody else changes it until the end of the transaction."""

    async def named(self, name: str) -> Ticket | None:
        """By the number that people see, EC-1."""

    async def of_customer(self, customer_id: int, *, limit: int = 20) -> list[Ticket]:
        """Newest first."""

    async def merged_into(self, name: str) -> list[Ticket]:
        """What has been merged into the ticket of this number, and not been parted again."""

    async def incidents_of(self, name: str) -> list[Ticket]:
        """The tickets that are incidents of the one with this number."""

    async def awaiting_release(self, product_id: str) -> list[Ticket]:
        """With another department, and told to get some release; oldest first."""

    async def in_place(self, chat_id: int, thread: int) -> Ticket | None:
        """The ticket of a topic."""

    async def waiting_for_customers(self, channel: str, *, after: int, limit: int) -> list[Ticket]:
        """Resolved ones of the channel's customers whose silence counts, by id."""

    async def live_by_product(self) -> Mapping[str, int]:
        """How many tickets have not ended."""

    async def queue(self, chat_id: int, *, limit: int = 50, unclaimed_blockers: bool = False) -> list[Ticket]:
        """What the staff group is to work on now: what nobody has before the rest; blockers first, then what
        is overdue, then what is due next."""

    async def set_next_due(self, ticket_id: int, at: datetime | None) -> None:
        """By another calendar than when the ticket changed last."""

    async def log(self, ticket_id: int) -> list[Entry]: ...


class Messages(Protocol):
    async def add(self, message: Message) -> Message: ...

    async def get(self, message_ids: Iterable[int]) -> list[Message]:
        """In the order of their ids."""

    async def at(self, source: Source) -> Message | None: ...

    async def place(self, message_ids: Iterable[int], *, ticket_id: int | None, draft_id: int | None) -> None:
        """Held messages have found where they belong."""

    async def of_ticket(self, ticket_id: int) -> list[Message]:
        """Everything that was said in it, notes included, oldest first."""

    async def of_draft(self, draft_id: int) -> list[Message]:
        """What was said while the form was filled in, and belongs to no ticket yet; oldest first."""

    async def move_draft(self, draft_id: int, ticket_id: int) -> None:
        """Everything said while the form was filled becomes the ticket's."""

    async def held_by(self, customer_id: int) -> list[Message]:
        """What the customer wrote that has no ticket and no draft yet."""

    async def held_by_agent(self, agent_id: int, ticket_id: int) -> list[Message]:
        """What the agent wrote in the ticket and has not said for whom."""

    async def save(self, message: Message) -> None:
        """Audience, purpose and moment of delivery."""

    async def revise(self, message: Message, text: str, entities: Entities) -> None:
        """The message says something else now; what it said before is kept."""

    async def last_from_agent(self, ticket_id: int, agent_id: int) -> Message | None:
        """The last message that the agent meant for the customer and has not taken back."""

    async def take_back(self, message: Message) -> None:
        """The message stays in the log, and is nobody's answer any more."""

    async def customer_wrote_after(self, ticket_id: int, message_id: int) -> bool:
        """In the order in which messages were stored."""

    async def said_from(self, message: Message) -> list[Message]:
        """The message, and what its author wrote in the same ticket after it; oldest first."""

    async def last_answered(self, customer_id: int, *, since: datetime) -> int | None:
        """The ticket of the customer in which an agent's message arrived last, if it did since."""

    async def of_album(self, author: Actor, album: str) -> list[Message]:
        """The parts that are here already, oldest first."""

    async def from_customer(self, ticket_id: int, *, since: datetime) -> list[Message]:
        """What came from the customer since, by our own clock; oldest first."""


class Links(Protocol):
    async def at(self, source: Source) -> Link | None: ...

    async def to_message(self, message_id: int) -> list[Link]:
        """Our copies of a person's message."""


class Outbox(Protocol):
    """What use cases may do with deliveries that are queued already."""

    async def recipients_of(self, message_id: int) -> set[int]:
        """The tickets to whose customers an agent's message has been sent, or is to be."""

    async def has_copy(self, message_id: int) -> bool:
        """An agent's message is still to be sent to the customer."""

    async def cancel_copy(self, message_id: int) -> bool:
        """Take an agent's message off the queue; False if it has left."""

    async def cancel_for(self, ticket_id: int, customer_id: int) -> None:
        """Drop what people's words still wait on the way to the customer about this ticket."""

    async def resume(self, customer_id: int) -> None:
        """The customer can be reached again: what was held for that goes out."""

    async def resume_desks(self) -> None:
        """What is held for the staff group and for administrators is tried again."""

    # How the courier settles.

    async def sent(self, delivery_ids: Sequence[int], links: Sequence[Link]) -> Set[int]:
        """Those that nobody had settled before; the links are kept of all: each stands for a message."""

    async def failed(self, delivery_ids: Sequence[int], reason: str) -> Set[int]:
        """Those that nobody had settled before: what was sent has not failed."""

    async def hold(self, lane: str, reason: str) -> None:
        """The whole lane waits until it is resumed."""

    async def attempted(self, delivery_ids: Sequence[int]) -> None: ...


class UnitOfWork(Protocol):
    """One transaction: everything that is done through it is committed together, or not at all."""

    asked_in: int | None
    """The chat whose update is being handled; None for timers and what the channels report."""

    @property
    def customers(self) -> Customers: ...
    @property
    def agents(self) -> Agents: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def calls(self) -> Calls: ...
    @property
    def tickets(self) -> Tickets: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def files(self) -> Files: ...
    @property
    def builds(self) -> Builds: ...
    @property
    def links(self) -> Links: ...
    @property
    def places(self) -> Places: ...
    @property
    def groups(self) -> Groups: ...
    @property
    def members(self) -> Members: ...
    @property
    def lists(self) -> Lists: ...
    @property
    def intents(self) -> Intents: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def readings(self) -> Readings: ...
    @property
    def entitlements(self) -> Entitlements: ...
    @property
    def canned(self) -> CannedAnswers: ...
    @property
    def searches(self) -> Searches: ...
    @property
    def acts(self) -> Acts: ...
    @property
    def alarms(self) -> AlarmsTold: ...
    @property
    def days(self) -> Days: ...
    @property
    def reloads(self) -> Reloads: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def waste(self) -> Waste: ...
    @property
    def erasures(self) -> Erasures: ...

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """What its block did and queued is undone when it raises; the transaction goes on."""

    def deliver(self, *deliveries: Delivery) -> None:
        """Queue; the courier takes them up after the commit."""

    async def flush(self) -> None:
        """Write now what is queued, and not with the commit: where it cannot be, a savepoint undoes it."""

    def count(self, *settled: Settled) -> None:
        """Counted after the commit."""


class Database(Protocol):
    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that commits when its block ends and rolls back when it raises."""


class StorageUnavailable(Exception):
    """The database cannot be reached, or is too busy: later it will work."""


class StorageFull(StorageUnavailable):
    """The database has no room for more: when somebody has made some, it will work."""
