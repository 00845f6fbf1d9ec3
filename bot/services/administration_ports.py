"""What administration needs of storage, and of the catalog."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.domain.acts import Act
from bot.domain.product import Product
from bot.domain.public_days import DayKind

DayChanges = Mapping[str, Mapping[date, DayKind]]
"""Days that administrators have changed, by country."""


class Acts(Protocol):
    """The log of administrative acts; whatever does one, records it in its own transaction."""

    async def record(self, act: Act) -> None: ...

    async def recent(self, limit: int) -> list[tuple[Act, str]]:
        """Newest first, each with the name of who did it, if it is known."""


class AlarmsTold(Protocol):
    """What administrators were told, by whichever process."""

    async def is_news(self, what: str, *, for_: timedelta) -> bool:
        """They have not been told for so long; from now on they have."""

    async def begins(self, what: str, *, since: datetime | None = None) -> bool:
        """It was not known to stand, or only from before `since`; from now on it is, until it ends."""

    async def ends(self, what: str) -> bool:
        """It stood until now."""


class Days(Protocol):
    """Days of production calendars as administrators have changed them."""

    async def all(self) -> DayChanges: ...

    async def put(self, country: str, day: date, kind: DayKind) -> None: ...

    async def drop(self, country: str, day: date) -> bool:
        """The day is as the calendar has it; False: it was already."""


@dataclass(frozen=True, slots=True)
class Reload:
    """An administrator's wish to have the product files read anew."""

    id: int
    person: int
    chat_id: int
    thread: int | None
    message_id: int | None
    """Ours, with the button; None: it was a command."""
    asked_at: datetime
    done: bool = False
    fingerprint: str | None = None
    """Of the files that every replica is to have from then on; None: nothing came of it."""


class Reloads(Protocol):
    async def add(self, reload: Reload) -> None: ...

    async def latest(self) -> Reload | None: ...

    async def settle(self, reload_id: int, fingerprint: str | None) -> bool:
        """False: another replica was faster."""


class ProductsRead(Protocol):
    """Products as some set of files has them."""

    @property
    def fingerprint(self) -> str: ...

    def all(self) -> Sequence[Product]: ...

    def find(self, product_id: str) -> Product | None: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a replica is to serve, as the database has it."""

    days: DayChanges
    reload: Reload | None


class Notices(Protocol):
    """A look that keeps no writer waiting."""

    async def wanted(self) -> Wanted: ...
