"""When the time of a closed ticket is over, nothing that anybody said about it is anywhere."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.catalog.products import Catalog
from bot.domain.delivery import Then, copy_to_customer
from bot.domain.message import Archive, Link
from bot.domain.people import Actor
from bot.domain.priorities import Priority
from bot.domain.retention import Retention, Span, Unit
from bot.domain.states import ClosingReason
from bot.domain.ticket import Ticket
from bot.services.desk_ports import Intent, IntentKind
from bot.services.retention import Retaining
from bot.services.search_ports import Number
from bot.services.stems import terms
from storage.backup.layout import Kind, kind_of
from storage.post import SqlDue
from storage.tables import metadata, tickets
from storage.unit_of_work import SqlDatabase
from tests.replaying import replayed
from tests.running import built_in
from tests.storage.making import NOON, StandingClock, colleague, customer, document, draft, message, ticket

SECRET = "таинственный"
FILE = "secret.txt"
PATH = "ab/abcdef"
MONTH = timedelta(days=31)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_text(SECRET, encoding="utf-8")
    os.utime(tmp_path / PATH, (0, 0))
    return tmp_path


def catalog(rule: Retention) -> Catalog:
    product = built_in().find("e-comet")
    assert product
    return Catalog([replace(product, retention=rule)])


async def round_after(
    database: SqlDatabase, clock: StandingClock, folder: Path, rule: Retention, **passed: float
) -> None:
    clock.moment = NOON + timedelta(**passed)
    await Retaining(database, SqlDue(database), catalog(rule), clock, folder).round()


BOTH = Retention(Span(24, Unit.MONTHS), Span(12, Unit.MONTHS))


async def full_of_words(database: SqlDatabase, number: int, **more: Any) -> Ticket:
    """A ticket with something said at every place there is, closed at noon."""
    async with database.begin() as uow:
        person = await uow.customers.add(customer())
        agent = await colleague(uow)
        form = await uow.drafts.add(draft(person.id, product_id="e-comet"))
        made = await uow.tickets.add(
            ticket(person.id, number, draft_id=form.id, subject=SECRET, additions=(SECRET,), **more)
        )
        by = Actor.agent(agent.id)
        asked = await uow.messages.add(
            message(
                Actor.customer(person.id),
                person.id,
                draft_id=form.id,
                ticket_id=made.id,
                text=SECRET,
                attachment=document(name=FILE, remote_id=f"{SECRET}-1", unique_id=SECRET),
            )
        )
        await uow.messages.revise(asked, f"{SECRET} иначе", ())
        assert asked.attachment
        await uow.files.settle(asked.attachment.id, Archive.KEPT, sha256="0", path=PATH, size=1)
        note = await uow.messages.add(message(by, -1, ticket_id=made.id, text=SECRET))
        await uow.outbox.sent([], [Link(-1, number, copy_of=asked.id), Link(-2, number, ticket_id=made.id)])
        await uow.intents.expect(agent.id, made.id, Intent(IntentKind.NOTE, NOON))
        made.change_priority(Priority.LOW, by=by, at=NOON, because=SECRET, used={})
        made.close(ClosingReason.NO_ANSWER, by=by, at=NOON)
        await uow.tickets.save(made)
        uow.deliver(copy_to_customer(person.id, made.id, note.id, then=Then.ANSWERED))
    async with database.begin() as uow:
        await uow.outbox.hold(f"customer:{person.id}", SECRET)
    return made


async def where_it_is(database: SqlDatabase, secret: str) -> set[str]:
    """Tables that say it anywhere; people's own names are none of it."""
    found = set()
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            rows = await connection.execute(
                select(*(each for each in table.c if kind_of(each) is not Kind.STEMS))
            )
            if any(secret in str(tuple(row)) for row in rows):
                found.add(table.name)
    return found


async def test_nothing_that_was_said_is_left_and_the_log_still_tells_the_rest(
    database: SqlDatabase, clock: StandingClock, folder: Path
) -> None:
    made = await full_of_words(database, 1)
    assert await where_it_is(database, SECRET) == {
        "tickets",
        "messages",
        "revisions",
        "files",
        "events",
        "outbox",
    }

    await round_after(database, clock, folder, BOTH, days=800)

    assert await where_it_is(database, SECRET) == set()
    assert await where_it_is(database, FILE) == set()
    assert not (folder / PATH).exists()
    async with database.begin() as uow:
        left = await uow.tickets.get(made.id)
        log = await uow.tickets.log(made.id)
        assert replayed(left, log) == left
        assert (left.name, left.closed_at, left.erased_at) == ("EC-1", NOON, clock.now())
        assert [each.event for each in log] == ["submitted", "priority_changed", "closed_by_agent", "erased"]
        found = await uow.searches.find(terms(SECRET), None, offset=0, limit=9, language="ru")
        assert found.total == 0
        numbered = await uow.searches.find((), Number("EC", 1), offset=0, limit=9, language="ru")
        assert numbered.total == 1, "its number is still known"


async def test_files_go_before_the_words(database: SqlDatabase, clock: StandingClock, folder: Path) -> None:
    made = await full_of_words(database, 1)

    await round_after(database, clock, folder, BOTH, days=366)

    assert await where_it_is(database, FILE) == set()
    assert not (folder / PATH).exists()
    async with database.begin() as uow:
        left = await uow.tickets.get(made.id)
        (said, _) = await uow.messages.of_ticket(made.id)
        assert (left.subject, left.files_erased_at, left.erased_at) == (SECRET, clock.now(), None)
        assert replayed(left, await uow.tickets.log(made.id)) == left
    assert said.text == f"{SECRET} иначе"
    assert said.attachment
    assert (said.attachment.archive, said.attachment.remote_id, said.attachment.path) == (
        Archive.ERASED,
        "",
        None,
    )


@pytest.mark.parametrize(("rule", "days"), [(Retention(), 36_500), (BOTH, 364)])
async def test_what_is_to_be_kept_is_kept(
    database: SqlDatabase, clock: StandingClock, folder: Path, rule: Retention, days: int
) -> None:
    made = await full_of_words(database, 1)

    await round_after(database, clock, folder, rule, days=days)

    async with database.begin() as uow:
        assert await uow.tickets.get(made.id) == made
    assert (folder / PATH).exists()


async def test_a_copy_that_somebody_sent_again_stays(
    database: SqlDatabase, clock: StandingClock, folder: Path
) -> None:
    await full_of_words(database, 1)
    async with database.begin() as uow:
        person = await uow.customers.add(customer())
        again = await uow.messages.add(message(Actor.customer(person.id), 1, attachment=document()))
        assert again.attachment
        await uow.files.settle(again.attachment.id, Archive.KEPT, sha256="0", path=PATH, size=1)

    await round_after(database, clock, folder, BOTH, days=800)

    assert (folder / PATH).exists()
    assert "erased_files" not in await where_it_is(database, PATH), "and it is not looked at for ever"


async def test_a_copy_that_was_written_just_now_is_left_for_later(
    database: SqlDatabase, clock: StandingClock, folder: Path
) -> None:
    """Somebody may be sending the same file at this very moment."""
    await full_of_words(database, 1)
    written = (NOON + timedelta(days=800)).timestamp()
    os.utime(folder / PATH, (written, written))

    await round_after(database, clock, folder, BOTH, days=800)
    assert (folder / PATH).exists()
    await round_after(database, clock, folder, BOTH, days=801)
    assert not (folder / PATH).exists()


async def test_a_copy_that_cannot_be_removed_ends_nothing_and_is_tried_again(
    database: SqlDatabase, clock: StandingClock, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot ended, and at each start again."""
    await full_of_words(database, 1)
    (folder / PATH).unlink()
    (folder / PATH).mkdir()
    os.utime(folder / PATH, (0, 0))

    await round_after(database, clock, folder, BOTH, days=800)
    assert f"copy {PATH} of an erased file is still there: " in caplog.text
    assert "erased_files" in await where_it_is(database, PATH)

    (folder / PATH).rmdir()
    await round_after(database, clock, folder, BOTH, days=801)
    assert "erased_files" not in await where_it_is(database, PATH)


async def test_what_was_merged_into_a_ticket_goes_with_it(
    database: SqlDatabase, clock: StandingClock, folder: Path
) -> None:
    whole = await full_of_words(database, 1)
    part = await full_of_words(database, 2)
    await merged(database, part, whole)

    await round_after(database, clock, folder, BOTH, days=800)

    assert await where_it_is(database, SECRET) == set()
    async with database.begin() as uow:
        assert (await uow.tickets.get(part.id)).is_erased


async def test_a_ticket_that_cannot_be_erased_stops_no_other(
    database: SqlDatabase, clock: StandingClock, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = await full_of_words(database, 1), await full_of_words(database, 2)
    async with database.engine.begin() as connection:
        change = tickets.update().where(tickets.c.id == broken.id)
        await connection.execute(change.values(form=[{"key": SECRET}]))

    await round_after(database, clock, folder, BOTH, days=800)

    async with database.begin() as uow:
        assert (await uow.tickets.get(whole.id)).is_erased
    assert f"ticket {broken.id} not erased: KeyError" in caplog.text
    assert SECRET not in caplog.text


async def tied(database: SqlDatabase, one: Ticket, **ties: Any) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(tickets.update().where(tickets.c.id == one.id).values(**ties))


async def merged(database: SqlDatabase, part: Ticket, whole: Ticket) -> None:
    await tied(database, part, state="merged", merged_into=whole.name, closed_at=None, closing_reason=None)


async def split_off(database: SqlDatabase, one: Ticket, number: int) -> Ticket:
    """It has no messages of its own: what it tells was said to the one."""
    async with database.begin() as uow:
        off = await uow.tickets.add(ticket(one.customer_id, number))
    await tied(database, off, split_from=one.name)
    return off


async def withdrawn(database: SqlDatabase, one: Ticket, **passed: float) -> None:
    async with database.begin() as uow:
        one = await uow.tickets.get(one.id)
        one.withdraw(at=NOON + timedelta(**passed))
        await uow.tickets.save(one)


async def erased(database: SqlDatabase) -> list[str]:
    async with database.read() as connection:
        rows = await connection.execute(
            select(tickets.c.number).where(tickets.c.erased_at.is_not(None)).order_by(tickets.c.number)
        )
        return [f"EC-{number}" for number in rows.scalars()]


async def erased_after(live: Ticket, database: SqlDatabase, clock: StandingClock, folder: Path) -> list[str]:
    """Nothing before it is withdrawn, however old the others are."""
    await round_after(database, clock, folder, BOTH, days=800)
    assert await erased(database) == []
    await withdrawn(database, live)
    await round_after(database, clock, folder, BOTH, days=800)
    return await erased(database)


async def test_a_ticket_whose_words_a_live_one_needs_waits_for_it(
    database: SqlDatabase, clock: StandingClock, folder: Path
) -> None:
    one = await full_of_words(database, 1)
    off = await split_off(database, one, 2)

    assert await erased_after(off, database, clock, folder) == ["EC-1", "EC-2"]


async def test_the_words_of_a_ticket_closed_yesterday_went_with_the_one_it_was_split_from(
    database: SqlDatabase, clock: StandingClock, folder: Path
) -> None:
    one = await full_of_words(database, 1)
    off = await split_off(database, one, 2)
    await withdrawn(database, off, days=799)

    await round_after(database, clock, folder, BOTH, days=800)
    assert await erased(database) == []
    assert "files" in await where_it_is(database, FILE)
    await round_after(database, clock, folder, BOTH, days=1166)
    assert await erased(database) == []
    assert await where_it_is(database, FILE) == set(), "files have a time of their own"
    await round_after(database, clock, folder, BOTH, days=1600)
    assert await erased(database) == ["EC-1", "EC-2"]


async def test_the_words_of_a_merged_ticket_went_while_a_live_one_was_split_from_it(
    database: SqlDatabase, clock: StandingClock, folder: Path
) -> None:
    whole, part, smaller = [await full_of_words(database, number) for number in (1, 2, 3)]
    await merged(database, part, whole)
    await merged(database, smaller, part)
    off = await split_off(database, smaller, 4)

    assert await erased_after(off, database, clock, folder) == ["EC-1", "EC-2", "EC-3", "EC-4"]


async def test_a_split_off_ticket_did_not_count_once_it_was_merged_into_a_live_one(
    database: SqlDatabase, clock: StandingClock, folder: Path
) -> None:
    one = await full_of_words(database, 1)
    off = await split_off(database, one, 2)
    async with database.begin() as uow:
        between = await uow.tickets.add(ticket(one.customer_id, 3))
        live = await uow.tickets.add(ticket(one.customer_id, 4))
    await merged(database, off, between)
    await merged(database, between, live)

    assert await erased_after(live, database, clock, folder) == ["EC-1", "EC-2", "EC-3", "EC-4"]


async def test_a_ticket_merged_back_into_the_one_it_was_split_from_keeps_nothing(
    database: SqlDatabase, clock: StandingClock, folder: Path
) -> None:
    one = await full_of_words(database, 1)
    await merged(database, await split_off(database, one, 2), one)

    await round_after(database, clock, folder, BOTH, days=800)

    assert await erased(database) == ["EC-1", "EC-2"]
