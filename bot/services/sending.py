"""What the courier needs of a channel, and a channel of us."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.domain.delivery import Delivery
from bot.domain.message import Archive, Attachment, Link, Message
from bot.domain.people import Agent, Customer
from bot.domain.ticket import Ticket
from bot.services.desk_ports import Place

WANTED_RIGHTS = ("can_manage_topics", "can_pin_messages", "can_delete_messages")
"""What the bot asks for in a staff group; without them it gets by, and says what is missing."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A queued delivery with what the channel needs to know of its recipient."""

    id: int
    delivery: Delivery
    attempts: int
    customer: Customer | None = None
    place: Place | None = None
    group_language: str | None = None
    """The language of the staff group it goes to, where one is set."""
    held_for: str | None = None
    """Why it waited before, for a group."""
    messages: tuple[Message, ...] = ()
    copies: tuple[Link, ...] = ()
    """Where the messages to be taken back stand now."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The channel has it, or so many of the parcels from the first on."""

    links: tuple[Link, ...] = ()
    parcels: int | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The channel will never take it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The recipient cannot be reached now; it may change, and somebody will tell us."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: again after so many seconds; the whole lane waits."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer: it may have arrived. Tried again, rather twice than never."""

    reason: str


Outcome = Accepted | Failed | Unreachable | Later | Unknown


EVERYWHERE = ""
"""What is full is the limit over everything that a channel sends."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The limits do not allow it yet: there is no room for so many seconds at the place that is named."""

    seconds: float
    at: str
    too_many: bool = False
    """There is no room for all at once at present, but for one by one."""


class Channel(Protocol):
    """A way to people, as the courier sees it."""

    def bottleneck(self, parcels: Sequence[Parcel], *, patient: bool) -> str:
        """The place whose limit the parcels share with others; those who wait for it go in order."""

    async def ready_in(self, parcels: Sequence[Parcel], *, patient: bool) -> Wait | None:
        """None reserves the parcels a place within the limits. Patient ones leave some room to others."""

    async def deliver(self, parcels: Sequence[Parcel]) -> Outcome:
        """Send what belongs together: one parcel, or copies that go out as one."""


class Post(Protocol):
    """The queue of deliveries, as the courier sees it."""

    async def waiting_lanes(self) -> list[tuple[str, int]]:
        """Lanes with something to send, and the urgency of the first."""

    async def load(self, lane: str, *, limit: int) -> list[Parcel]:
        """The oldest of the lane, with everything the channel needs."""


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with the people and tickets that its card names."""

    ticket: Ticket
    customer: Customer
    assignee: Agent | None
    now: datetime
    follows: Ticket | None = None
    """The ticket that this one is a follow-up of."""


class Surroundings(Protocol):
    """What the channel looks up, and writes down at once, while it sends."""

    async def ticket(self, ticket_id: int) -> TicketView: ...

    async def place(self, ticket_id: int, desk: str) -> Place: ...

    async def topic_requested(self, known: Place, chat_id: int) -> bool:
        """A topic is about to be made: if the answer is lost, we shall know that we asked.

        False: it is no longer where it was `known` to be, and nothing is written down.
        """

    async def place_found(self, place: Place, known: Place) -> bool:
        """The ticket stands there now, whatever becomes of the delivery that was on its way.

        False: somebody has found it another place than it was `known` to have.
        """

    async def place_lost(self, place: Place) -> None:
        """The topic or the card is gone; the next delivery makes another."""

    async def group_moved(self, old: int, new: int) -> None:
        """Telegram has given the group another id."""

    async def picture(self, report_id: int) -> bytes | None:
        """A report's, as PNG; None where it has been sent."""


class Shelf(Protocol):
    """The records of people's files, as the archive sees them."""

    async def pending(self, *, limit: int, apart_from: Collection[int] = ()) -> list[Attachment]:
        """What has not been fetched yet, oldest first, but for the files of these ids."""


class Files(Protocol):
    async def settle(
        self, file_id: int, archive: Archive, *, sha256: str | None, path: str | None, size: int | None
    ) -> bool:
        """Record what became of the copy; False if that is known already."""

    async def ticket_of(self, file_id: int) -> int | None:
        """The ticket that the file belongs to, if it has one."""


class FileSource(Protocol):
    """Where the bytes of people's files come from."""

    async def fetch(self, remote_id: str, to: Path) -> None:
        """Write the file there; `FileTooBigToFetch` or `FileGone` when that can never work."""


class FileTooBigToFetch(Exception):
    """The channel does not hand out files of this size."""


class FileGone(Exception):
    """The channel does not know the file any more."""
