"""A backup made while the bot works is enough to go on with, when the bot and all it had are lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.sandbox.faults import Fault
from tests.crash.bots import Bots, zygote
from tests.crash.databases import on_sqlite
from tests.crash.registering import Steadfast, recorded
from tests.crash.scene import Scene, empty_database, scene
from tests.patience import PATIENCE
from tests.people import body
from tests.servers import empty_url, postgres

__all__ = ["empty_url", "postgres"]

pytestmark = pytest.mark.timeout(900)  # where the machine is busy

FIVE_DAYS = 5 * 86_400
"""More working time than a solution may take."""
UNDELIVERED = "Please reload the page."


async def test_the_bot_goes_on_where_the_backup_was_made(tmp_path: Path, empty_url: str) -> None:
    """On either database; the lost one was SQLite."""
    keeping = on_sqlite(await empty_database(tmp_path / "empty.sqlite3"))
    file, new = tmp_path / "b.zip", tmp_path / "new"
    clock = tmp_path / "clock"
    clock.write_text("0", encoding="ascii")
    async with zygote() as herd, scene(herd, keeping, tmp_path / "bot") as lost:
        await lost.bots.start()
        thread = await _ticket_with_a_file(lost)
        filling = await _half_a_form(lost)
        await _an_answer_that_does_not_get_through(lost, thread)
        async with _traffic(lost):
            await _command("backup", str(file), DATA_DIR=str(lost.folder))
        await lost.bots.kill()
        lost.world.faults.clear()

        await _command("restore", str(file), DATA_DIR=str(new), DATABASE_URL=empty_url)
        bots = Bots(
            herd, lost.world, lost.address, new, lost.agent.chat_id, clock=clock, database_url=empty_url
        )
        await bots.start()
        try:
            await lost.customer.shown(UNDELIVERED)
            filling.writes("104583")
            await filling.shown("3 of 4")
            assert await Steadfast(lost.world, "Clara", "104584").registers_steadfastly() == "EC-2001"
            assert _files(new) == _files(lost.folder) != set()
            clock.write_text(str(FIVE_DAYS), encoding="ascii")
            await lost.agent.until(
                lambda: any("⏰" in body(each) for each in lost.world.messages(lost.agent.chat_id, thread))
            )
        finally:
            await bots.stop()


async def _ticket_with_a_file(here: Scene) -> int:
    """Its topic, once our own copy of the file is kept."""
    number = await here.customer.registers_steadfastly()
    thread = await here.agent.has_card_and_file(number)

    def kept() -> bool:
        with recorded(here.folder) as database:
            return bool(database.execute("SELECT 1 FROM files WHERE archive = 'kept'").fetchone())

    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(kept):  # noqa: ASYNC110 - another process's database
            await asyncio.sleep(0.05)
    return thread


async def _half_a_form(here: Scene) -> Steadfast:
    person = Steadfast(here.world, "Boris", "104583")
    person.starts()
    await person.press_once("e-Comet")
    await person.press_once("Incident")
    await person.press_once("Agree")
    await person.shown("1 of 4")
    person.writes("Half a form")
    await person.shown("2 of 4")
    return person


async def _an_answer_that_does_not_get_through(here: Scene, thread: int) -> None:
    chat = here.customer.chat_id
    here.world.faults.add(Fault("copyMessage", chat_id=chat, kind="502", times=1000))
    here.agent.writes(UNDELIVERED, thread=thread)

    def tried() -> bool:
        with recorded(here.folder) as database:
            return bool(database.execute("SELECT 1 FROM outbox WHERE attempts > 0").fetchone())

    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(tried):  # noqa: ASYNC110 - another process's database
            await asyncio.sleep(0.05)


@asynccontextmanager
async def _traffic(here: Scene) -> AsyncIterator[None]:
    """Customers who write all the time."""
    people = [Steadfast(here.world, f"Writer {number}", str(number)) for number in range(5)]

    async def write() -> None:
        while True:
            for person in people:
                person.starts()
                person.writes("Is anybody there?")
            await asyncio.sleep(0.05)

    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(write())
        yield
        writing.cancel()


async def _command(*arguments: str, **environment: str) -> None:
    result = await asyncio.to_thread(CliRunner().invoke, main, list(arguments), env=environment)
    assert result.exit_code == 0, result.output


def _files(folder: Path) -> set[str]:
    return {path.name for path in (folder / "files").glob("??/*")}
