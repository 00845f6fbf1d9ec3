"""Administrators are warned while the next year's production calendar is missing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.catalog.loader import load_catalog
from bot.sandbox.clock import SandboxClock
from bot.sandbox.passing import pass_time
from bot.sandbox.world import World
from bot.settings import Settings
from tests.catalog.building import GOOD
from tests.journeys.helpers import running_with, unread
from tests.people import CustomerPerson, body, settled
from tests.running import TOKEN, WorldClock

OCTOBER = datetime(2031, 10, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    world = World(SandboxClock(OCTOBER - datetime.now(UTC)))
    world.create_bot(TOKEN, "Support", "support_bot")
    return world


@pytest.fixture
def admin(world: World, language: str) -> CustomerPerson:
    user = world.create_user("Ирина", language_code=language)
    world.start(user.id)
    return CustomerPerson(world, user.id, user.id, language)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Products that count by the calendar of a country that moves its holidays, known until 2031."""
    folder = tmp_path / "products"
    (folder / "calendars").mkdir(parents=True)
    product = GOOD.replace("tz: Europe/Moscow,", "tz: Europe/Moscow, holidays: RU,")
    (folder / "shop.yaml").write_text(product, encoding="utf-8")
    (folder / "calendars" / "RU.yaml").write_text("published: 2031\n", encoding="utf-8")
    return folder


async def test_from_the_first_of_november_each_week_until_it_is_there(
    world: World, admin: CustomerPerson, settings: Settings, folder: Path
) -> None:
    settings = settings.model_copy(update={"admin_ids": (admin.id,)})
    clock = WorldClock(world)
    async with running_with(settings, load_catalog(folder), clock=clock):
        await admin.reads()
        await settled(1.5)
        assert warnings(admin) == []
        await pass_time(world, timedelta(hours=18), bot_runs=lambda: True)
        warned = await admin.reads("2032")
        assert load_catalog(folder).all()[0].title.in_language(admin.language) in body(warned)

    async with running_with(settings, load_catalog(folder), clock=clock):
        await settled(1.5)
        assert warnings(admin) == [], "a restart is no news"
        await pass_time(world, timedelta(days=7), bot_runs=lambda: True)
        await admin.reads("2032")

    (folder / "calendars" / "RU.yaml").write_text("published: 2032\n", encoding="utf-8")
    async with running_with(settings, load_catalog(folder), clock=clock):
        await pass_time(world, timedelta(days=8), bot_runs=lambda: True)
        await settled(1.5)
        assert warnings(admin) == []


def warnings(admin: CustomerPerson) -> list[str]:
    return [body(each) for each in unread(admin) if "2032" in body(each)]
