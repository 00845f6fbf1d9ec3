"""A sandbox with people in it, and its page in a browser on a desk and on a phone."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.sandbox.serve import open_world
from bot.sandbox.world import World
from tests.people import AgentPerson, CustomerPerson
from tests.web.browser import ARGUMENTS, CHROMIUM, PATIENCE, Chat, Faults, sandbox


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """As `support-bot sandbox` begins it: Анна, John, and a staff group with topics."""
    world = open_world(tmp_path / "sandbox")
    yield world
    world.close()


@pytest_asyncio.fixture(loop_scope="module")
async def address(world: World, tmp_path: Path) -> AsyncIterator[str]:
    async with sandbox(world, tmp_path) as address:
        yield address


@pytest.fixture
def anna(world: World) -> CustomerPerson:
    """Out of the page's sight: for what happened before a test begins."""
    user = next(each for each in world.people() if each.first_name == "Анна")
    return CustomerPerson(world, user.id, user.id, "ru")


@pytest.fixture
def olga(world: World) -> AgentPerson:
    user = next(each for each in world.people() if each.first_name == "Ольга")
    return AgentPerson(world, user.id, world.groups()[0].id, "ru")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Browser, address: str) -> AsyncIterator[Page]:
    """The page on a wide screen."""
    async with _opened(browser, address, viewport={"width": 1440, "height": 900}) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: Browser, address: str) -> AsyncIterator[Page]:
    """The page on a small screen that is touched."""
    size = {"width": 375, "height": 812}
    async with _opened(browser, address, viewport=size, has_touch=True, is_mobile=True) as page:
        yield page


@asynccontextmanager
async def _opened(browser: Browser, address: str, **more: Any) -> AsyncIterator[Page]:
    """Nothing may go wrong in the page unseen."""
    page = await browser.new_page(locale="ru-RU", **more)
    page.set_default_timeout(PATIENCE)
    faults = Faults(page)
    await page.goto(address)
    await expect(page.get_by_test_id("bot-state")).to_have_attribute("data-state", "running")
    yield page
    found = list(faults)
    await page.close()
    assert found == []


@pytest.fixture
def customer(desk: Page) -> Chat:
    """The customer's side of the page."""
    return Chat(desk, "customer-chat")


@pytest.fixture
def staff(desk: Page) -> Chat:
    """The staff group's side of the page."""
    return Chat(desk, "staff-chat")


@pytest.fixture
def channel(desk: Page) -> Chat:
    """The channel's posts."""
    return Chat(desk, "channel-chat")
