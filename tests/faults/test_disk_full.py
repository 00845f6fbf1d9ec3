"""No room on the disk: what comes waits where it is, whoever looks is told, and later all goes on."""

import logging
import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import aiosqlite
import pytest
from sqlalchemy import select

from bot.app import App
from storage import engine, one_hop
from storage.tables import files, inbox, messages
from tests.journeys.helpers import Ticket, document, eventually, stored
from tests.people import AgentPerson, CustomerPerson
from tests.web.watched import get

LONG = "Nothing works. " * 200
ENDLESS = 2**31 - 2
ROOM = 4 << 20
LARGE = b"log line\n" * (ROOM // 8)


class Disk:
    """As SQLite sees it: so many pages there are, and no more."""

    def __init__(self) -> None:
        self.connections: list[aiosqlite.Connection] = []

    async def is_full(self) -> None:
        await self._allow(1)  # less than there are means no more than there are

    async def has_room(self) -> None:
        await self._allow(ENDLESS)

    async def _allow(self, pages: int) -> None:
        for connection in self.connections:
            with suppress(ValueError):  # it has been closed
                await connection.execute(f"PRAGMA max_page_count = {pages}")


@pytest.fixture(autouse=True)
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()

    async def connect(path: str) -> aiosqlite.Connection:
        connection = await one_hop.connect(path)
        disk.connections.append(connection)
        return connection

    monkeypatch.setattr(engine, "connect", connect)
    monkeypatch.setattr("bot.ingest.polling.back_off", lambda _: 0.05)
    monkeypatch.setattr("bot.ingest.inbox.AWAY_SECONDS", 0.05)
    monkeypatch.setattr("bot.services.settling.AWAY_SECONDS", 0.05)
    return disk


@pytest.fixture
def language() -> str:
    return "ru"


async def test_what_customers_and_agents_write_waits_for_room(
    bot: App,
    customer: CustomerPerson,
    agent: AgentPerson,
    taken: Ticket,
    disk: Disk,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await disk.is_full()
    for number in range(5):
        customer.writes(f"{number} {LONG}")
        agent.writes(f"Answer {number} {LONG}", thread=taken.thread)

    await eventually(lambda: _says(bot, "The database takes nothing new: it is full"))
    assert "database or disk is full" in caplog.text
    assert len(await stored(bot, select(inbox.c.update_id).where(inbox.c.status == "dead"))) == 0

    await disk.has_room()
    for number in range(5):
        await customer.reads(f"Answer {number}")
        await agent.reads(f"{number} {LONG[:20]}", thread=taken.thread)
    await eventually(lambda: _says(bot, "ready"))
    rows = await stored(bot, select(messages.c.text).order_by(messages.c.id))
    said = [row.text for row in rows if LONG.strip() in row.text]
    assert sorted(said) == sorted(
        words.strip() for number in range(5) for words in (f"{number} {LONG}", f"Answer {number} {LONG}")
    )
    assert len(await stored(bot, select(inbox.c.update_id).where(inbox.c.status != "done"))) == 0


async def _says(bot: App, words: str) -> bool:
    _, told = await get(f"{bot.web.address}/readyz")
    return words in told


async def test_a_form_is_gone_through_although_the_disk_is_full_in_between(
    bot: App, customer: CustomerPerson, disk: Disk
) -> None:
    await customer.chooses_type("Инцидент")
    await customer.reads("1 ")
    await disk.is_full()
    customer.writes("Экспорт не работает")
    customer.writes("104582")
    customer.writes(LONG)
    await eventually(lambda: _says(bot, "takes nothing new"))
    await disk.has_room()
    await customer.reads("4 ")


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """That this process writes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_file_for_which_there_is_no_room_is_fetched_later(
    bot: App,
    customer: CustomerPerson,
    agent: AgentPerson,
    taken: Ticket,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Agents have it at once: they get it from Telegram, and only our own copy has to wait."""
    caplog.set_level(logging.WARNING)
    with no_file_larger_than(ROOM):
        customer.attaches(document(content=LARGE))
        await agent.until(lambda: [each for each in agent.from_bot(taken.thread) if "document" in each])
        await eventually(lambda: _logged(caplog, "not fetched yet"))
        assert "File too large" in caplog.text
        assert await kept(bot) == []
    assert await eventually(lambda: kept(bot)) == [len(LARGE)]
    assert not list((bot.settings.files_folder / ".incoming").iterdir())


async def _logged(caplog: pytest.LogCaptureFixture, words: str) -> bool:
    return words in caplog.text


async def kept(bot: App) -> list[int]:
    rows = await stored(bot, select(files.c.size).where(files.c.archive == "kept"))
    return [row.size for row in rows]
