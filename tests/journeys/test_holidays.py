"""Administrators change days of the production calendar, and everything counts by it from then on."""

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import App
from bot.catalog.files import BUILT_IN
from bot.catalog.loader import load_catalog
from bot.sandbox.model import Chat
from bot.sandbox.world import World
from bot.settings import Settings
from storage.tables import acts, tickets, timers
from tests.journeys.administration import admin, settings
from tests.journeys.helpers import (
    eventually,
    find_ticket,
    press,
    register,
    running_with,
    stored,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels
from tests.running import WorldClock

__all__ = ["admin", "settings"]

FRIDAY = datetime(2026, 11, 27, 9, tzinfo=UTC)
"""Noon in Moscow, an ordinary working day before an ordinary Monday."""


WEEK = 'weekly: {0: &day [["9:00", "18:00"]], 1: *day, 2: *day, 3: *day, 4: *day}'


@pytest.fixture
def world(world: World) -> World:
    world.clock.move(FRIDAY - world.clock.now())
    return world


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A product that counts by Russia's calendar, with weekends off."""
    folder = tmp_path / "products"
    folder.mkdir()
    text = (BUILT_IN / "e-comet.yaml").read_text(encoding="utf-8")
    text = re.sub(r"weekly: \{.*\}", WEEK, text)
    text = text.replace("  tz: Europe/Moscow", "  holidays: RU\n  tz: Europe/Moscow", 1)
    (folder / "e-comet.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
async def bot(settings: Settings, world: World, folder: Path) -> AsyncIterator[App]:
    async with running(settings, world, folder) as app:
        yield app


def running(settings: Settings, world: World, folder: Path) -> AbstractAsyncContextManager[App]:
    return running_with(settings, load_catalog(folder), clock=WorldClock(world))


def now(admin: AgentPerson, message: Message, text: str) -> Message | None:
    """The message as it stands, once it says so."""
    post: Message = admin.world.find_post(admin.chat_id, message["message_id"]).data
    return post if text in body(post) else None


async def shown(admin: AgentPerson, words: str = "/holidays", thread: int | None = 1) -> Message:
    admin.writes(words)
    title = {"ru": "Россия", "en": "Russia"}[admin.language]
    return await admin.reads(title, thread=thread)


async def due(bot: App) -> datetime:
    rows = await stored(bot, select(tickets.c.next_due_at))
    found: datetime = rows[0][0]
    return found


async def test_the_days_ahead_are_shown_with_what_is_known(
    bot: App, agent: AgentPerson, admin: AgentPerson
) -> None:
    said = body(await shown(agent))
    assert "2027" in said
    assert agent._("day off") in said, "New Year"
    assert "e-Comet" in said


async def test_a_day_off_moves_what_is_due_and_removing_it_moves_it_back(
    settings: Settings, world: World, folder: Path, customer: CustomerPerson, admin: AgentPerson
) -> None:
    async with running(settings, world, folder) as bot:
        world.clock.move(timedelta(hours=8))  # Friday evening: the clocks run on Monday
        await find_ticket(admin, await register(customer))
        before = await due(bot)
        assert before.date().isoformat() == "2026-11-30"
        rung = await stored(bot, select(timers.c.name, timers.c.due_at).order_by(timers.c.name))

        said = body(await shown(admin, "/holidays add 2026-11-30 off"))
        assert "✏️" in said
        await eventually(lambda: moved(bot, before + timedelta(days=1)))
        assert await stored(bot, select(timers.c.name, timers.c.due_at).order_by(timers.c.name)) != rung

        await shown(admin, "/holidays remove 30.11.2026")
        await eventually(lambda: moved(bot, before))
        assert await stored(bot, select(timers.c.name, timers.c.due_at).order_by(timers.c.name)) == rung
        kept = await stored(bot, select(acts.c.kind, acts.c.person).order_by(acts.c.id))
        assert kept == [("day_set", admin.id), ("day_freed", admin.id)]


async def moved(bot: App, to: datetime) -> bool:
    return await due(bot) == to


async def test_a_weekend_that_is_worked_and_a_short_day_count(
    settings: Settings, world: World, folder: Path, customer: CustomerPerson, admin: AgentPerson
) -> None:
    async with running(settings, world, folder) as bot:
        world.clock.move(timedelta(hours=8))
        await find_ticket(admin, await register(customer))
        await shown(admin, "/holidays add 2026-11-28 working")
        await eventually(lambda: falls_on(bot, "2026-11-28"))
        calendar = bot.catalog_watch.catalog.find("e-comet").hours.calendar  # type: ignore[union-attr]
        whole = calendar.worked(FRIDAY + timedelta(days=1, hours=-9), FRIDAY + timedelta(days=1, hours=14))
        await shown(admin, "/holidays add RU 2026-11-28 short")
        await eventually(lambda: works(bot, whole - timedelta(hours=1)))


async def falls_on(bot: App, day: str) -> bool:
    return (await due(bot)).date().isoformat() == day


async def works(bot: App, wanted: timedelta) -> bool:
    product = bot.catalog_watch.catalog.find("e-comet")
    assert product
    begin = FRIDAY + timedelta(days=1, hours=-9)
    return product.hours.calendar.worked(begin, begin + timedelta(hours=23)) == wanted


async def test_a_changed_day_outlives_a_restart(
    settings: Settings, world: World, folder: Path, customer: CustomerPerson, admin: AgentPerson
) -> None:
    async with running(settings, world, folder):
        await shown(admin, "/holidays add 2026-11-30 off")
    async with running(settings, world, folder) as bot:
        world.clock.move(timedelta(hours=8))
        await find_ticket(admin, await register(customer))
        assert await falls_on(bot, "2026-12-01")


async def test_by_buttons_a_month_is_turned_a_day_picked_and_changed_in_one_message(
    settings: Settings, world: World, folder: Path, agent: AgentPerson, admin: AgentPerson
) -> None:
    async with running(settings, world, folder):
        first = await shown(admin)
        count = len(admin.from_bot(1))
        earlier, later, change = labels(first)
        await press(admin, first, later)
        await admin.until(lambda: turned(admin, first, earlier, later))
        pressed = await press(agent, now(admin, first, "") or {}, change)
        assert "ADMIN_IDS" in (pressed.text or "")
        await press(admin, now(admin, first, "") or {}, change)
        question = admin._("{month}: which day is to change?").partition("}")[2]
        grid = await admin.until(lambda: now(admin, first, question))
        await press(admin, grid, "13")
        ask = await admin.until(
            lambda: now(admin, first, admin._("{day} is now: {kind}. What should it be?")[-12:])
        )
        await press(admin, ask, admin._("Day off"))
        done = await admin.until(lambda: now(admin, first, "✏️"))
        assert "13 " in body(done)
        assert len(admin.from_bot(1)) == count, "one message, edited in place"


def turned(admin: AgentPerson, message: Message, earlier: str, later: str) -> bool:
    """The next month stands where the one after it stood."""
    return not {earlier, later} & set(labels(now(admin, message, "") or {})[:2])


@pytest.mark.parametrize(
    ("words", "answered"),
    [
        ("/holidays add", "2026-12-31 off"),
        ("/holidays add 2026-11-30", "2026-12-31 off"),
        ("/holidays add 30/11/2026 off", "“30/11/2026”"),
        ("/holidays add 2026-11-30 party", "“party”"),
        ("/holidays add DE 2026-11-30 off", "“DE”"),
        ("/holidays remove 2026-11-30", "2026-11-30"),
        ("/holidays nonsense", "2026-12-31 off"),
    ],
)
@pytest.mark.parametrize("language", ["en"])
async def test_what_is_no_change_is_answered_with_how_it_is_written(
    bot: App, admin: AgentPerson, words: str, answered: str
) -> None:
    admin.writes(words)
    await admin.reads(answered, thread=1)


async def test_only_administrators_change_days(bot: App, agent: AgentPerson) -> None:
    agent.writes("/holidays add 2026-11-30 off")
    await agent.reads("ADMIN_IDS", thread=1)


async def test_without_topics_it_is_the_same(
    settings: Settings, world: World, folder: Path, staff_group: Chat, admin: AgentPerson
) -> None:
    world.set_forum(staff_group.id, forum=False)
    async with running(settings, world, folder):
        await shown(admin, "/holidays add 2026-11-30 off", thread=None)
