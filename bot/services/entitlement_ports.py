"""What the use cases need of storage about rights to support."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.domain.entitlement import Entitlement
from bot.domain.people import Customer
from bot.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many records a product has."""

    product_id: str
    records: int
    ending: int
    """Valid, and over before long."""


class Entitlements(Protocol):
    async def any_of(self, product_id: str) -> bool:
        """The product has records."""

    async def get(self, entitlement_id: int) -> Entitlement | None: ...

    async def with_references(self, product_id: str, references: Collection[str]) -> list[Entitlement]:
        """Those whose keys, as they are compared, are among these."""

    async def remembered(self, customer_id: int, product_id: str) -> Entitlement | None:
        """The record that the customer's latest ticket of the product with one was worked on by."""

    async def of_products(self, product_ids: Collection[str]) -> list[Entitlement]: ...

    async def add(self, records: Sequence[Entitlement]) -> None:
        """None of them is there yet."""

    async def change(self, records: Sequence[Entitlement]) -> None:
        """By their ids."""

    async def holdings(self, *, today: date, until: date) -> list[Holdings]:
        """Of each product with records; those count as ending whose last day lies between the two."""

    # Tickets and people under a record.

    async def live_without(self, product_id: str) -> list[Ticket]:
        """Tickets of the product that have not ended and go by no record."""

    async def live_under(self, entitlement_ids: Collection[int]) -> list[Ticket]:
        """Tickets that have not ended and go by one of the records."""

    async def customers_under(self, entitlement_id: int) -> list[Customer]: ...

    async def shared_with(self, customer_id: int, *, limit: int) -> list[tuple[Ticket, Customer]]:
        """Tickets of others under the customer's own records, where these are shared; newest first."""
