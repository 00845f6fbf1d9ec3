"""Tickets and their event log, as a second session reads them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.answers import FormAnswer
from bot.domain.completion import Later
from bot.domain.errors import VersionMismatch
from bot.domain.message import Source
from bot.domain.people import Actor
from bot.domain.policy import Disagreement, Policy
from bot.domain.priorities import Priority
from bot.domain.product import Department, LocalText
from bot.domain.states import ClosingReason, Event, State
from bot.domain.ties import Ties, follow_up, link, merge
from bot.services.desk_ports import Place
from storage.unit_of_work import SqlDatabase
from tests.replaying import replayed
from tests.storage.making import NOON, StandingClock, colleague, registered, ticket


async def test_a_ticket_comes_back_as_it_was_registered(database: SqlDatabase) -> None:
    label, option = LocalText({"ru": "Где?", "en": "Where?"}), LocalText({"ru": "Везде", "en": "Everywhere"})
    async with database.begin() as uow:
        person, earlier = await registered(uow)
        made = await uow.tickets.add(
            ticket(
                person.id,
                2,
                form=(FormAnswer("where", "choice", label, "all", option, (4, 5), 1),),
                enclosed=(4, 5),
                work_stopped=True,
                priority=Priority.CRITICAL,
                follow_up_of=earlier.id,
                department=Department.ENGINEERING,
            )
        )

    async with database.begin() as uow:
        assert await uow.tickets.get(made.id) == made
        assert await uow.tickets.named("EC-2") == made
        assert await uow.tickets.named("EC-1") == earlier


@pytest.mark.parametrize("name", ["EC-3", "MV-1", "EC", "", "EC-", "EC-x", "EC-1²", "-1", "1"])
async def test_a_name_of_no_ticket_finds_none(database: SqlDatabase, name: str) -> None:
    async with database.begin() as uow:
        await registered(uow)
    async with database.begin() as uow:
        assert await uow.tickets.named(name) is None


async def test_everything_that_happens_to_a_ticket_is_kept(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        _, living = await registered(uow)
        agent = await colleague(uow)
        by = Actor.agent(agent.id)
        living.take(agent.id, at=NOON)
        living.question_delivered(3, by=by, at=NOON)
        await uow.tickets.save(living)
    async with database.begin() as uow:
        asked = await uow.tickets.get(living.id)
        assert (asked.state, asked.return_to, asked.assignee_id) == (State.PENDING, State.OPEN, agent.id)
        asked.delivery_failed("blocked", at=NOON)
        asked.queue_resolution(4, by=by, at=NOON)
        await uow.tickets.save(asked)
    async with database.begin() as uow:
        queued = await uow.tickets.get(living.id)
        assert (queued.queued_resolution, queued.undelivered) == (4, "blocked")
        queued.resolution_delivered(4, by=by, at=NOON + timedelta(hours=1))
        queued.confirm(1, at=NOON + timedelta(hours=2))
        queued.rate(5, at=NOON + timedelta(hours=3))
        await uow.tickets.save(queued)

    async with database.begin() as uow:
        closed = await uow.tickets.get(living.id)
    assert closed == queued
    assert (closed.state, closed.closing_reason, closed.rating) == (State.CLOSED, ClosingReason.CONFIRMED, 5)
    assert closed.resolved_at == NOON + timedelta(hours=1)
    assert closed.closed_at == NOON + timedelta(hours=2)


async def test_what_clocks_count_and_what_is_asked_is_kept(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        _, living = await registered(uow, level="full")
        by = Actor.agent((await colleague(uow)).id)
        living.hear_agent(1, by=by, at=NOON + timedelta(minutes=1))
        living.question_delivered(3, by=by, at=NOON + timedelta(hours=1))
        living.remind_of_question(2, at=NOON + timedelta(days=3), days=3)
        living.hear_customer(4, at=NOON + timedelta(days=4))
        living.change_priority(
            Priority.CRITICAL, by=by, at=NOON, because="", used={"resolution": 3_600_000_001}
        )
        living.question_delivered(5, by=by, at=NOON + timedelta(days=5))
        living.warn({"take": 100}, at=NOON)
        living.next_due = NOON + timedelta(hours=9)
        await uow.tickets.save(living)

    async with database.begin() as uow:
        kept = await uow.tickets.get(living.id)
        assert kept == living
        assert (kept.level, kept.breached, kept.next_due) == ("full", True, living.next_due)
        await uow.tickets.set_next_due(living.id, None)
        assert (await uow.tickets.get(living.id)).next_due is None


async def test_of_two_that_changed_a_ticket_only_the_first_is_stored(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        _, made = await registered(uow)
        olga, maxim = await colleague(uow), await colleague(uow, "Максим")
    async with database.begin() as uow:
        mine, theirs = await uow.tickets.get(made.id), await uow.tickets.get(made.id)
    async with database.begin() as uow:
        theirs.take(maxim.id, at=NOON)
        await uow.tickets.save(theirs)

    mine.take(olga.id, at=NOON)
    with pytest.raises(VersionMismatch):
        async with database.begin() as uow:
            await uow.tickets.save(mine)
    async with database.begin() as uow:
        assert (await uow.tickets.get(made.id)).assignee_id == maxim.id
        assert [entry.event for entry in await uow.tickets.log(made.id)] == [Event.SUBMITTED, Event.TAKEN]


async def test_the_log_keeps_order_data_and_the_channels_time(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        person, logged = await registered(uow)
        _, other = await registered(uow)
    clock.passes(days=1)
    async with database.begin() as uow:
        logged.hear_customer(9, at=NOON + timedelta(minutes=5))
        logged.hear_customer(8, at=NOON + timedelta(minutes=4))
        expected = list(logged.news)
        other.withdraw(at=NOON)
        await uow.tickets.save(other)
        await uow.tickets.save(logged)
        assert logged.news == []

    async with database.begin() as uow:
        submitted, *heard = await uow.tickets.log(logged.id)
    assert (submitted.event, submitted.transition, submitted.to) == (Event.SUBMITTED, "T1", State.NEW)
    assert (submitted.actor_kind, submitted.actor_id) == ("customer", person.id)
    assert heard == expected


async def test_replaying_the_log_gives_the_row(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, living = await registered(uow)
        agent = await colleague(uow)
        living.take(agent.id, at=NOON)
        living.queue_resolution(4, by=Actor.agent(agent.id), at=NOON)
        living.resolution_delivered(4, by=Actor.agent(agent.id), at=NOON)
        living.disagree([5], at=NOON)
        serial = FormAnswer("serial", "serial_number", LocalText({"en": "Serial number"}), "ABCD-1234")
        living.answered_later(Later((serial,)), at=NOON)
        living.fill_in(Later((replace(serial, value="ABCD-1235"),)), by=Actor.agent(agent.id), at=NOON)
        await uow.tickets.save(living)

    async with database.begin() as uow:
        stored = await uow.tickets.get(living.id)
        again = ticket(person.id, stored.number, id=stored.id, draft_id=stored.draft_id)
        for entry in await uow.tickets.log(living.id):
            again.apply(entry)
    again.version = stored.version
    assert again == stored
    assert [each.value for each in stored.form] == ["Экспорт", "ABCD-1235"], "the later answer stands"


async def test_a_ticket_keeps_the_policy_it_was_registered_under(database: SqlDatabase) -> None:
    old, new = Policy(Disagreement.CONTINUE, timedelta(days=7)), Policy(Disagreement.NEW_REQUEST, timedelta())
    async with database.begin() as uow:
        _, before = await registered(uow, policy=old, policy_version="one")
        _, after = await registered(uow, policy=new, policy_version="two")
        _, again = await registered(uow, policy=new, policy_version="one")

    async with database.begin() as uow:
        assert (await uow.tickets.get(before.id)).policy == old
        assert (await uow.tickets.get(after.id)).policy == new
        assert (await uow.tickets.get(again.id)).policy == old, "a version means one thing for good"


async def test_a_customers_tickets_come_newest_first(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, first = await registered(uow)
        await registered(uow)
        others = [await uow.tickets.add(ticket(person.id, number)) for number in range(3, 6)]

    async with database.begin() as uow:
        found = await uow.tickets.of_customer(person.id)
        assert found == [*reversed(others), first]
        assert await uow.tickets.of_customer(person.id, limit=2) == found[:2]
        assert await uow.tickets.of_customer(person.id + 100) == []


async def test_a_form_gives_one_ticket_however_often_it_is_submitted(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, first = await registered(uow)

    with pytest.raises(IntegrityError):
        async with database.begin() as uow:
            await uow.tickets.add(ticket(person.id, 2, draft_id=first.draft_id))
    async with database.begin() as uow:
        assert await uow.tickets.of_customer(person.id) == [first]
        assert await uow.tickets.next_number("e-comet") == 2


async def test_a_ticket_is_found_by_its_topic(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        _, here = await registered(uow)
        _, there = await registered(uow)
        await uow.places.requested(Place(here.id), -1001)
        await uow.places.requested(Place(there.id), -1002)
        await uow.places.adopt(here.id, -1001, 5)
        await uow.places.adopt(there.id, -1002, 5)

    async with database.begin() as uow:
        assert await uow.tickets.in_place(-1001, 5) == here
        assert await uow.tickets.in_place(-1002, 5) == there
        assert await uow.tickets.in_place(-1001, 6) is None
        assert await uow.links.at(Source(-1001, 5)) is None


async def test_ties_are_kept_on_both_sides_and_replayed(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        person, first = await registered(uow)
        by = Actor.agent((await colleague(uow)).id)
        later = await uow.tickets.add(ticket(person.id, 2, registered_at=NOON + timedelta(hours=1)))
        split_off = await uow.tickets.add(ticket(person.id, 3, ties=Ties(split_from="EC-1")))
        merge(first, later, by=by, at=NOON)
        link(split_off, later, by=by, at=NOON)
        follow_up(split_off, later, at=NOON)
        for each in (first, later, split_off):
            await uow.tickets.save(each)

    async with database.begin() as uow:
        assert await uow.tickets.merged_into("EC-2") == [first]
        assert await uow.tickets.incidents_of("EC-2") == [split_off]
        for each in (first, later, split_off):
            stored = await uow.tickets.get(each.id)
            assert stored == each
            assert replayed(stored, await uow.tickets.log(each.id)) == stored
    assert (first.state, first.ties.merged_into) == (State.MERGED, "EC-2")
    assert (later.waiting_since, later.ties.incidents) == (NOON, 1)
    assert split_off.ties == Ties(split_from="EC-1", incident_of="EC-2", followed_up="EC-2")


async def test_a_silence_is_kept_with_its_ticket(database: SqlDatabase) -> None:
    async with database.begin() as uow:
        _, living = await registered(uow)
        agent = await colleague(uow)
        living.resolution_delivered(3, by=Actor.agent(agent.id), at=NOON)
        living.remind(1, until=NOON + timedelta(days=3), at=NOON + timedelta(days=2))
        await uow.tickets.save(living)
    async with database.begin() as uow:
        assert (await uow.tickets.get(living.id)).silence == living.silence
        (waiting,) = await uow.tickets.waiting_for_customers("telegram", after=0, limit=5)
        assert waiting == living
        assert await uow.tickets.waiting_for_customers("telegram", after=living.id, limit=5) == []
        assert await uow.tickets.waiting_for_customers("phone", after=0, limit=5) == []
        living.confirm(1, at=NOON)
        await uow.tickets.save(living)
        assert await uow.tickets.waiting_for_customers("telegram", after=0, limit=5) == []
