"""What a ticket learns when an agent's message arrived, or could not, with the real use cases."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.catalog.files import BUILT_IN
from bot.catalog.loader import load_catalog
from bot.domain.completion import Later
from bot.domain.delivery import Delivery, Then, copy_to_customer, words_to_customer
from bot.domain.entitlement import Enforcement, Right, Standing
from bot.domain.message import Message, Purpose, Source
from bot.domain.people import Actor, Agent
from bot.domain.policy import Disagreement, Policy
from bot.domain.product import RequiredFor
from bot.domain.states import State
from bot.domain.ticket import Ticket
from bot.services.alarms import Alarms
from bot.services.sending import Accepted, Failed, Outcome, Unreachable
from bot.services.use_cases import UseCases
from storage.unit_of_work import SqlDatabase
from tests.domain.building import lacking
from tests.services.channel import FakeChannel, eventually
from tests.services.conftest import Running
from tests.services.outbox import become, queue, statuses, ticket_with
from tests.storage.making import NOON, STAFF, StandingClock, message, registered


async def answered(database: SqlDatabase, purpose: Purpose) -> tuple[Ticket, Agent, Message, Delivery]:
    """An agent has the ticket and has written; the message is to be queued."""
    ticket, _ = await ticket_with(database)
    async with database.begin() as uow:
        agent = await uow.agents.recognise("5", "Ольга", None, chat_id=STAFF)
        by = Actor.agent(agent.id)
        ticket = await uow.tickets.get(ticket.id)
        ticket.take(agent.id, at=NOON)
        written = await uow.messages.add(
            message(by, STAFF, text="ответ", ticket_id=ticket.id, purpose=purpose)
        )
        if purpose is Purpose.RESOLUTION:
            ticket.queue_resolution(written.id, by=by, at=NOON)
        await uow.tickets.save(ticket)
    then = Then.QUESTION_ASKED if purpose is Purpose.QUESTION else Then.ANSWERED
    return ticket, agent, written, copy_to_customer(ticket.customer_id, ticket.id, written.id, then=then)


async def as_stored(database: SqlDatabase, ticket: Ticket) -> Ticket:
    async with database.begin() as uow:
        return await uow.tickets.get(ticket.id)


@pytest.mark.parametrize(
    ("purpose", "state"),
    [
        (Purpose.ANSWER, State.OPEN),
        (Purpose.QUESTION, State.PENDING),
        (Purpose.RESOLUTION, State.RESOLVED),
    ],
)
async def test_a_ticket_moves_when_the_customer_has_the_message_and_not_before(
    database: SqlDatabase,
    channel: FakeChannel,
    running: Running,
    clock: StandingClock,
    *,
    purpose: Purpose,
    state: State,
) -> None:
    ticket, _, written, copy = await answered(database, purpose)
    arrives = asyncio.Event()
    channel.answer(copy.lane, arrives)
    clock.passes(minutes=5)
    async with running():
        await queue(database, copy)
        await channel.gets("ответ")
        assert (await as_stored(database, ticket)).state is State.OPEN
        arrives.set()
        await channel.gets("mark")
    assert (await as_stored(database, ticket)).state is state
    async with database.begin() as uow:
        (arrived,) = await uow.messages.get([written.id])
        assert arrived.delivered_at == clock.now()
    assert ("confirm" in channel.names(copy.lane)) is (state is State.RESOLVED)


@pytest.mark.parametrize(("lacks", "state"), [(True, State.PENDING), (False, State.NEW)])
async def test_a_ticket_waits_for_its_form_when_the_customer_has_been_asked_unless_it_is_complete_by_then(
    database: SqlDatabase, channel: FakeChannel, running: Running, *, lacks: bool, state: State
) -> None:
    async with database.begin() as uow:
        _, ticket = await registered(uow, form=(lacking(RequiredFor.TAKE),))
        agent = await uow.agents.recognise("5", "Ольга", None, chat_id=STAFF)
    words = words_to_customer(
        ticket.customer_id, "complete_form", ticket_id=ticket.id, then=Then.FORM_ASKED, agent_id=agent.id
    )
    arrives = asyncio.Event()
    channel.answer(words.lane, arrives)
    async with running():
        await queue(database, words)
        await channel.gets("complete_form")
        if not lacks:
            async with database.begin() as uow:
                known = await uow.tickets.get(ticket.id)
                given = replace(lacking(RequiredFor.TAKE), value="ABCD-1234")
                known.fill_in(Later((given,)), by=Actor.agent(agent.id), at=NOON)
                await uow.tickets.save(known)
        arrives.set()
        await eventually(lambda: _is_sent(database))
    assert (await as_stored(database, ticket)).state is state


async def _is_sent(database: SqlDatabase) -> bool:
    return (await statuses(database))[0] == "sent"


@pytest.mark.parametrize(
    ("outcome", "explained"),
    [
        (Accepted(), True),
        (Failed("refused"), True),
        (Unreachable("deactivated"), True),
        (Unreachable("blocked"), False),
    ],
    ids=["arrived", "refused", "deactivated", "blocked"],
)
async def test_a_hold_is_explained_when_the_customer_knows_or_never_will(
    database: SqlDatabase, channel: FakeChannel, running: Running, *, outcome: Outcome, explained: bool
) -> None:
    async with database.begin() as uow:
        policy = Policy(Disagreement.CONTINUE, timedelta(0), enforcement=Enforcement.HOLD)
        _, ticket = await registered(uow, policy=policy)
        ticket.learn_right(Right(Standing.NO_KEY), at=NOON)
        await uow.tickets.save(ticket)
    words = words_to_customer(
        ticket.customer_id, "hold_explained", ticket_id=ticket.id, then=Then.HOLD_EXPLAINED
    )
    channel.answer(words.lane, outcome)
    async with running():
        await queue(database, words)
        if isinstance(outcome, Accepted):
            await eventually(lambda: _is_sent(database))
        else:
            await channel.gets("not_delivered")
    stored = await as_stored(database, ticket)
    assert stored.state is State.ENTITLEMENT_HOLD
    assert (stored.explained_at is not None) is explained


async def test_an_answer_that_is_refused_is_shown_and_told_to_the_agents(
    database: SqlDatabase, channel: FakeChannel, running: Running
) -> None:
    ticket, _, _, copy = await answered(database, Purpose.RESOLUTION)
    channel.answer(copy.lane, Failed("refused"))
    async with running():
        await queue(database, copy)
        await channel.gets("not_delivered")
    stored = await as_stored(database, ticket)
    assert (stored.state, stored.undelivered) == (State.OPEN, "refused")


async def test_a_customer_who_blocked_the_bot_is_seen_and_told_of_once_a_message(
    database: SqlDatabase, channel: FakeChannel, running: Running, clock: StandingClock
) -> None:
    ticket, agent, _, copy = await answered(database, Purpose.ANSWER)
    async with database.begin() as uow:
        more = await uow.messages.add(
            message(Actor.agent(agent.id), STAFF, text="ещё", ticket_id=ticket.id, purpose=Purpose.ANSWER)
        )
    behind = copy_to_customer(
        ticket.customer_id, ticket.id, more.id, then=Then.ANSWERED, reply_to=Source(7, 1)
    )
    channel.answer(copy.lane, Unreachable("blocked"))
    async with running():
        await queue(database, copy, behind)
        await channel.gets("not_delivered")
        await channel.gets("card")
        assert channel.names(copy.lane) == ["ответ"]
        async with database.begin() as uow:
            assert (await uow.customers.get(ticket.customer_id)).blocked_at == clock.now()
            await uow.outbox.resume(ticket.customer_id)
        await channel.gets("ещё")
    assert channel.names(copy.lane) == ["ответ", "ответ", "ещё"]
    assert channel.names().count("not_delivered") == 1
    assert (await as_stored(database, ticket)).undelivered is None


@pytest.mark.parametrize("purpose", [Purpose.ANSWER, Purpose.RESOLUTION])
async def test_an_answer_taken_back_while_it_is_on_its_way_does_not_stay_with_the_customer(
    database: SqlDatabase, channel: FakeChannel, running: Running, clock: StandingClock, purpose: Purpose
) -> None:
    ticket, agent, _, copy = await answered(database, purpose)
    arrives = asyncio.Event()
    channel.answer(copy.lane, arrives, Accepted())
    async with running():
        await queue(database, copy)
        await channel.gets("ответ")
        async with database.begin() as uow:
            undoing = UseCases(uow, load_catalog(BUILT_IN), clock, Alarms(())).undoing
            await undoing.undo(agent, await uow.tickets.get(ticket.id), None)
        arrives.set()
        await channel.gets("erase")
    assert (await as_stored(database, ticket)).state is State.OPEN


async def test_an_answer_taken_back_in_time_is_never_sent(
    database: SqlDatabase, channel: FakeChannel, running: Running, clock: StandingClock
) -> None:
    ticket, agent, _, copy = await answered(database, Purpose.RESOLUTION)
    await queue(database, copy)
    async with database.begin() as uow:
        undoing = UseCases(uow, load_catalog(BUILT_IN), clock, Alarms(())).undoing
        await undoing.undo(agent, await uow.tickets.get(ticket.id), None)
    async with running():
        await become(database, ["dropped", "sent"])
    assert channel.names() == ["undone"]
    assert (await as_stored(database, ticket)).state is State.OPEN
