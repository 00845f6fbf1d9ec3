"""Statistics as agents get them: a picture with words, asked for or on Monday morning."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from sqlalchemy import select

from bot.app import App
from bot.drawing.artist import ChildArtist
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.services import reporting
from bot.services.report_ports import NotDrawn
from bot.settings import Settings
from storage.tables import outbox, reports, timers
from tests.conftest import RIGHTS
from tests.journeys.helpers import (
    Ticket,
    answer,
    catch_up,
    confirm,
    eventually,
    pass_time,
    press,
    register,
    resolve,
    running_in_world_time,
    stored,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, settled
from tests.running import running

GENERAL = 1
MOSCOW = ZoneInfo("Europe/Moscow")
DAY = timedelta(days=1)


def picture(world: World, message: Message) -> Image.Image:
    """As somebody's phone has it."""
    file = world.files.get(message["photo"][-1]["file_id"])
    assert file
    assert file.content
    return Image.open(BytesIO(file.content))


async def forgotten(bot: App) -> None:
    """Nothing of the report is kept."""

    async def none() -> bool:
        return not await stored(bot, select(reports.c.id))

    await eventually(none)


# Asked for.


async def test_an_agent_asks_and_gets_a_picture_with_the_figures_in_words(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson, taken: Ticket
) -> None:
    await answer(agent, customer, taken, "Смотрим.")
    stars = await confirm(customer, await resolve(agent, customer, taken))
    await press(customer, stars, "5")
    catch_up(agent, GENERAL)

    asked = agent.writes("/stats")
    sent = await agent.reads(thread=GENERAL)

    assert sent["reply_to_message"]["message_id"] == asked["message_id"]
    shown = picture(world, sent)
    assert shown.format == "PNG"
    assert shown.width == 1280
    words = body(sent)
    assert agent._("New tickets: {number}").format(number=1) in words
    percent = {"ru": "100\xa0%", "en": "100%"}[agent.language]
    kept = agent._("in time {kept} of {aimed} ({percent})").format(kept=1, aimed=1, percent=percent)
    assert words.count(kept) == 2
    assert agent._("Reopened: {number}").format(number=0) in words
    assert {"ru": "5,0 ★", "en": "5.0 ★"}[agent.language] in words
    resolved = agent._("resolved {number}").format(number=1)
    assert f"Ольга: 2 {'ответа' if agent.language == 'ru' else 'answers'}, {resolved}" in words
    await forgotten(bot)
    assert unread(agent, GENERAL) == []


async def test_in_a_tickets_topic_it_is_answered_there(
    bot: App, world: World, agent: AgentPerson, ticket: Ticket
) -> None:
    agent.writes("/stats 30", thread=ticket.thread)
    sent = await agent.reads(agent._("New tickets: {number}").format(number=1), thread=ticket.thread)
    assert picture(world, sent).width == 1280


@pytest.mark.parametrize(
    ("given", "meant"), [("500", 366), ("0", 1), ("неделя", None), ("7 дней", 7), ("-3", 3), ("³", None)]
)
async def test_what_is_no_number_of_days_is_answered_with_what_was_probably_meant(
    bot: App, agent: AgentPerson, given: str, meant: int | None
) -> None:
    agent.writes(f"/stats {given}")
    told = body(await agent.reads("/stats", thread=GENERAL))
    refusal = (
        agent._("“{given}” is no number of days from 1 to {most}. Did you mean /stats {meant}?")
        if meant
        else agent._("“{given}” is no number of days from 1 to {most}. For example: /stats 30")
    )
    assert told == refusal.format(given=given, most=366, meant=meant)
    assert await stored(bot, select(reports.c.id)) == []


async def test_where_nothing_happened_a_word_is_enough(bot: App, agent: AgentPerson) -> None:
    agent.writes("/stats 1")
    nothing = agent._("{days}: nothing has happened here, no tickets and no answers.").partition("}")[2]
    await agent.reads(nothing, thread=GENERAL)
    await forgotten(bot)


async def test_what_has_no_room_under_the_picture_follows_it(
    bot: App,
    customer: CustomerPerson,
    agent: AgentPerson,
    taken: Ticket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reporting, "UNDER_THE_PICTURE", 0)
    await answer(agent, customer, taken, "Смотрим.")
    catch_up(agent, GENERAL)
    agent.writes("/stats")
    assert "Ольга" not in body(
        await agent.reads(agent._("New tickets: {number}").format(number=1), thread=GENERAL)
    )
    assert "Ольга: 1 " in body(await agent.reads(agent._("By agent"), thread=GENERAL))


async def test_without_a_picture_the_figures_come_in_words(
    bot: App, agent: AgentPerson, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuses(*_: object) -> bytes:
        raise NotDrawn("no brush")

    monkeypatch.setattr(ChildArtist, "draw", refuses)
    agent.writes("/stats")
    told = body(await agent.reads(agent._("New tickets: {number}").format(number=1), thread=GENERAL))
    assert agent._("The picture could not be drawn; the figures are complete.") in told
    await forgotten(bot)


async def test_a_bot_that_was_stopped_while_it_drew_begins_anew_and_sends_once(
    settings: Settings, customer: CustomerPerson, agent: AgentPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def draws_for_ever(*_: object) -> bytes:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with running(settings):
        await register(customer)
        with monkeypatch.context() as hanging:
            hanging.setattr(ChildArtist, "draw", draws_for_ever)
            agent.writes("/stats")
            await asyncio.wait_for(begun.wait(), 30)
    async with running(settings) as bot:
        await agent.reads(agent._("New tickets: {number}").format(number=1), thread=GENERAL)
        await forgotten(bot)
        sent = await stored(bot, select(outbox.c.id).where(outbox.c.matter == "picture"))
        assert len(sent) == 1


# By itself.


@pytest.fixture
def sunday(world: World) -> datetime:
    """Noon in Moscow; the group serves e-Comet first, which is there. The Monday's nine o'clock."""
    now = world.clock.now().astimezone(MOSCOW)
    day = now.date() + timedelta(days=(6 - now.weekday()) % 7 + 7)
    world.clock.move(datetime(day.year, day.month, day.day, 12, tzinfo=MOSCOW) - now)
    return datetime(day.year, day.month, day.day, 9, tzinfo=MOSCOW) + DAY


@pytest.fixture
async def week(settings: Settings, world: World, sunday: datetime) -> AsyncIterator[App]:
    async with running_in_world_time(settings, world) as app:
        yield app


async def until(world: World, moment: datetime) -> None:
    await pass_time(world, moment - world.clock.now())


def weekly(agent: AgentPerson) -> str:
    return agent._("The week {days}").partition("{")[0]


async def sent_pictures(bot: App) -> int:
    return len(await stored(bot, select(outbox.c.id).where(outbox.c.matter == "picture")))


async def test_on_monday_at_nine_the_weeks_figures_come_by_themselves_and_once(
    week: App, world: World, customer: CustomerPerson, agent: AgentPerson, sunday: datetime
) -> None:
    await register(customer)
    catch_up(agent, GENERAL)
    await until(world, sunday - timedelta(minutes=1))
    await settled(1.5)
    assert await sent_pictures(week) == 0

    await until(world, sunday + timedelta(seconds=1))
    sent = await agent.reads(weekly(agent), thread=GENERAL)
    assert agent._("New tickets: {number}").format(number=1) in body(sent)
    assert picture(world, sent).width == 1280

    await pass_time(world, DAY)
    await settled(1.5)
    assert await sent_pictures(week) == 1
    planned = await stored(week, select(timers.c.due_at).where(timers.c.kind == "weekly_report"))
    assert [row.due_at for row in planned] == [sunday + 7 * DAY]


async def test_in_a_week_without_anything_nobody_is_bothered(
    week: App, world: World, agent: AgentPerson, sunday: datetime
) -> None:
    await settled(0.5)
    await until(world, sunday + timedelta(seconds=1))

    async def rung() -> bool:
        planned = await stored(week, select(timers.c.due_at).where(timers.c.kind == "weekly_report"))
        return [row.due_at for row in planned] == [sunday + 7 * DAY]

    await eventually(rung)
    await forgotten(week)
    assert unread(agent, GENERAL) == []


@pytest.mark.parametrize(("late", "pictures"), [(timedelta(hours=8), 1), (timedelta(hours=16), 0)])
async def test_a_bot_that_was_down_sends_on_the_same_day_and_later_not_at_all(
    settings: Settings,
    world: World,
    customer: CustomerPerson,
    agent: AgentPerson,
    sunday: datetime,
    late: timedelta,
    pictures: int,
) -> None:
    async with running_in_world_time(settings, world) as bot:
        await register(customer)

        async def armed() -> Any:
            return await stored(bot, select(timers.c.name).where(timers.c.kind == "weekly_report"))

        await eventually(armed)
    world.clock.move(sunday + late - world.clock.now())
    async with running_in_world_time(settings, world) as bot:

        async def moved_on() -> bool:
            planned = await stored(bot, select(timers.c.due_at).where(timers.c.kind == "weekly_report"))
            return [row.due_at for row in planned] == [sunday + 7 * DAY]

        await eventually(moved_on)
        if pictures:
            await agent.reads(weekly(agent), thread=GENERAL)
        await forgotten(bot)
        assert await sent_pictures(bot) == pictures


# In a group without topics.


@pytest.fixture
def staff_group(world: World, request: pytest.FixtureRequest) -> Chat:
    group = world.create_group("Staff", forum=getattr(request, "param", True))
    world.join(group.id, world.bot.id, status="administrator", rights=RIGHTS)
    return group


@pytest.mark.parametrize("staff_group", [False], indirect=True)
async def test_in_a_group_without_topics_the_picture_comes_to_the_group(
    bot: App, world: World, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await register(customer)
    agent.writes("/stats 90")
    sent = await agent.reads(agent._("New tickets: {number}").format(number=1))
    assert picture(world, sent).width == 1280
