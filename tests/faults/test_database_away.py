"""The database goes away while people write, and comes back: all is handled then, in order and once."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.app import App, GaveUp
from bot.sandbox.faults import Fault
from bot.sandbox.world import World
from bot.settings import Settings
from storage import engine
from storage.tables import inbox, messages
from tests.conftest import DATABASE_FILE
from tests.journeys.helpers import Ticket, eventually, find_ticket, new_customer, register, stored
from tests.patience import PATIENCE
from tests.people import AgentPerson, CustomerPerson, body
from tests.running import FAST, UNHURRIED, built_in, running
from tests.servers import Postgres, postgres, postgres_url
from tests.web.watched import get

__all__ = ["postgres", "postgres_url"]

WORDS = 6
HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


@pytest.fixture
def language() -> str:
    return "ru"


@pytest.fixture(autouse=True)
def soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.ingest.polling.back_off", lambda _: 0.1)


async def says(bot: App, words: str) -> bool:
    _, told = await get(f"{bot.web.address}/readyz")
    return words in told


class Talk:
    """Customers and an agent who answers; some of it is said while the database is away."""

    def __init__(self, bot: App, agent: AgentPerson, customers: list[CustomerPerson]) -> None:
        self.bot = bot
        self.agent = agent
        self.customers = customers
        self.tickets: list[Ticket] = []

    async def begins(self) -> None:
        for customer in self.customers:
            ticket = await find_ticket(self.agent, await register(customer))
            self.agent.writes("/take", thread=ticket.thread)
            self.tickets.append(ticket)

    def goes_on(self, numbers: range) -> None:
        for number in numbers:
            for customer, ticket in zip(self.customers, self.tickets, strict=True):
                customer.writes(f"{ticket.number} говорит {number}")
                self.agent.writes(f"{ticket.number} слышит {number}", thread=ticket.thread)

    async def was_heard(self, numbers: range) -> None:
        """By both sides, in order, and it is recorded once."""
        for customer, ticket in zip(self.customers, self.tickets, strict=True):
            said = [f"{ticket.number} говорит {number}" for number in numbers]
            answers = [f"{ticket.number} слышит {number}" for number in numbers]
            await self.agent.reads(said[-1], thread=ticket.thread)
            await customer.reads(answers[-1])
            assert _once(self.agent.from_bot(ticket.thread), said) == said
            assert _once(customer.from_bot(), answers) == answers
            words = select(messages.c.text).order_by(messages.c.id)
            recorded = [row.text for row in await stored(self.bot, words)]
            assert [each for each in recorded if each in said] == said
            assert [each for each in recorded if each in answers] == answers
        unhandled = select(func.count()).where(inbox.c.status != "done")
        await eventually(lambda: _is_zero(self.bot, unhandled))


def _once(messages: list[dict[str, object]], expected: list[str]) -> list[str]:
    """What was sent again, since it is not known whether it arrived, counts once."""
    return list(dict.fromkeys(body(each) for each in messages if body(each) in expected))


async def _is_zero(bot: App, question: object) -> bool:
    return await stored(bot, question) == [(0,)]  # type: ignore[arg-type]


async def test_postgresql_stops_and_starts_again_in_the_middle(
    settings: Settings, world: World, agent: AgentPerson, postgres: Postgres, postgres_url: str
) -> None:
    server = postgres.server
    if server is None:
        pytest.skip("TEST_POSTGRES_URL names somebody else's server, which is not to be stopped")
    async with running(settings.model_copy(update={"database_url": postgres_url})) as bot:
        talk = Talk(bot, agent, [new_customer(world, name) for name in ("Анна", "Борис")])
        await talk.begins()
        talk.goes_on(range(2))
        await asyncio.to_thread(server.stop)
        talk.goes_on(range(2, 4))
        await eventually(lambda: says(bot, "The database does not answer."))
        talk.goes_on(range(4, WORDS))
        await asyncio.to_thread(server.start)
        await talk.was_heard(range(WORDS))
        await eventually(lambda: says(bot, "ready"))


async def test_sqlite_is_locked_by_another_process_for_longer_than_anybody_waits(
    settings: Settings, world: World, agent: AgentPerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = tuple(each.replace(str(engine.BUSY_MS), "100") for each in engine._PRAGMAS)
    assert impatient != engine._PRAGMAS
    monkeypatch.setattr(engine, "_PRAGMAS", impatient)
    async with running(settings) as bot:
        talk = Talk(bot, agent, [new_customer(world, name) for name in ("Анна", "Борис")])
        await talk.begins()
        talk.goes_on(range(2))
        async with locked(tmp_path / DATABASE_FILE):
            talk.goes_on(range(2, WORDS))
            await eventually(lambda: says(bot, "The database takes nothing new"))
        await talk.was_heard(range(WORDS))
        await eventually(lambda: says(bot, "ready"))


async def test_a_stop_while_the_database_is_away_ends_and_says_what_comes_again(
    settings: Settings, world: World, agent: AgentPerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waited for ever for what was sent to be written down."""
    monkeypatch.setattr("bot.app.WITHOUT_DATABASE_SECONDS", 1.0)
    impatient = tuple(each.replace(str(engine.BUSY_MS), "100") for each in engine._PRAGMAS)
    monkeypatch.setattr(engine, "_PRAGMAS", impatient)
    customers = [new_customer(world, name) for name in ("Анна", "Борис")]
    bot, stop = App(settings, built_in(), limits=FAST, pacing=UNHURRIED), asyncio.Event()
    life = asyncio.get_running_loop().create_task(bot.run(stop))
    talk = Talk(bot, agent, customers)
    await talk.begins()
    anna, boris = customers
    world.faults.add(Fault("copyMessage", chat_id=anna.id, kind="slow", seconds=3.0))
    agent.writes("Проверяем.", thread=talk.tickets[0].thread)
    await world.wait_for(lambda: len(world.faults) == 0)
    async with locked(tmp_path / DATABASE_FILE):
        boris.writes("Есть новости?")
        await anna.reads("Проверяем.")
        stop.set()
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(GaveUp, match="are sent again after the start"):
                await life

    async with running(settings):
        await anna.reads("Проверяем.")
        await agent.reads("Есть новости?", thread=talk.tickets[1].thread)


@asynccontextmanager
async def locked(file: Path) -> AsyncIterator[None]:
    """By a process that writes for a long time."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLDER, str(file)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    assert await process.stdout.readline() == b"locked\n"
    try:
        yield
    finally:
        await process.communicate(b"\n")
