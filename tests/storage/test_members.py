"""Members of a staff group: seen, on duty, in turn, and what they have not begun."""

import asyncio
from typing import Any

from bot.domain.duty import Duty
from bot.domain.message import Audience, Purpose
from bot.domain.people import Actor, Agent
from bot.domain.states import State
from storage.unit_of_work import SqlDatabase, SqlUnitOfWork
from tests.storage.making import NOON, STAFF, StandingClock, customer, message, ticket


async def seen(uow: SqlUnitOfWork, name: str, clock: StandingClock) -> Agent:
    return await uow.agents.recognise(name, name, None, chat_id=STAFF, seen_at=clock.now())


async def test_who_was_active_last_comes_first_to_the_minute(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        await uow.agents.recognise("named", "Названный", None, chat_id=STAFF)
        for name in ("Анна", "Борис"):
            await seen(uow, name, clock)
            clock.passes(minutes=5)
        await seen(uow, "Анна", clock)
        clock.passes(seconds=30)
        await seen(uow, "Борис", clock)
        names = [each.agent.name for each in await uow.members.all(STAFF, limit=10)]
    assert names == ["Борис", "Анна", "Названный"]


async def test_turns_go_round_among_those_on_duty(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        people = [await seen(uow, name, clock) for name in ("А", "Б", "В")]
        for each in people:
            assert await uow.members.set_duty(STAFF, each.id, Duty.ON, at=clock.now())
            clock.passes(seconds=1)
        assert not await uow.members.set_duty(STAFF, people[0].id, Duty.ON, at=clock.now()), "the same turn"
        await uow.members.set_duty(STAFF, people[1].id, Duty.AWAY, at=clock.now())
        turns = []
        for _ in range(4):
            clock.passes(seconds=1)
            turns.append(await uow.members.next_in_turn(STAFF, at=clock.now()))
    assert turns == [people[0].id, people[2].id, people[0].id, people[2].id]


async def test_two_who_ask_at_once_get_two(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        people = [await seen(uow, name, clock) for name in ("А", "Б")]
        for each in people:
            await uow.members.set_duty(STAFF, each.id, Duty.ON, at=NOON)
    clock.passes(seconds=1)

    async def ask() -> int | None:
        async with database.begin() as uow:
            found = await uow.members.next_in_turn(STAFF, at=clock.now())
            await asyncio.sleep(0.05)
            return found

    assert set(await asyncio.gather(ask(), ask())) == {each.id for each in people}


async def test_nobody_on_duty_is_nobodys_turn(database: SqlDatabase, clock: StandingClock) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        await seen(uow, "А", clock)
        assert await uow.members.next_in_turn(STAFF, at=clock.now()) is None


async def test_untouched_is_what_waits_for_agents_and_about_which_nothing_was_sent(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        await uow.groups.set_default(STAFF)
        agent = await seen(uow, "А", clock)
        person = await uow.customers.add(customer())
        made: dict[str, Any] = {}
        states = [State.OPEN, State.ESCALATED, State.PENDING, State.RESOLVED, State.CLOSED]
        for number, state in enumerate(states, start=1):
            given = ticket(person.id, number, state=state, assignee_id=agent.id)
            made[state] = await uow.tickets.add(given)
        about: list[dict[str, Any]] = [{"purpose": Purpose.ANSWER}, {"audience": Audience.NOTE}]
        for number, more in enumerate(about, start=10):
            said = await uow.tickets.add(ticket(person.id, number, state=State.OPEN, assignee_id=agent.id))
            await uow.messages.add(message(Actor.agent(agent.id), STAFF, ticket_id=said.id, **more))
            made[str(number)] = said

    async with database.begin() as uow:
        found = await uow.members.untouched(STAFF, agent.id)
        (told,) = await uow.members.all(STAFF, limit=5)
    assert set(found) == {made[each].id for each in (State.OPEN, State.ESCALATED, "11")}
    assert told.tickets == 5


async def test_a_ticket_taken_instead_of_another_is_noted_once(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        agent = await seen(uow, "А", clock)
        answers = [await uow.agents.took_instead(agent.id, each, chat_id=STAFF) for each in (5, 5, 6, 5)]
    assert answers == [True, False, True, True]


async def test_who_has_been_seen_in_a_group_is_in_it_until_they_leave(
    database: SqlDatabase, clock: StandingClock
) -> None:
    async with database.begin() as uow:
        anna = await seen(uow, "Анна", clock)
        there = [
            await uow.members.is_in_any(anna.id, chats)
            for chats in ([STAFF], [-1002, None, STAFF], [-1002], [None], [])
        ]
        assert there == [True, True, False, False, False]
        await uow.agents.left("Анна", chat_id=STAFF)
    async with database.begin() as uow:
        assert not await uow.members.is_in_any(anna.id, [STAFF])
