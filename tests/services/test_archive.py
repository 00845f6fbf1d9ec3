"""Our own copies of people's files: fetched in the background, whole or not at all."""

import asyncio
import hashlib
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.message import Attachment
from bot.domain.people import Actor
from bot.services import archive as archive_module
from bot.services.archive import Archive
from bot.services.ports import Database
from bot.services.sending import FileGone, FileTooBigToFetch
from storage.post import SqlPost, SqlShelf
from storage.tables import files
from storage.unit_of_work import SqlDatabase
from tests.patience import PATIENCE
from tests.services.channel import eventually
from tests.storage.away import AwayDatabase
from tests.storage.making import StandingClock, document, message, registered

Running = Callable[..., AbstractAsyncContextManager[Archive]]


class FakeSource:
    """Hands out what it has; raises what was ordered first."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.troubles: dict[str, deque[Exception]] = defaultdict(deque)
        self.fetched: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.seen_while_writing: list[list[str]] = []

    async def fetch(self, remote_id: str, to: Path) -> None:
        self.fetched.append(remote_id)
        content = self.contents.get(remote_id, b"")
        _write(to, content[: len(content) // 2])
        self.seen_while_writing.append(await asyncio.to_thread(kept_in, to.parent.parent))
        await self.gate.wait()
        if self.troubles[remote_id]:
            raise self.troubles[remote_id].popleft()
        _write(to, content)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def kept_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.glob("[!.]*/*"))


@pytest.fixture
def source() -> FakeSource:
    return FakeSource()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "LONGEST_BACK_OFF", 0.02)
    monkeypatch.setattr(archive_module, "POLL_SECONDS", 0.02)


@pytest.fixture
def running(database: SqlDatabase, source: FakeSource, folder: Path) -> Running:
    @asynccontextmanager
    async def running(*, settles_in: Database = database) -> AsyncIterator[Archive]:
        archive = Archive(settles_in, SqlShelf(database), source, folder)
        async with asyncio.TaskGroup() as tasks:
            run = tasks.create_task(archive.run())
            yield archive
            archive.stop()
            async with asyncio.timeout(PATIENCE):
                await run

    return running


async def receive(database: SqlDatabase, source: FakeSource, *contents: bytes) -> int:
    """Messages with files, in one ticket; its id. Their remote ids are a, b, c, …"""
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        for number, content in enumerate(contents):
            name = "abcdefgh"[number]
            source.contents[name] = content
            file = document(remote_id=name, name=f"{name}.txt", size=None)
            await uow.messages.add(
                message(Actor.customer(person.id), 7, ticket_id=ticket.id, attachment=file)
            )
    return ticket.id


async def records(database: SqlDatabase) -> list[tuple[str, str | None, int | None]]:
    """What is known of every file: what became of it, where it is, and its size."""
    async with database.read() as connection:
        rows = await connection.execute(
            select(files.c.archive, files.c.path, files.c.size).order_by(files.c.id)
        )
        return [(row[0], row[1], row[2]) for row in rows]


async def become(database: SqlDatabase, *expected: str) -> None:
    async def there() -> bool:
        return [archive for archive, _, _ in await records(database)] == list(expected)

    await eventually(there)


def path_of(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    return f"{digest[:2]}/{digest}"


async def test_a_file_is_kept_under_the_hash_of_its_content(
    database: SqlDatabase, source: FakeSource, folder: Path, running: Running
) -> None:
    await receive(database, source, b"first", b"second file", b"")
    async with running():
        await become(database, "kept", "kept", "kept")
    assert await records(database) == [
        ("kept", path_of(b"first"), 5),
        ("kept", path_of(b"second file"), 11),
        ("kept", path_of(b""), 0),
    ]
    assert (folder / path_of(b"second file")).read_bytes() == b"second file"
    async with database.read() as connection:
        digests = (await connection.execute(select(files.c.sha256).order_by(files.c.id))).scalars().all()
    assert digests[0] == hashlib.sha256(b"first").hexdigest()
    assert list((folder / ".incoming").iterdir()) == []


async def test_half_a_file_never_stands_where_whole_ones_do(
    database: SqlDatabase, source: FakeSource, folder: Path, running: Running
) -> None:
    await receive(database, source, b"a long content")
    source.troubles["a"].append(OSError("broken off"))
    async with running():
        await become(database, "kept")
    assert source.seen_while_writing == [[], []]
    assert kept_in(folder) == [path_of(b"a long content")]
    assert list((folder / ".incoming").iterdir()) == []


async def test_the_same_content_twice_is_one_file(
    database: SqlDatabase, source: FakeSource, folder: Path, running: Running
) -> None:
    await receive(database, source, b"same", b"same", b"same")
    async with running():
        await become(database, "kept", "kept", "kept")
    assert kept_in(folder) == [path_of(b"same")]
    assert {path for _, path, _ in await records(database)} == {path_of(b"same")}


@pytest.mark.parametrize(
    ("trouble", "becomes", "told"),
    [(FileTooBigToFetch(), "too_big", "not_archived"), (FileGone(), "failed", "not_fetched")],
)
async def test_what_can_never_be_fetched_is_told_to_the_agents(
    database: SqlDatabase,
    source: FakeSource,
    clock: StandingClock,
    running: Running,
    *,
    trouble: Exception,
    becomes: str,
    told: str,
) -> None:
    ticket_id = await receive(database, source, b"lost", b"fine")
    source.troubles["a"].append(trouble)
    async with running():
        await become(database, becomes, "kept")
    assert source.fetched.count("a") == 1
    (parcel,) = await SqlPost(database, clock).load(f"desk:{ticket_id}", limit=9)
    assert (parcel.delivery.code, parcel.delivery.data) == (told, {"names": ["a.txt"]})


async def test_what_fails_is_tried_again_and_holds_up_nobody(
    database: SqlDatabase, source: FakeSource, clock: StandingClock, running: Running
) -> None:
    ticket_id = await receive(database, source, b"frail", b"fine")
    source.troubles["a"].extend(OSError("no answer") for _ in range(4))
    async with running():
        await become(database, "kept", "kept")
    assert source.fetched.count("a") == 5
    assert await SqlPost(database, clock).load(f"desk:{ticket_id}", limit=9) == [], "nobody is bothered"


async def test_a_file_rests_between_attempts(
    database: SqlDatabase, source: FakeSource, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_module, "LONGEST_BACK_OFF", 3600.0)
    await receive(database, source, b"frail", b"fine")
    source.troubles["a"].append(OSError("no answer"))
    async with running() as archive:
        await become(database, "pending", "kept")
        archive.wake()
        await asyncio.sleep(0.05)
    assert source.fetched.count("a") == 1


async def test_a_new_file_is_fetched_as_soon_as_somebody_says_so(
    database: SqlDatabase, source: FakeSource, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_module, "POLL_SECONDS", 3600.0)
    async with running() as archive:
        await asyncio.sleep(0.02)
        await receive(database, source, b"new")
        archive.wake()
        await become(database, "kept")


async def test_leftovers_of_a_crash_are_cleared_at_the_start(
    database: SqlDatabase, source: FakeSource, folder: Path, running: Running
) -> None:
    incoming = folder / ".incoming"
    incoming.mkdir(parents=True)
    (incoming / "half").write_bytes(b"half a f")
    await receive(database, source, b"whole")
    async with running():
        await become(database, "kept")
    assert list(incoming.iterdir()) == []


async def test_a_leftover_that_cannot_be_cleared_does_not_end_the_bot(
    database: SqlDatabase,
    source: FakeSource,
    folder: Path,
    running: Running,
    caplog: pytest.LogCaptureFixture,
) -> None:
    incoming = folder / ".incoming"
    (incoming / "a folder").mkdir(parents=True)
    (incoming / "half").write_bytes(b"half a f")
    await receive(database, source, b"whole")
    async with running():
        await become(database, "kept")
    assert [each.name for each in incoming.iterdir()] == ["a folder"]
    assert "a folder, left of a file that was being fetched, stays" in caplog.text


async def test_a_round_that_breaks_does_not_end_the_archive(
    database: SqlDatabase, source: FakeSource, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending, bugs = SqlShelf.pending, [LookupError("a bug")]

    async def breaks_once(shelf: SqlShelf, **given: Any) -> list[Attachment]:
        if bugs:
            raise bugs.pop()
        return await pending(shelf, **given)

    monkeypatch.setattr(SqlShelf, "pending", breaks_once)
    await receive(database, source, b"whole")
    async with running():
        await become(database, "kept")
    assert not bugs


async def test_stopping_finishes_what_is_being_fetched(
    database: SqlDatabase, source: FakeSource, folder: Path, running: Running
) -> None:
    await receive(database, source, *(b"content" * number for number in range(1, 8)))
    source.gate.clear()

    async def four_under_way() -> bool:
        return len(source.fetched) == archive_module.AT_ONCE

    async with running() as archive:
        await eventually(four_under_way)
        archive.stop()
        source.gate.set()
    assert [each for each, _, _ in await records(database)] == [*(["kept"] * 4), *(["pending"] * 3)]


async def test_a_database_away_while_a_file_is_kept_loses_nothing(
    database: SqlDatabase, source: FakeSource, running: Running
) -> None:
    await receive(database, source, b"first", b"second")
    async with running(settles_in=AwayDatabase(database, times=3)):
        await become(database, "kept", "kept")


async def test_a_file_that_breaks_our_code_stops_no_other(
    database: SqlDatabase, source: FakeSource, running: Running
) -> None:
    await receive(database, source, b"poison", b"fine")
    source.troubles["a"].extend(LookupError("a bug") for _ in range(50))

    async def second_is_kept() -> bool:
        return (await records(database))[1][0] == "kept"

    async with running():
        await eventually(second_is_kept)
