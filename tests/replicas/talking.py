"""Customers who register and write on, whatever happens to the replicas, and what must be true in the end."""

import asyncio
from collections.abc import Sequence

from tests.crash.registering import Steadfast, SteadfastAgent, repeated
from tests.patience import PATIENCE
from tests.people import body
from tests.replicas.fleet import Fleet

WORDS = 8


async def register(customers: Sequence[Steadfast]) -> list[str]:
    """The numbers of their tickets."""
    return list(await asyncio.gather(*(each.registers_steadfastly() for each in customers)))


async def write_on(customers: Sequence[Steadfast], first: int = 0, *, pause: float = 0.05) -> None:
    """Each says so many things, one after the other, without waiting for answers."""
    for number in range(first, first + WORDS):
        for customer in customers:
            customer.writes(_words(customer, number))
        await asyncio.sleep(pause)


async def all_is_there(
    fleet: Fleet, customers: Sequence[Steadfast], staff: SteadfastAgent, numbers: Sequence[str], words: int
) -> None:
    """Recorded once, in order, and shown to agents in order."""
    await _everything_has_come(fleet, customers)
    for customer, number in zip(customers, numbers, strict=True):
        expected = [_words(customer, each) for each in range(words)]
        rows = await fleet.rows(
            "SELECT text FROM messages JOIN customers ON customers.id = messages.author_id "
            "WHERE author_kind = 'customer' AND customers.address = $1 AND text LIKE '% says %' "
            "ORDER BY messages.id",
            str(customer.id),
        )
        assert [row[0] for row in rows] == expected, f"{customer.account} recorded"
        thread = await staff.has_card_and_file(number)
        shown = [body(each) for each in staff.from_bot(thread) if " says " in body(each)]
        once = list(dict.fromkeys(shown))  # what may have arrived is sent again, rather than never
        assert once == expected, f"{customer.account} shown"
    assert len(set(numbers)) == len(customers)
    assert await fleet.value("SELECT count(*) FROM tickets") == len(customers)
    assert await fleet.value("SELECT count(*) FROM inbox WHERE status = 'dead'") == 0


async def _everything_has_come(fleet: Fleet, customers: Sequence[Steadfast]) -> None:
    async with asyncio.timeout(2 * PATIENCE):
        while customers[0].world.updates_pending():  # noqa: ASYNC110 - whoever polls is another process
            await asyncio.sleep(0.1)
    await fleet.handled()


def sent_twice(customers: Sequence[Steadfast]) -> int:
    return sum(repeated(each.from_bot()) for each in customers)


def _words(customer: Steadfast, number: int) -> str:
    return f"{customer.account} says {number}"
