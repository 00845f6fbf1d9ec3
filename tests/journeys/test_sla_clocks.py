"""Due times on the card, warnings by name, and where a due time comes from; on the moved clock."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import events, tickets, timers
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    eventually,
    find_ticket,
    new_customer,
    pass_time,
    press,
    register,
    running_in_world_time,
    sees_state,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels, settled
from tests.running import TOKEN, StoppedClock

TEN = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Moscow"))
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> World:
    """It is ten in the morning at e-Comet's, where somebody is at work from nine to nine every day, and it
    stays ten until a test lets time pass: due times are read to the minute."""
    world = World(StoppedClock(TEN))
    world.create_bot(TOKEN, "Support", "support_bot")
    return world


@pytest.fixture
async def bot(settings: Settings, world: World) -> AsyncIterator[App]:
    async with running_in_world_time(settings, world) as app:
        yield app


def percent(agent: AgentPerson, number: int) -> str:
    return {"ru": f"{number}\xa0%", "en": f"{number}%"}[agent.language]


def today(agent: AgentPerson, clock: str, time: str) -> str:
    """As the card says it."""
    return agent._("⏱ {clock}: {when}").format(
        clock=agent._(clock), when=agent._("today by {time}").format(time=time)
    )


async def test_an_agent_is_warned_by_name_at_half_at_four_fifths_and_at_the_breach(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await agent.sees_on_card(taken.thread, today(agent, "first response", "14:00"))
    catch_up(agent, taken.thread)
    used = agent._("⏱ {who}, {percent} of the time is used: {clock}. Due: {when}.")
    for share, span in ((50, 2 * HOUR), (80, 1.2 * HOUR)):
        await pass_time(world, span)
        told = await agent.reads("@olga", thread=taken.thread)
        assert body(told) == used.format(
            who="@olga",
            percent=percent(agent, share),
            clock=agent._("first response"),
            when=agent._("today by {time}").format(time="14:00"),
        )
    await pass_time(world, 0.8 * HOUR + timedelta(minutes=1))

    told = await agent.reads("⏰ @olga", thread=taken.thread)
    assert agent._("first response") in body(told)
    await agent.sees_on_card(taken.thread, f"⏰ {agent._('first response')}")
    assert await stored(bot, select(tickets.c.breached)) == [(True,)]
    assert unread(agent, taken.thread) == [], "each once"

    await answer(agent, customer, taken, "Смотрим.")
    await agent.until(lambda: "⏰" not in body(agent.card(taken.thread)))
    assert await stored(bot, select(tickets.c.breached)) == [(False,)]
    await pass_time(world, 5 * HOUR)
    await settled()
    assert unread(agent, taken.thread) == [], "the clock has stopped"


async def test_what_passed_at_once_is_one_message_to_the_department_about_the_worst(
    bot: App, world: World, agent: AgentPerson, ticket: Ticket
) -> None:
    await pass_time(world, 5 * HOUR)

    told = await agent.reads("⏰", thread=ticket.thread)
    assert agent._("Nobody has taken the ticket ({department}).").format(
        department=agent._("support")
    ) in body(told)
    await settled()
    assert unread(agent, ticket.thread) == []
    logged = await stored(bot, select(events.c.data).where(events.c.event == "sla_warned"))
    assert [row.data["told"] for row in logged] == [{"first_response": 100, "take": 100}]


@pytest.mark.parametrize("language", ["ru"])
async def test_waiting_for_the_customer_stops_the_clock_and_the_answer_moves_the_due_time(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/priority critical", thread=ticket.thread)
    await agent.sees_on_card(ticket.thread, today(agent, "resolution", "14:00"))
    agent.writes("/ask Какой браузер?", thread=ticket.thread)
    await customer.reads("Какой браузер?")
    await sees_state(agent, ticket, "Waiting for your answer")
    assert "решение" not in body(agent.card(ticket.thread))

    await pass_time(world, 3 * HOUR)
    customer.writes("Firefox")
    await agent.sees_on_card(ticket.thread, today(agent, "resolution", "17:00"))
    assert "следующий ответ" not in body(agent.card(ticket.thread)), "it has half its time"
    await pass_time(world, 0.6 * HOUR)
    await agent.sees_on_card(ticket.thread, today(agent, "next response", "14:00"))


async def test_due_times_are_explained(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    await pass_time(world, HOUR)
    await press(agent, agent.card(ticket.thread), agent._("More"))
    await agent.presses(agent._("Due times"), thread=ticket.thread)

    told = body(await agent.reads(agent._("{ticket}: due times").format(ticket="EC-1"), thread=ticket.thread))
    hours = {"ru": "ч", "en": "h"}[agent.language]
    used, target = f"1 {hours}", f"4 {hours}"
    progress = agent._("{clock}: {used} of {target} used").partition("{used}")[2]
    assert progress.format(target=target) in told
    assert used in told
    assert re.search(r"10[:\d]*–14[:\d]* = ", told), "the derivation"
    assert told.count(agent._("start {moment}").partition("{")[0]) == 3


@pytest.mark.parametrize("language", ["ru"])
async def test_who_takes_something_else_hears_of_the_blocker_that_waits(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, ticket: Ticket
) -> None:
    boris = new_customer(world)
    other = await find_ticket(agent, await register(boris, "problem", subject="Всё стоит"))
    await press(agent, agent.card(ticket.thread), agent._("Take"))

    told = await agent.reads("🔴", thread=ticket.thread)
    assert "EC-2" in body(told)
    assert "Всё стоит" in body(told)
    await agent.sees_on_card(ticket.thread, "Ольга")
    await press(agent, agent.card(other.thread), agent._("Take"))
    await agent.sees_on_card(other.thread, "Ольга")
    agent.writes("/release", thread=ticket.thread)
    await agent.until(lambda: agent._("Take") in labels(agent.card(ticket.thread)))
    await press(agent, agent.card(ticket.thread), agent._("Take"))
    await settled()
    assert [each for each in unread(agent, ticket.thread) if "EC-2" in body(each)] == []


@pytest.mark.parametrize("language", ["en"])
async def test_the_next_due_time_is_kept_for_the_queue_with_one_timer(bot: App, ticket: Ticket) -> None:
    async def found() -> list[object]:
        return [*await stored(bot, select(tickets.c.next_due_at).where(tickets.c.next_due_at.is_not(None)))]

    assert len(await eventually(found)) == 1
    planned = await stored(bot, select(timers.c.key).where(timers.c.kind == "sla_warning"))
    assert planned == [("next",)]
