"""No table grows for ever by itself: each has a stated rule, and what the rules forget is gone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, insert, select, update

from bot.domain.acts import Act, ActKind
from bot.domain.delivery import Recipient, words_to_chat, words_to_customer
from bot.domain.draft import DraftStatus
from bot.domain.duty import Duty
from bot.domain.message import Archive, Audience, Link, Message
from bot.domain.people import Actor
from bot.domain.pictures import picture_to_chat
from bot.domain.timers import Timer, TimerKind
from bot.services import housekeeping
from bot.services.administration_ports import Reload
from bot.services.desk_ports import Call, Intent, IntentKind
from bot.services.housekeeping import KEPT, Housekeeping
from bot.services.housekeeping_ports import Heap
from bot.services.incoming import RawUpdate
from storage import pruning, tables
from storage.post import SqlHeaps
from storage.pruning import HEAPS, LOOSE_KEPT
from storage.tables import metadata
from storage.unit_of_work import SqlDatabase, SqlUnitOfWork
from tests.storage.making import (
    NOON,
    STAFF,
    StandingClock,
    colleague,
    customer,
    document,
    draft,
    message,
    registered,
)

TICKETS = "grows with tickets; what was said goes by `retention` of the product file"
PEOPLE = "grows with people"
OPERATOR = "bounded by what operators and administrators set up"

GROWTH = {
    "acts": Heap.ACTS,
    "agents": PEOPLE,
    "alarms": Heap.ALARMS,
    "bindings": OPERATOR,
    "builds": TICKETS,
    "calls": Heap.CALLERS,
    "canned": OPERATOR,
    "canned_changes": Heap.CANNED_CHANGES,
    "consents": PEOPLE,
    "customers": PEOPLE,
    "day_changes": OPERATOR,
    "drafts": Heap.DRAFTS,
    "entitlements": OPERATOR,
    "erased_files": "emptied by housekeeping as copies leave the disk",
    "events": TICKETS,
    "files": TICKETS,
    "groups": OPERATOR,
    "inbox": Heap.HANDLED_UPDATES,
    "intents": Heap.BUTTONS_PRESSED,
    "links": Heap.LOOSE_LINKS,
    "members": Heap.MEMBERS,
    "menus": OPERATOR,
    "messages": Heap.STRAY_WORDS,
    "numbers": OPERATOR,
    "outbox": Heap.SETTLED_DELIVERIES,
    "places": TICKETS,
    "policies": "grows with versions of product files",
    "readings": "bounded by the channels",
    "reloads": Heap.RELOADS,
    "replicas": "each goes when it stops, and when another finds it gone",
    "reports": "each goes with its delivery",
    "revisions": TICKETS,
    "searches": "a week of them: each new one forgets what is older",
    "tickets": TICKETS,
    "timers": Heap.DEAD_TIMERS,
}
"""What keeps each table from growing for ever."""

SHORTLY = timedelta(minutes=1)


def test_every_table_has_a_rule_of_growth_and_every_heap_a_time() -> None:
    assert set(GROWTH) == set(metadata.tables), "say what keeps a new table from growing for ever"
    assert set(KEPT) == set(HEAPS) == set(Heap)
    for name, rule in GROWTH.items():
        if isinstance(rule, Heap):
            assert HEAPS[rule].table is metadata.tables[name]


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that one handful is not enough."""
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    monkeypatch.setattr(housekeeping, "PAUSE_SECONDS", 0.0)


async def forget(
    database: SqlDatabase, clock: StandingClock, heap: Heap, *, past: timedelta = SHORTLY
) -> None:
    """As housekeeping does it when the time of what was there at noon is over."""
    clock.moment = NOON + KEPT[heap] + past
    await Housekeeping(database, SqlHeaps(database), None, clock).clear(heap)  # type: ignore[arg-type]


async def left(database: SqlDatabase, table: Table, *columns: str) -> list[Any]:
    async with database.read() as connection:
        chosen = [table.c[name] for name in columns]
        rows = await connection.execute(select(*chosen).order_by(*chosen))
        return [row[0] if len(columns) == 1 else tuple(row) for row in rows]


async def count(database: SqlDatabase, table: Table) -> int:
    async with database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


@pytest.mark.parametrize(("heap", "gone"), [(Heap.HANDLED_UPDATES, "done"), (Heap.DEAD_UPDATES, "dead")])
async def test_updates(database: SqlDatabase, clock: StandingClock, heap: Heap, gone: str) -> None:
    old = [RawUpdate(42, number, "chat:7", "{}", NOON) for number in range(1, 8)]
    late = replace(old[0], update_id=8, lane="chat:8", received_at=NOON + KEPT[heap])
    async with database.begin() as uow:
        await uow.inbox.put([*old, late])
        for each in (*old[:3], late):
            await uow.inbox.claim(each)
        for each in old[3:6]:
            await uow.inbox.bury(each, "U1")

    await forget(database, clock, heap)

    kept = {1: "done", 2: "done", 3: "done", 4: "dead", 5: "dead", 6: "dead", 7: "waiting"}
    expected = {number: status for number, status in kept.items() if status != gone} | {8: "done"}
    assert dict(await left(database, tables.inbox, "update_id", "status")) == expected


@pytest.mark.parametrize(
    ("heap", "gone"),
    [(Heap.SETTLED_DELIVERIES, {"sent", "dropped"}), (Heap.FAILED_DELIVERIES, {"failed"})],
)
async def test_deliveries(database: SqlDatabase, clock: StandingClock, heap: Heap, gone: set[str]) -> None:
    statuses = ["queued", "sent", "held", "dropped", "failed"] * 2
    async with database.begin() as uow:
        uow.deliver(*(words_to_customer(7, "which") for _ in statuses))
    clock.passes(days=365)
    async with database.begin() as uow:
        uow.deliver(words_to_customer(7, "which"))
    async with database.engine.begin() as connection:
        for number, status in enumerate([*statuses, "sent"], start=1):
            change = update(tables.outbox).where(tables.outbox.c.id == number)
            await connection.execute(change.values(status=status))

    await forget(database, clock, heap)

    assert await left(database, tables.outbox, "id", "status") == [
        (number, status)
        for number, status in enumerate([*statuses, "sent"], start=1)
        if status not in gone or number == 11
    ]


async def test_what_waits_for_a_chat_that_is_gone_goes_with_its_picture(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        uow.deliver(words_to_chat(STAFF, "which"), words_to_customer(7, "which"))
        uow.deliver(picture_to_chat(Recipient.chat(STAFF), "report", report=5))
    async with database.engine.begin() as connection:
        await connection.execute(update(tables.outbox).values(status="held"))
        for number in (5, 6):
            await connection.execute(
                insert(tables.reports).values(
                    id=number,
                    kind="asked",
                    chat_id=STAFF,
                    period={},
                    attempts=1,
                    status="drawn",
                    picture=b"PNG",
                )
            )

    await forget(database, clock, Heap.UNREACHED_CHATS)

    assert await left(database, tables.outbox, "recipient_kind") == ["customer"]
    assert await left(database, tables.reports, "id") == [6]


async def test_timers_that_could_not_be_served(database: SqlDatabase, clock: StandingClock) -> None:
    dead, alive = (Timer(TimerKind.PLAN, None, key, NOON) for key in ("dead", "alive"))
    async with database.begin() as uow:
        await uow.timers.put([dead, alive])
        await uow.timers.bury(dead, "T1")

    await forget(database, clock, Heap.DEAD_TIMERS)

    assert await left(database, tables.timers, "key") == ["alive"]


async def test_pressed_buttons_and_callers(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        _, ticket = await registered(uow)
        agents = [(await colleague(uow)).id for _ in range(3)]
        for agent, since in zip(agents, (NOON, NOON, NOON + timedelta(days=1)), strict=True):
            await uow.intents.expect(agent, ticket.id, Intent(IntentKind.NOTE, since))
            await uow.calls.put(Call(agent, Recipient.chat(STAFF), "e-comet", "incident", since))

    await forget(database, clock, Heap.BUTTONS_PRESSED)
    await forget(database, clock, Heap.CALLERS)

    assert await left(database, tables.intents, "agent_id") == agents[2:]
    assert await left(database, tables.calls, "agent_id") == agents[2:]


async def test_reloads_but_the_last_by_which_replicas_go(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        for _ in range(4):
            await uow.reloads.add(Reload(0, 7, STAFF, None, None, NOON))

    await forget(database, clock, Heap.RELOADS)

    assert await left(database, tables.reloads, "id") == [4]


async def test_what_administrators_were_told(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        for what in ("a", "b", "c"):
            assert await uow.alarms.is_news(what, for_=SHORTLY)
    clock.passes(days=1)
    async with database.begin() as uow:
        assert await uow.alarms.is_news("late", for_=SHORTLY)

    await forget(database, clock, Heap.ALARMS)

    assert await left(database, tables.alarms, "what") == ["late"]


async def test_not_what_lasts_which_is_told_once(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        assert await uow.alarms.begins("out of -7")
    clock.passes(days=1)

    await forget(database, clock, Heap.ALARMS)

    async with database.begin() as uow:
        assert not await uow.alarms.begins("out of -7")


async def test_acts_and_changes_of_canned_answers(database: SqlDatabase, clock: StandingClock) -> None:
    late = NOON + timedelta(days=1)
    async with database.begin() as uow:
        agent = await colleague(uow)
        for at in (NOON, NOON, NOON, late):
            await uow.acts.record(Act(ActKind.BANNED, 7, at, STAFF, {}))
    async with database.engine.begin() as connection:
        for at in (NOON, NOON, NOON, late):
            await connection.execute(
                insert(tables.canned_changes).values(
                    change="added",
                    product_id="",
                    language="ru",
                    name="x",
                    text="y",
                    agent_id=agent.id,
                    changed_at=at,
                )
            )

    await forget(database, clock, Heap.ACTS)
    await forget(database, clock, Heap.CANNED_CHANGES)

    assert await left(database, tables.acts, "id") == [4]
    assert await left(database, tables.canned_changes, "id") == [4]


async def test_members_whom_nobody_has_seen_for_a_year(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        names = ("gone", "on duty", "never said a word", "here")
        agents = {
            name: await uow.agents.recognise(
                str(number), name, None, chat_id=STAFF, seen_at=None if name.startswith("never") else NOON
            )
            for number, name in enumerate(names)
        }
        await uow.agents.recognise("3", "here", None, chat_id=STAFF, seen_at=NOON + timedelta(days=30))
        await uow.members.set_duty(STAFF, agents["on duty"].id, Duty.ON, at=NOON)

    await forget(database, clock, Heap.MEMBERS)

    assert await left(database, tables.members, "agent_id") == [agents[name].id for name in names[1:]]


async def said(uow: SqlUnitOfWork, author: int, **more: Any) -> Message:
    """With a file that is kept, an earlier wording, and our copy elsewhere."""
    made = await uow.messages.add(message(Actor.customer(author), author, attachment=document(), **more))
    await uow.messages.revise(made, "иначе", ())
    assert made.attachment
    path = f"{made.id:02}/{made.id}"
    await uow.files.settle(made.attachment.id, Archive.KEPT, sha256="0", path=path, size=1)
    await uow.outbox.sent([], [Link(STAFF, made.id, copy_of=made.id)])
    return made


async def test_drafts_that_were_left_with_all_that_was_said_to_them(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        people = [await uow.customers.add(customer()) for _ in range(5)]
        kinds: list[dict[str, Any]] = [
            {},
            {"status": DraftStatus.CANCELLED},
            {"status": DraftStatus.SUBMITTED},
            {"updated_at": NOON + timedelta(days=1)},
        ]
        made = [
            await uow.drafts.add(draft(person.id, **kind))
            for person, kind in zip(people, kinds, strict=False)
        ]
        words = [await said(uow, each.customer_id, draft_id=each.id) for each in made]
        for each in made:
            await uow.outbox.sent([], [Link(each.customer_id, 1, draft_id=each.id, code="question")])

    await forget(database, clock, Heap.DRAFTS)

    kept = [each.id for each in made[2:]]
    assert await left(database, tables.drafts, "id") == kept
    assert await left(database, tables.messages, "draft_id") == kept
    assert await left(database, tables.revisions, "message_id") == [each.id for each in words[2:]]
    assert await left(database, tables.files, "message_id") == [each.id for each in words[2:]]
    assert await count(database, tables.links) == 4
    assert await left(database, tables.erased_files, "path") == [
        f"{each.id:02}/{each.id}" for each in words[:2]
    ]


async def test_a_question_of_a_form_that_has_gone_is_not_sent_to_a_customer_who_comes_back(
    database: SqlDatabase, clock: StandingClock
) -> None:
    """It was, and nothing could be written down of it any more: the bot ended, at each start again."""
    async with database.begin() as uow:
        away = await uow.customers.add(customer())
        old = await uow.drafts.add(draft(away.id, status=DraftStatus.CANCELLED))
        young = await uow.drafts.add(draft(away.id, updated_at=NOON + timedelta(days=1)))
        uow.deliver(
            words_to_customer(away.id, "old", draft_id=old.id),
            words_to_customer(away.id, "young", draft_id=young.id),
            words_to_customer(away.id, "of no form"),
        )
    async with database.begin() as uow:
        await uow.outbox.hold(Recipient.customer(away.id).lane, "blocked")
        uow.deliver(words_to_customer(away.id, "queued", draft_id=old.id))

    await forget(database, clock, Heap.DRAFTS)

    assert await left(database, tables.drafts, "id") == [young.id]
    assert [status for _, status in await left(database, tables.outbox, "id", "status")] == [
        "dropped",
        "held",
        "held",
        "dropped",
    ]


async def test_what_has_become_a_tickets_stays_when_its_form_goes(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        person, ticket = await registered(uow)
        own = await uow.drafts.add(draft(person.id, status=DraftStatus.CANCELLED))
        words = await said(uow, person.id, draft_id=own.id, ticket_id=ticket.id)

    await forget(database, clock, Heap.DRAFTS)

    assert await left(database, tables.drafts, "id") == []
    assert await left(database, tables.messages, "id", "ticket_id") == [(words.id, ticket.id)]
    assert await left(database, tables.messages, "draft_id") == [None]


async def test_words_that_belong_nowhere_unless_they_may_be_meant_for_a_live_ticket(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        stranger = await uow.customers.add(customer())
        waiting, ticket = await registered(uow)
        of_ticket = await said(uow, waiting.id, ticket_id=ticket.id)
        held = [
            await said(uow, each.id, audience=Audience.HELD)
            for each in (stranger, stranger, stranger, waiting)
        ]

    await forget(database, clock, Heap.STRAY_WORDS)

    assert await left(database, tables.messages, "id") == [of_ticket.id, held[3].id]


async def test_links_to_what_stands_for_nothing_but_the_newest_of_each_chat(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        _, ticket = await registered(uow)
        loose = [Link(chat, number, code="menu") for chat in (7, 8) for number in range(1, LOOSE_KEPT + 6)]
        await uow.outbox.sent([], [*loose, Link(7, 1000, ticket_id=ticket.id, code="card")])

    await forget(database, clock, Heap.LOOSE_LINKS)

    newest = range(6, LOOSE_KEPT + 6)
    assert await left(database, tables.links, "chat_id", "message_id") == [
        *((7, number) for number in newest),
        (7, 1000),
        *((8, number) for number in newest),
    ]


async def test_what_changed_meanwhile_is_not_removed(database: SqlDatabase, clock: StandingClock) -> None:
    """Between looking and removing, a customer goes on with the form."""
    async with database.begin() as uow:
        person = await uow.customers.add(customer())
        own = await uow.drafts.add(draft(person.id))
    clock.moment = NOON + KEPT[Heap.DRAFTS] + SHORTLY
    before = clock.now() - KEPT[Heap.DRAFTS]
    found = await SqlHeaps(database).find(Heap.DRAFTS, before=before, after=None)
    async with database.begin() as uow:
        own.updated_at = clock.now()
        await uow.drafts.save(own)
    async with database.begin() as uow:
        await uow.waste.remove(Heap.DRAFTS, found.keys, before=before)

    assert found.keys == [(own.id,)]
    assert await left(database, tables.drafts, "id") == [own.id]
