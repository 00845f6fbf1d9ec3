"""A backup is all there is, of one moment, for either kind of database; what is no backup changes nothing."""

import asyncio
import hashlib
import io
import json
import os
import zipfile
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalog.products import Catalog
from bot.domain.delivery import words_to_customer
from bot.domain.message import Archive
from bot.domain.people import Actor
from bot.services.incoming import RawUpdate
from bot.services.retention import Retaining
from bot.services.stems import terms
from storage.backup import restoring
from storage.backup.layout import MANIFEST, Kind, kind_of
from storage.backup.numbering import IDS_AHEAD, given
from storage.backup.reading import BadBackup, NewerBackup, opened
from storage.backup.writing import PAGE, NotCurrent, write_backup
from storage.engine import create_engine
from storage.migrate import current, migrate, newest
from storage.post import SqlDue
from storage.tables import metadata
from storage.unit_of_work import SqlDatabase, SqlUnitOfWork
from tests.servers import Postgres
from tests.storage.making import NOON, StandingClock, document, message, registered

CONTENT = b"what a customer sent"
SHA = hashlib.sha256(CONTENT).hexdigest()
PATH = f"{SHA[:2]}/{SHA}"


class Silent:
    """Progress that nobody looks at."""

    def begin(self, what: str, length: int) -> None: ...

    def done(self, steps: int) -> None: ...


@pytest.fixture
def other(empty: AsyncEngine) -> AsyncEngine:
    """Where nobody has been: of the same kind as the database, and of the other."""
    return empty


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of people's files."""
    kept = tmp_path / "files"
    (kept / PATH).parent.mkdir(parents=True)
    (kept / PATH).write_bytes(CONTENT)
    return kept


async def backed_up(database: SqlDatabase, folder: Path, file: Path) -> Path:
    target = io.BytesIO()
    await write_backup(database, folder, target, at=NOON, version="0", progress=Silent())
    await asyncio.to_thread(file.write_bytes, target.getvalue())
    return file


async def restored(
    engine: AsyncEngine,
    file: Path,
    folder: Path,
    *,
    replace: bool = False,
    ahead: Collection[str] | None = None,
) -> None:
    with opened(file) as backup:
        backup.verify(Silent())
        there = await restoring.rows_there(engine, replace=replace)
        restoring.put_files(backup, folder, Silent())
        await restoring.put_tables(
            engine,
            backup,
            replace=replace,
            progress=Silent(),
            ahead=ahead,
            folder=folder if there else None,
        )


@asynccontextmanager
async def at_work(engine: AsyncEngine) -> AsyncIterator[SqlUnitOfWork]:
    """A bot that does one thing and goes."""
    database = SqlDatabase(engine, StandingClock())
    try:
        async with database.begin() as uow:
            yield uow
    finally:
        await database.close()


async def everything(engine: AsyncEngine) -> dict[str, list[Any]]:
    """As both databases say it alike."""
    found = {}
    async with engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = await connection.execute(select(table).order_by(*table.primary_key))
            stems = [kind_of(column) is Kind.STEMS for column in table.c]
            found[table.name] = [
                [
                    set(value.replace("'", "").split()) if is_stems else value
                    for value, is_stems in zip(row, stems, strict=True)
                ]
                for row in rows
            ]
    return found


async def lived_in(database: SqlDatabase) -> None:
    """Rows of every kind, with what is hard to carry over."""
    async with database.begin() as uow:
        await uow.inbox.put([RawUpdate(42, number, "chat:7", "{}", NOON) for number in range(2 * PAGE + 1)])
        person, ticket = await registered(uow, product_id="mixvel", prefix="MV")
        said = await uow.messages.add(
            message(
                Actor.customer(person.id),
                7_000_000_000,
                ticket_id=ticket.id,
                text="Не печатается\nчек 🧾 «№ 5»\u2028'\"\\",
                attachment=document(),
            )
        )
        assert said.attachment
        await uow.files.settle(said.attachment.id, Archive.KEPT, sha256=SHA, path=PATH, size=len(CONTENT))
        uow.deliver(words_to_customer(person.id, "which", slot="x", moment=NOON.isoformat()))


async def test_all_of_it_comes_back_in_either_kind_of_database(
    database: SqlDatabase, other: AsyncEngine, folder: Path, tmp_path: Path
) -> None:
    await lived_in(database)
    before = await everything(database.engine)
    file = await backed_up(database, folder, tmp_path / "b.zip")

    await restored(other, file, tmp_path / "elsewhere")

    assert await everything(other) == before
    assert await current(other) == newest()
    assert (tmp_path / "elsewhere" / PATH).read_bytes() == CONTENT
    async with at_work(other) as uow:
        found = await uow.searches.find(terms("чеками"), None, offset=0, limit=9, language="ru")
        assert [hit.name for hit in found.hits] == ["MV-1"], "search has its index"


async def test_a_character_that_postgresql_cannot_have_keeps_nothing_from_moving(
    sqlite: SqlDatabase, postgres: Postgres, folder: Path, tmp_path: Path
) -> None:
    async with sqlite.begin() as uow:
        _, ticket = await registered(uow, subject="Не печата\0ется")
    file = await backed_up(sqlite, folder, tmp_path / "b.zip")
    with postgres.database(migrated=False) as url:
        engine = create_engine(url)
        await restored(engine, file, tmp_path / "elsewhere")
        async with at_work(engine) as uow:
            assert (await uow.tickets.get(ticket.id)).subject == "Не печатается"
        await engine.dispose()


async def test_numbers_go_on_where_they_were_also_those_of_rows_that_are_gone(
    database: SqlDatabase, other: AsyncEngine, folder: Path, tmp_path: Path
) -> None:
    async with database.begin() as uow:
        person, _ = await registered(uow)
        uow.deliver(*(words_to_customer(person.id, "which", n=number) for number in range(5)))
    async with database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM outbox"))
    file = await backed_up(database, folder, tmp_path / "b.zip")
    await restored(other, file, tmp_path / "elsewhere")

    async with at_work(other) as uow:
        _, ticket = await registered(uow)
        uow.deliver(words_to_customer(person.id, "which"))
    assert (ticket.name, ticket.id) == ("EC-2", 2)
    async with other.connect() as connection:
        assert (await connection.execute(text("SELECT id FROM outbox"))).scalars().all() == [6]


async def test_a_number_of_after_the_backup_came_to_mean_somebody_elses_ticket(
    database: SqlDatabase, other: AsyncEngine, folder: Path, tmp_path: Path
) -> None:
    """Anna's old card was pressed, and Boris's ticket taken."""
    async with database.begin() as uow:
        await registered(uow)
    file = await backed_up(database, folder, tmp_path / "b.zip")
    async with database.begin() as uow:
        _, annas = await registered(uow)
        _, hers = await registered(uow, product_id="mixvel", prefix="MV")

    await restored(other, file, tmp_path / "elsewhere", ahead=["e-comet", "mixvel"])

    async with at_work(other) as uow:
        _, his = await registered(uow)
        _, new = await registered(uow, product_id="mixvel", prefix="MV")
    assert (annas.name, his.name) == ("EC-2", "EC-2001")
    assert (hers.name, new.name) == ("MV-1", "MV-1001")
    assert not {annas.id, hers.id} & {his.id, new.id}, "her buttons name her tickets by their rows"


async def test_no_row_of_any_table_gets_the_number_of_one_of_after_the_backup(
    database: SqlDatabase, other: AsyncEngine, folder: Path, tmp_path: Path
) -> None:
    """Buttons carry those of tickets, drafts, messages, agents, canned answers and searches."""
    await lived_in(database)
    file = await backed_up(database, folder, tmp_path / "b.zip")

    await restored(other, file, tmp_path / "elsewhere", ahead=["e-comet"])

    async with other.begin() as connection:
        ids = (await connection.run_sync(given, metadata.sorted_tables)).ids
    assert ids.keys() == {each.name for each in metadata.sorted_tables if "id" in each.c}
    assert min(ids.values()) >= IDS_AHEAD, ids


async def test_what_a_replaced_database_has_given_out_is_not_given_again(
    database: SqlDatabase, other: AsyncEngine, folder: Path, tmp_path: Path
) -> None:
    """However much it was since the backup."""
    async with database.begin() as uow:
        await registered(uow)
    file = await backed_up(database, folder, tmp_path / "b.zip")
    await restored(other, file, tmp_path / "elsewhere")
    async with other.begin() as connection:
        await connection.execute(text("UPDATE numbers SET last = 56789"))
    await other.dispose()

    await restored(other, file, tmp_path / "elsewhere", replace=True, ahead=["e-comet"])

    async with at_work(other) as uow:
        _, made = await registered(uow)
    assert made.name == "EC-63001"


async def test_the_files_of_replaced_tickets_stayed_on_the_disk_for_ever(
    database: SqlDatabase, folder: Path, tmp_path: Path, clock: StandingClock
) -> None:
    file = await backed_up(database, folder, tmp_path / "b.zip")
    await lived_in(database)
    later = await backed_up(database, folder, tmp_path / "later.zip")
    await database.close()
    (folder / "ab").mkdir(exist_ok=True)
    (folder / "ab" / "notes.txt").write_text("an administrator's own", encoding="utf-8")
    os.utime(folder / PATH, (0, 0))

    async def housekeeping() -> None:
        rule = Retaining(database, SqlDue(database), Catalog([]), clock, folder)
        await rule.round()
        await database.close()

    await restored(database.engine, later, folder, replace=True)
    await housekeeping()
    assert (folder / PATH).exists(), "what a row names stays"
    await restored(database.engine, file, folder, replace=True)
    await housekeeping()
    assert not (folder / PATH).exists()
    assert (folder / "ab" / "notes.txt").exists()


async def test_writers_go_on_and_are_not_in_it(
    database: SqlDatabase, other: AsyncEngine, tmp_path: Path
) -> None:
    """Half of what a transaction wrote would be worse than none of it."""
    async with database.begin() as uow:
        await registered(uow)
    began = asyncio.Event()

    class Watched(Silent):
        def begin(self, *_: Any) -> None:
            began.set()

    async def writes() -> None:
        await began.wait()
        async with database.begin() as uow:
            await registered(uow)

    target = io.BytesIO()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(writes())
        made = await write_backup(database, tmp_path, target, at=NOON, version="0", progress=Watched())
    file = tmp_path / "b.zip"
    file.write_bytes(target.getvalue())
    await restored(other, file, tmp_path / "elsewhere")

    assert made.count("tickets") == made.count("events") == 1
    found = await everything(other)
    assert [len(found[each]) for each in ("customers", "tickets", "places", "events")] == [1, 1, 1, 1]


async def test_a_database_with_rows_is_replaced_only_as_a_whole_and_on_demand(
    database: SqlDatabase, other: AsyncEngine, folder: Path, tmp_path: Path
) -> None:
    await lived_in(database)
    before = await everything(database.engine)
    file = await backed_up(database, folder, tmp_path / "b.zip")
    await migrate(other)
    async with at_work(other) as uow:
        await registered(uow)
        await registered(uow)
    there = await everything(other)
    await other.dispose()

    with pytest.raises(restoring.NotEmpty) as full:
        await restored(other, file, tmp_path / "elsewhere")
    assert full.value.rows["tickets"] == 2
    assert await everything(other) == there
    assert not (tmp_path / "elsewhere").exists()
    await other.dispose()

    await restored(other, file, tmp_path / "elsewhere", replace=True)
    assert await everything(other) == before


async def test_a_backup_of_an_older_version_is_brought_to_this_one(
    database: SqlDatabase, other: AsyncEngine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that version would have written it: with a column less."""
    async with database.begin() as uow:
        _, ticket = await registered(uow)
        uow.deliver(words_to_customer(ticket.customer_id, "which"))
    file = await backed_up(database, folder, tmp_path / "b.zip")

    def older(manifest: dict[str, Any], tables: dict[str, bytes]) -> None:
        manifest["schema"] = "0018"
        manifest["tables"] = [each for each in manifest["tables"] if each["name"] not in TABLES_SINCE_0018]
        for name in TABLES_SINCE_0018:
            del tables[f"tables/{name}.jsonl"]
        for name, gone in (
            ("tickets", ("other_desk",)),
            ("outbox", ("desk", "blocker")),
            ("places", ("desk",)),
            ("groups", ("crowd_told_at",)),
            ("reports", ("taken_until",)),
            ("inbox", ("holder",)),
        ):
            part = next(each for each in manifest["tables"] if each["name"] == name)
            drop(part, tables, *gone, *SINCE_0018.get(name, ()))

    await restored(other, altered(file, older), tmp_path / "elsewhere")

    assert await current(other) == newest()
    async with at_work(other) as uow:
        assert await uow.tickets.get(ticket.id) == ticket
        assert (await uow.places.get(ticket.id)).ticket_id == ticket.id


SINCE_0018 = {"tickets": ("files_erased_at", "erased_at")}
"""More columns that came later."""
TABLES_SINCE_0018 = ("alarms", "erased_files", "menus", "replicas")


def drop(part: dict[str, Any], tables: dict[str, bytes], *names: str) -> None:
    keep = [index for index, name in enumerate(part["columns"]) if name not in names]
    part["columns"] = {name: kind for name, kind in part["columns"].items() if name not in names}
    member = f"tables/{part['name']}.jsonl"
    rows = [json.loads(line) for line in tables[member].splitlines()]
    tables[member] = b"".join(json.dumps([row[index] for index in keep]).encode() + b"\n" for row in rows)


def altered(file: Path, alter: Callable[[dict[str, Any], dict[str, bytes]], None]) -> Path:
    """The archive with another content that its manifest vouches for."""
    with zipfile.ZipFile(file) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(members.pop(MANIFEST))
    alter(manifest, members)
    manifest["members"] = {
        name: {"size": len(it), "sha256": hashlib.sha256(it).hexdigest()} for name, it in members.items()
    }
    target = file.with_name("altered.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
        packed.writestr(MANIFEST, json.dumps(manifest))
    return target


async def test_an_older_schema_is_not_backed_up_as_if_it_were_this_one(
    other: AsyncEngine, folder: Path
) -> None:
    await migrate(other, to="0018")
    database = SqlDatabase(other, StandingClock())
    with pytest.raises(NotCurrent) as found:
        await write_backup(database, folder, io.BytesIO(), at=NOON, version="0", progress=Silent())
    assert found.value.revision == "0018"


async def test_a_database_that_somebody_has_open_is_left_alone(
    database: SqlDatabase, folder: Path, tmp_path: Path
) -> None:
    async with database.begin() as uow:
        await registered(uow)
    file = await backed_up(database, folder, tmp_path / "b.zip")
    mine = create_engine(database.engine.url.render_as_string(hide_password=False))

    with pytest.raises(restoring.InUse):
        await restored(mine, file, tmp_path / "elsewhere", replace=True)
    await database.close()
    await restored(mine, file, tmp_path / "elsewhere", replace=True)
    await mine.dispose()


async def test_what_fails_on_the_way_leaves_everything_as_it_was(
    database: SqlDatabase, other: AsyncEngine, folder: Path, tmp_path: Path
) -> None:
    await lived_in(database)
    file = await backed_up(database, folder, tmp_path / "b.zip")
    await migrate(other)
    async with at_work(other) as uow:
        await registered(uow)
    there = await everything(other)
    await other.dispose()

    def cut(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
        members["tables/outbox.jsonl"] = members["tables/outbox.jsonl"][:-9] + b"\n"

    with pytest.raises(BadBackup, match=r"tables/outbox.jsonl:\d+ is not a row"):
        await restored(other, altered(file, cut), tmp_path / "elsewhere", replace=True)
    assert await everything(other) == there


def _rename(members: dict[str, bytes], name: str) -> None:
    members[name] = members.pop(f"files/{PATH}")


HOSTILE: dict[str, Callable[[dict[str, Any], dict[str, bytes]], None]] = {
    "out of the folder": lambda _, members: _rename(members, "files/../../evil"),
    "an absolute name": lambda _, members: _rename(members, "/etc/evil"),
    "a name of another kind": lambda _, members: _rename(members, "files/aa/evil.sh"),
    "another name than its content's": lambda _, members: _rename(members, f"files/aa/{'a' * 64}"),
    "a bomb": lambda _, members: members.update({"tables/acts.jsonl": b"0" * (5 << 20)}),
    "a table that is not named": lambda _, members: members.update({"tables/more.jsonl": b""}),
    "a table that is missing": lambda _, members: members.__delitem__("tables/acts.jsonl"),
    "no schema of ours": lambda manifest, _: manifest.update(schema="0020"),
    "no manifest of ours": lambda manifest, _: manifest.__delitem__("tables"),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_what_no_backup_of_ours_has_is_refused(
    sqlite: SqlDatabase, folder: Path, tmp_path: Path, what: str
) -> None:
    async with sqlite.begin() as uow:
        person, ticket = await registered(uow)
        said = await uow.messages.add(
            message(Actor.customer(person.id), 7, ticket_id=ticket.id, attachment=document())
        )
        assert said.attachment
        await uow.files.settle(said.attachment.id, Archive.KEPT, sha256=SHA, path=PATH, size=len(CONTENT))
    file = altered(await backed_up(sqlite, folder, tmp_path / "b.zip"), HOSTILE[what])

    with pytest.raises(BadBackup), opened(file) as backup:
        backup.verify(Silent())
    assert not (tmp_path / "evil").exists()


async def test_links_are_refused(sqlite: SqlDatabase, folder: Path, tmp_path: Path) -> None:
    file = await backed_up(sqlite, folder, tmp_path / "b.zip")
    link = zipfile.ZipInfo(f"files/{PATH}")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr(link, "/etc/passwd")

    with pytest.raises(BadBackup), opened(file):
        pass


async def test_a_flipped_bit_is_seen(sqlite: SqlDatabase, folder: Path, tmp_path: Path) -> None:
    async with sqlite.begin() as uow:
        await registered(uow)
    file = await backed_up(sqlite, folder, tmp_path / "b.zip")
    with zipfile.ZipFile(file) as packed:
        tickets = packed.getinfo("tables/tickets.jsonl")
    content = bytearray(file.read_bytes())
    content[tickets.header_offset + 30 + len(tickets.filename) + tickets.compress_size // 2] ^= 1
    file.write_bytes(content)

    with pytest.raises(BadBackup), opened(file) as backup:
        backup.verify(Silent())


@pytest.mark.parametrize("changed", [{"schema": "9999"}, {"format": 2}])
async def test_a_backup_of_a_later_version_is_refused_as_such(
    sqlite: SqlDatabase, folder: Path, tmp_path: Path, changed: dict[str, Any]
) -> None:
    file = await backed_up(sqlite, folder, tmp_path / "b.zip")
    with pytest.raises(NewerBackup), opened(altered(file, lambda manifest, _: manifest.update(changed))):
        pass


async def test_files_need_room_before_any_is_written(
    sqlite: SqlDatabase, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = await backed_up(sqlite, folder, tmp_path / "b.zip")
    monkeypatch.setattr(restoring, "room_needed", lambda _: 1 << 60)
    with opened(file) as backup, pytest.raises(restoring.NoRoom):
        restoring.put_files(backup, tmp_path / "elsewhere", Silent())
    assert not (tmp_path / "elsewhere").exists()
