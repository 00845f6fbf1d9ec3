"""What stands in the queue of deliveries, and how it gets there in tests."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.domain.delivery import Delivery
from bot.domain.message import Message
from bot.domain.people import Actor
from bot.domain.ticket import Ticket
from storage.tables import outbox
from storage.unit_of_work import SqlDatabase
from tests.services.channel import eventually
from tests.storage.making import message, registered


async def queue(database: SqlDatabase, *deliveries: Delivery) -> None:
    async with database.begin() as uow:
        uow.deliver(*deliveries)


async def statuses(database: SqlDatabase) -> list[str]:
    """Of all deliveries, in the order they were queued."""
    async with database.read() as connection:
        rows = await connection.execute(select(outbox.c.status).order_by(outbox.c.id))
        return list(rows.scalars())


async def reasons(database: SqlDatabase) -> list[str | None]:
    async with database.read() as connection:
        rows = await connection.execute(select(outbox.c.reason).order_by(outbox.c.id))
        return list(rows.scalars())


async def attempts(database: SqlDatabase) -> list[int]:
    async with database.read() as connection:
        rows = await connection.execute(select(outbox.c.attempts).order_by(outbox.c.id))
        return list(rows.scalars())


async def become(database: SqlDatabase, expected: Sequence[str]) -> None:
    """The statuses, as soon as the courier has written them down."""

    async def there() -> bool:
        return await statuses(database) == list(expected)

    await eventually(there)


async def ticket_with(
    database: SqlDatabase, *texts: str, album: str | None = None
) -> tuple[Ticket, list[Message]]:
    """A ticket, and messages of its customer that nobody has delivered yet."""
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        author = Actor.customer(person.id)
        written = [
            await uow.messages.add(message(author, 7, text=text, ticket_id=ticket.id, album=album))
            for text in texts
        ]
    return ticket, written
