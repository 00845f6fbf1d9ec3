"""What is asked all the time is found by an index, and what waits by an index of what waits."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from bot.domain.delivery import words_to_customer
from bot.domain.desk_list import DueBy, ListView
from bot.domain.message import Source
from bot.domain.people import Actor
from bot.domain.report_period import ReportPeriod
from bot.domain.states import State
from bot.services.housekeeping_ports import Heap
from bot.services.incoming import RawUpdate
from bot.services.list_ports import Day
from bot.services.search_ports import Number
from bot.services.stems import terms
from storage.post import SqlDue, SqlHeaps, SqlPost, SqlShelf
from storage.statistics import SqlStatistics
from storage.unit_of_work import SqlDatabase, SqlUnitOfWork
from storage.vitals import SqlVitals
from tests.storage.filling import fill
from tests.storage.making import NOON, STAFF, StandingClock

Statement = tuple[str, Any]

QUERIES: dict[str, tuple[Callable[[SqlUnitOfWork], Awaitable[Any]], str]] = {
    "updates of a lane": (lambda uow: uow.inbox.take(["chat:5"]), "ix_inbox_lane"),
    "older updates of a lane": (
        lambda uow: uow.inbox.claim(RawUpdate(42, 5, "chat:5", "{}", NOON)),
        "ix_inbox_lane",
    ),
    "the open draft": (lambda uow: uow.drafts.open_of(999), "uq_drafts_open"),
    "a customer by address": (
        lambda uow: uow.customers.find("telegram", "5"),
        "uq_customers_channel_address",
    ),
    "held words": (lambda uow: uow.messages.held_by(999), "ix_messages_held"),
    "a message by its place": (lambda uow: uow.messages.at(Source(5, 5)), "uq_messages_chat_id_message_id"),
    "the rest of an album": (
        lambda uow: uow.messages.of_album(Actor.customer(999), "999"),
        "ix_messages_album",
    ),
    "words of a form": (lambda uow: uow.messages.move_draft(5, 5), "ix_messages_draft"),
    "words of a ticket": (lambda uow: uow.messages.from_customer(5, since=NOON), "ix_messages_ticket_id_id"),
    "tickets of a customer": (lambda uow: uow.tickets.of_customer(5), "ix_tickets_customer_id_id"),
    "a ticket by its name": (lambda uow: uow.tickets.named("EC-5"), "uq_tickets_prefix_number"),
    "a ticket by its topic": (lambda uow: uow.tickets.in_place(STAFF, 5), "uq_places_thread"),
    "live tickets by product": (lambda uow: uow.tickets.live_by_product(), "ix_tickets_live"),
    "the log of a ticket": (lambda uow: uow.tickets.log(5), "ix_events_ticket_id_id"),
    "a record by its number": (
        lambda uow: uow.entitlements.with_references("e-comet", ["5"]),
        "uq_entitlements_product_id_reference",
    ),
    "people under a record": (lambda uow: uow.entitlements.customers_under(5), "ix_tickets_entitlement"),
    "copies of a message": (lambda uow: uow.links.to_message(5), "ix_links_copy_of"),
    "what a slot replaces": (
        lambda uow: uow.outbox.put([words_to_customer(5, "which", slot="which:5")]),
        "ix_outbox_slot",
    ),
    "what a customer's return sets free": (lambda uow: uow.outbox.resume(5), "ix_outbox_held"),
    "a copy to be cancelled": (lambda uow: uow.outbox.cancel_copy(5), "ix_outbox_message"),
    "who gets a message": (lambda uow: uow.outbox.recipients_of(5), "ix_outbox_message"),
    "what was merged into a ticket": (lambda uow: uow.tickets.merged_into("EC-5"), "ix_tickets_merged_into"),
    "the incidents of a problem": (lambda uow: uow.tickets.incidents_of("EC-5"), "ix_tickets_incident_of"),
    "a lane to be held": (lambda uow: uow.outbox.hold("customer:999", "blocked"), "ix_outbox_lane"),
}


class Explaining:
    """Notes the statements that are executed, and has the database explain them."""

    def __init__(self, database: SqlDatabase) -> None:
        self.engine = database.engine
        self._noted: list[Statement] = []
        event.listen(self.engine.sync_engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        self._noted.append((statement, parameters))

    async def explained(self) -> str:
        """The plans of what was executed since the last time."""
        noted, self._noted = self._noted, []
        prefix = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[self.engine.dialect.name]
        lines: list[str] = []
        async with self.engine.connect() as connection:
            for statement, parameters in noted:
                if statement.startswith(("SELECT", "UPDATE", "WITH")):
                    rows = await connection.exec_driver_sql(prefix + statement, parameters)
                    lines += [str(row[-1]) for row in rows]
        self._noted.clear()
        return "\n".join(lines)


def _uses(plan: str, index: str) -> bool:
    """SQLite has no names for the indexes of constraints, and tells the columns instead."""
    columns = {
        "uq_customers_channel_address": "(channel=? AND address=?)",
        "uq_messages_chat_id_message_id": "(chat_id=? AND message_id=?)",
        "uq_tickets_prefix_number": "(prefix=? AND number=?)",
        "uq_entitlements_product_id_reference": "(product_id=? AND reference=?)",
    }
    return index in plan or columns.get(index, index) in plan


@pytest.fixture
async def explaining(database: SqlDatabase) -> Explaining:
    async with database.engine.begin() as connection:
        await fill(connection)
    return Explaining(database)


async def test_what_use_cases_ask_is_found_by_index(database: SqlDatabase, explaining: Explaining) -> None:
    missed = {}
    for what, (ask, index) in QUERIES.items():
        async with database.begin() as uow:
            await ask(uow)
        plan = await explaining.explained()
        if not _uses(plan, index) or "TEMP B-TREE" in plan:
            missed[what] = f"{index} is not what is used:\n{plan}"
    assert not missed, "\n".join(f"{what}: {why}" for what, why in missed.items())


async def test_watching_costs_the_same_however_much_is_done_with(
    database: SqlDatabase, clock: StandingClock, explaining: Explaining
) -> None:
    await SqlVitals(database, clock).queues()
    plan = await explaining.explained()
    for index in (
        *("ix_inbox_waiting", "ix_inbox_dead", "ix_outbox_lane", "ix_outbox_held", "ix_files_pending"),
        *("ix_timers_due", "ix_timers_buried", "uq_drafts_open", "uq_drafts_call"),
    ):
        assert index in plan, f"{index} is not used:\n{plan}"

    await SqlVitals(database, clock).work()
    assert "ix_tickets_live" in await explaining.explained()


async def test_statistics_read_no_more_of_the_log_than_their_days(
    database: SqlDatabase, explaining: Explaining
) -> None:
    period = ReportPeriod.last_days(7, ZoneInfo("Europe/Moscow"), NOON - timedelta(days=30))
    async with SqlStatistics(database).reading() as reading:
        assert [each async for each in reading.heard(period)] == []
        plan = await explaining.explained()
        assert "ix_events_happened_at_id" in plan
        assert "TEMP B-TREE" not in plan, plan
        await reading.turns([1, 2, 3])
    assert "ix_events_ticket_id_id" in await explaining.explained()


async def test_a_queue_costs_the_same_however_many_tickets_are_closed(
    database: SqlDatabase, explaining: Explaining
) -> None:
    async with database.begin() as uow:
        await uow.tickets.queue(STAFF)
    assert "ix_tickets_queue" in await explaining.explained()


@pytest.mark.parametrize(
    "view",
    [
        ListView(),
        ListView(7),
        ListView(product="e-comet"),
        ListView(7, product="e-comet"),
        ListView(state=State.PENDING, due=DueBy.TODAY),
    ],
)
async def test_a_list_costs_the_same_however_many_tickets_are_closed(
    database: SqlDatabase, explaining: Explaining, view: ListView
) -> None:
    day = Day(NOON, {"e-comet": NOON})
    asked: list[Callable[[SqlUnitOfWork], Awaitable[Any]]] = [
        lambda uow: uow.lists.tally(STAFF, view.agent, day),
        lambda uow: uow.lists.rows(STAFF, view, day, limit=8),
        lambda uow: uow.lists.free(STAFF, view, day, limit=1),
    ]
    for ask in asked:
        async with database.begin() as uow:
            await ask(uow)
        plan = await explaining.explained()
        assert "ix_tickets_worked_on" in plan or "ix_tickets_queue" in plan, plan


async def test_the_head_of_a_lane_costs_the_same_however_much_was_sent(
    database: SqlDatabase, clock: StandingClock, explaining: Explaining
) -> None:
    await SqlPost(database, clock).load("customer:999", limit=20)
    plan = await explaining.explained()
    assert "ix_outbox_lane" in plan
    assert "Sort" not in plan, "the index has the order already"
    assert "TEMP B-TREE" not in plan, plan

    await SqlPost(database, clock).waiting_lanes()
    assert "ix_outbox_lane" in await explaining.explained()


async def test_what_is_over_is_found_without_reading_what_is_not(
    database: SqlDatabase, explaining: Explaining
) -> None:
    due, heaps = SqlDue(database), SqlHeaps(database)
    await due.words("e-comet", closed_before=NOON, limit=9)
    plan = await explaining.explained()
    assert "ix_tickets_words_kept" in plan
    assert "ix_tickets_split_from" in plan, plan
    await due.files("e-comet", closed_before=NOON, limit=9)
    assert "ix_tickets_files_kept" in await explaining.explained()
    for heap, index in (
        (Heap.DRAFTS, "ix_drafts_left"),
        (Heap.STRAY_WORDS, "ix_messages_ticket_id_id"),
        (Heap.LOOSE_LINKS, "ix_links_loose"),
        (Heap.UNREACHED_CHATS, "ix_outbox_held"),
    ):
        await heaps.find(heap, before=NOON, after=None)
        assert index in await explaining.explained(), heap


async def test_words_are_found_by_the_index_of_stems(database: SqlDatabase, explaining: Explaining) -> None:
    async with database.begin() as uow:
        await uow.searches.find(terms("редкое слово"), Number(None, 5), offset=0, limit=10, language="ru")
    plan = await explaining.explained()
    for table in ("messages", "tickets", "customers"):
        index = f"{table}_fts VIRTUAL TABLE INDEX"
        assert index in plan or f"ix_{table}_stems" in plan, plan
    assert "uq_tickets_product_id_number" in plan or "(product_id=? AND number=?)" in plan, plan


async def test_files_to_fetch_are_found_however_many_are_kept(
    database: SqlDatabase, explaining: Explaining
) -> None:
    assert await SqlShelf(database).pending(limit=100)
    assert "ix_files_pending" in await explaining.explained()
