"""A generated history is one that the bot reads, finds things in and goes on with, on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.clock import SystemClock
from bot.domain.draft import Draft
from bot.domain.people import Customer
from bot.domain.states import State
from bot.services.stems import terms
from storage import stemmed
from storage.engine import create_engine
from storage.tables import messages
from storage.unit_of_work import SqlDatabase
from tests.benchmarks.filling import fill
from tests.benchmarks.history import MESSAGES, TICKETS_OF_A_CUSTOMER, History
from tests.benchmarks.vocabulary import COMMON_WORD, order_number, sentences
from tests.running import built_in

GROUP = -1_002_000_000_001
TICKETS = 30
"""A tenth of them are at hand."""
UNTIL = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
async def filled(database_url: str):
    told: list[int] = []
    history = History(built_in(), GROUP, TICKETS, UNTIL, 42, sentences(50))
    await fill(database_url, built_in(), history, TICKETS, told.append)
    assert told == [TICKETS]
    database = SqlDatabase(create_engine(database_url), SystemClock())
    async with database.begin() as uow:
        await uow.groups.set_default(GROUP)
    yield database
    await database.close()


async def test_what_was_generated_is_read_and_found(filled: SqlDatabase) -> None:
    async with filled.begin() as uow:
        product = built_in().all()[7 % len(built_in().all())]
        ticket = await uow.tickets.named(f"{product.prefix}-7")
        assert ticket is not None
        assert ticket.state is State.CLOSED
        assert len(await uow.tickets.log(ticket.id)) == 8
        said = await uow.messages.of_ticket(ticket.id)
        assert [each.author.kind for each in said] == ["customer", "agent", "customer", "agent", "agent"]
        assert len(said) == MESSAGES
        found = await uow.searches.find(terms(order_number(7)), None, offset=0, limit=5, language="ru")
        assert [each.name for each in found.hits] == [ticket.name]
        common = await uow.searches.find(terms(COMMON_WORD), None, offset=0, limit=5, language="ru")
        assert common.total > TICKETS // 2
        assert len(await uow.tickets.of_customer(1)) == TICKETS_OF_A_CUSTOMER
    async with filled.read() as connection:
        rows = await connection.execute(select(messages.c.stems).where(messages.c.id == said[0].id))
    assert set(rows.scalar_one().replace("'", "").split()) == set(stemmed.of_message(said[0]).split())


async def test_work_goes_on_where_the_history_ends(filled: SqlDatabase) -> None:
    async with filled.begin() as uow:
        assert await uow.tickets.next_number("e-comet") == TICKETS + 1
        customer = await uow.customers.add(Customer(0, "telegram", "7", "Анна", None, "ru"))
        draft = await uow.drafts.add(Draft(0, customer.id, UNTIL, UNTIL))
        assert draft.id > TICKETS
