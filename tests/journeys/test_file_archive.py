"""Our own copies of files: fetched in the background, whole, under the name of their content."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select

from bot.app import App
from bot.sandbox.faults import Fault
from bot.sandbox.model import Upload
from bot.settings import Settings
from storage.tables import files
from tests.journeys.helpers import (
    Ticket,
    document,
    eventually,
    find_ticket,
    names,
    photo,
    press,
    reach,
    stored,
    submit,
)
from tests.people import PNG, AgentPerson, CustomerPerson, body
from tests.running import running

MEGABYTE = 1024 * 1024


@pytest.fixture
def language() -> str:
    return "ru"


async def settled_files(bot: App, count: int) -> list[Row[Any]]:
    """All files, once none of them waits any more."""

    async def look() -> list[Row[Any]]:
        bot.archive.wake()
        rows = await stored(bot, select(files).order_by(files.c.id))
        done = len(rows) == count and all(row.archive != "pending" for row in rows)
        return rows if done else []

    return await eventually(look)


@pytest.mark.parametrize(
    ("upload", "mime"),
    [
        (document("журнал за вчера.log", b"2026-11-21 ERROR \x00\xff", mime="text/plain"), "text/plain"),
        (photo("screen.png", PNG), "image/jpeg"),
        (Upload("voice.ogg", b"OggS voice", kind="voice", mime="audio/ogg"), "audio/ogg"),
        (Upload("clip.mp4", b"ftyp video", kind="video", mime="video/mp4"), "video/mp4"),
        (Upload("round.mp4", b"ftyp round", kind="video_note"), None),
        (Upload("song.mp3", b"ID3 audio", kind="audio", mime="audio/mpeg"), "audio/mpeg"),
        (Upload("funny.mp4", b"ftyp gif", kind="animation", mime="video/mp4"), "video/mp4"),
    ],
    ids=lambda value: value.kind if isinstance(value, Upload) else "",
)
async def test_a_file_is_kept_with_its_bytes_hash_size_kind_and_name(
    bot: App, customer: CustomerPerson, settings: Settings, upload: Upload, mime: str | None
) -> None:
    await reach(customer, 4)
    customer.attaches(upload)
    await customer.reads()

    (kept,) = await settled_files(bot, 1)

    assert (kept.archive, kept.kind, kept.size) == ("kept", upload.kind, len(upload.content))
    assert kept.sha256 == hashlib.sha256(upload.content).hexdigest()
    folder = settings.data_dir / "files"
    assert (folder / kept.path).read_bytes() == upload.content
    assert Path(kept.path).name == kept.sha256
    assert list((folder / ".incoming").iterdir()) == []
    if upload.kind == "document":
        assert kept.name == "журнал за вчера.log"
    if mime:
        assert kept.mime == mime


async def test_the_same_bytes_are_kept_once_and_recorded_twice(
    bot: App, customer: CustomerPerson, settings: Settings
) -> None:
    await reach(customer, 4)
    for name in ("one.log", "two.log"):
        customer.attaches(document(name, b"the same"))
        await customer.reads()

    one, two = await settled_files(bot, 2)

    assert one.path == two.path
    assert (one.name, two.name) == ("one.log", "two.log")
    assert sum(each.is_file() for each in (settings.data_dir / "files").rglob("*")) == 1


async def test_an_agents_file_is_kept_too(
    bot: App, agent: AgentPerson, customer: CustomerPerson, ticket: Ticket, settings: Settings
) -> None:
    agent.attaches(document("guide.pdf", b"%PDF"), thread=ticket.thread)
    await agent.until(lambda: names(customer.from_bot()) == ["guide.pdf"])

    (kept,) = await settled_files(bot, 1)

    assert (settings.data_dir / "files" / kept.path).read_bytes() == b"%PDF"


async def test_a_file_that_cannot_be_fetched_now_keeps_nobody_waiting(
    bot: App, customer: CustomerPerson
) -> None:
    """Nothing is fetched while an update is handled."""
    customer.world.faults.add(Fault("getFile", kind="slow", seconds=0.7))
    await reach(customer, 4)
    customer.attaches(document())
    bot.archive.wake()
    await press(customer, await customer.reads(), "Готово")
    await submit(customer, await customer.reads())

    assert not any(call.method == "getFile" for call in customer.world.calls)
    (kept,) = await settled_files(bot, 1)
    assert kept.archive == "kept"


async def test_a_file_over_20_mb_still_reaches_the_agents_marked_as_not_archived(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await reach(customer, 4)
    customer.attaches(document("dump.zip", b"PK", size=25 * MEGABYTE))
    await press(customer, await customer.reads(), "Готово")

    ticket = await find_ticket(agent, await submit(customer, await customer.reads()))

    await agent.until(lambda: names(agent.from_bot(ticket.thread)) == ["dump.zip"])
    await agent.until(
        lambda: any(
            "В архив не попал: dump.zip. Файл больше 20 МБ" in body(each)
            for each in agent.from_bot(ticket.thread)
        )
    )
    (row,) = await settled_files(bot, 1)
    assert (row.archive, row.path) == ("too_big", None)
    assert not any(call.method == "getFile" for call in agent.world.calls)


async def test_a_big_file_to_an_open_ticket_is_marked_too(
    bot: App, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    customer.attaches(document("dump.zip", b"PK", size=25 * MEGABYTE))

    await agent.reads("В архив не попал: dump.zip", thread=ticket.thread)
    assert names(agent.from_bot(ticket.thread)) == ["dump.zip"]


async def test_a_file_of_exactly_20_mb_is_fetched(bot: App, customer: CustomerPerson) -> None:
    await reach(customer, 4)
    customer.attaches(document("edge.bin", b"x" * (20 * MEGABYTE)))
    await customer.reads()

    (kept,) = await settled_files(bot, 1)

    assert (kept.archive, kept.size) == ("kept", 20 * MEGABYTE)


async def test_files_of_before_a_restart_are_fetched_after_it(
    settings: Settings, customer: CustomerPerson
) -> None:
    customer.world.faults.add(Fault("getFile", kind="error", status=500, description="Internal", times=99))
    async with running(settings):
        await reach(customer, 4)
        customer.attaches(document(content=b"kept in the end"))
        await customer.reads()
    customer.world.faults.clear()
    leftover = settings.data_dir / "files" / ".incoming" / "half-written"
    leftover.write_bytes(b"kept in")
    async with running(settings) as bot:
        (kept,) = await settled_files(bot, 1)
        assert (settings.data_dir / "files" / kept.path).read_bytes() == b"kept in the end"
        assert not leftover.exists()
