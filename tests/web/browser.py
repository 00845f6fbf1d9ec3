"""The sandbox's page in Debian's chromium, and the people who click and type there."""

import asyncio
import re
import shutil
import socket
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from playwright.async_api import ConsoleMessage, FilePayload, Locator, Page, Request, Response, expect

from bot.sandbox.serve import TOKEN
from bot.sandbox.server import create_app
from bot.sandbox.world import World
from bot.settings import Settings
from tests.running import WorldClock, running, settings_for

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 30_000
"""Milliseconds within which what is expected comes about."""


class BotHere:
    """The real bot in this process, which the page's buttons stop and start."""

    def __init__(self, settings: Settings, world: World) -> None:
        self._settings = settings
        self._world = world
        self._wanted = asyncio.Event()
        self._unwanted = asyncio.Event()
        self._ended = asyncio.Event()
        self.state = "stopped"

    async def start(self) -> None:
        self._unwanted.clear()
        self._wanted.set()

    async def stop(self) -> None:
        self._ended.clear()
        self._wanted.clear()
        self._unwanted.set()
        await self._ended.wait()

    async def kill(self) -> None:
        raise AssertionError("it would take the tests with it")

    async def run(self) -> None:
        """Each start makes another bot on the same data."""
        while True:
            await self._wanted.wait()
            async with running(self._settings, clock=WorldClock(self._world)):
                self._now("running")
                await self._unwanted.wait()
            self._now("stopped")
            self._ended.set()

    def _now(self, state: str) -> None:
        self.state = state
        self._world.bot_changed()


@asynccontextmanager
async def sandbox(world: World, folder: Path) -> AsyncIterator[str]:
    """The address of a page that people can use: stand-in, page and bot are there."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    [group] = world.groups()
    bot = BotHere(settings_for(address, folder, group.id, bot_token=TOKEN), world)
    runner = web.AppRunner(create_app(world, bot_control=bot), access_log=None)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    async with asyncio.TaskGroup() as tasks:
        keeper = tasks.create_task(bot.run())
        await bot.start()
        try:
            yield address
        finally:
            if bot.state == "running":
                await bot.stop()
            keeper.cancel()
            await runner.cleanup()


class Faults(list[str]):
    """What went wrong in a page without anybody seeing it."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.append(message.text)

    def _failed(self, request: Request) -> None:
        if (
            request.url.partition("?")[0].endswith("/sandbox/events")
            and request.failure == "net::ERR_ABORTED"
        ):
            return  # a page that is reloaded leaves its stream
        self.append(f"{request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.append(f"{response.request.method} {response.url}: {response.status}")


class Chat:
    """One side of the page: what stands in its chat, and what somebody does there."""

    def __init__(self, page: Page, testid: str, *, touch: bool = False) -> None:
        self.page = page
        self.pane = page.get_by_test_id(testid.replace("chat", "pane"))
        self.person = self.pane.locator("[data-testid=person][aria-pressed=true]")
        self.log = page.get_by_test_id(testid)
        self.composer = page.get_by_test_id(f"{testid}-composer")
        self.input = self.composer.get_by_test_id("composer-input")
        self.send = self.composer.get_by_test_id("composer-send")
        self._touch = touch

    def bubbles(self, text: str | re.Pattern[str] = "") -> Locator:
        return self.log.get_by_test_id("bubble").filter(has_text=text)

    def buttons(self, label: str) -> Locator:
        """All with this label, apart from an emoji that may stand before it."""
        return self.log.get_by_test_id("inline-button").filter(
            has_text=re.compile(rf"^\W*{re.escape(label)}$")
        )

    def someone(self, name: str) -> Locator:
        """Whom one can be here."""
        return self.pane.get_by_test_id("person").filter(has_text=name)

    async def becomes(self, name: str) -> None:
        """Somebody else sits here."""
        await self.hits(self.someone(name))
        await expect(self.person).to_contain_text(name)

    async def opens_topic(self, number: str) -> None:
        await self.hits(self.pane.get_by_test_id("topic").filter(has_text=number))
        await expect(self.pane.get_by_test_id("topic-title")).to_contain_text(number)

    async def reads(self, text: str) -> Locator:
        """The newest bubble with the text, in sight."""
        bubble = self.bubbles(text).last
        await expect(bubble).to_be_in_viewport()
        return bubble

    async def does_not_read(self, text: str) -> None:
        await expect(self.bubbles(text)).to_have_count(0)

    async def presses(self, label: str) -> None:
        """The newest button with this label."""
        await self.hits(self.buttons(label).last)

    async def writes(self, text: str) -> Locator:
        """The bubble of what was written."""
        await self.input.press_sequentially(text) if len(text) < 20 else await self.input.fill(text)
        await self.sends()
        return await self.reads(text)

    async def sends(self) -> None:
        if self._touch:
            await self.send.tap()
        else:
            await self.input.press("Enter")
        await expect(self.input).to_have_value("")

    async def attaches(self, *files: FilePayload, caption: str = "") -> None:
        async with self.page.expect_file_chooser() as chooser:
            await self.hits(self.composer.get_by_test_id("composer-attach"))
        await (await chooser.value).set_files(files)
        await expect(self.composer.get_by_test_id("composer-file")).to_have_count(len(files))
        await self.input.fill(caption)
        await self.sends()

    async def shows_album(self, size: int) -> None:
        """With all its pictures loaded."""
        pictures = self.log.get_by_test_id("album").last.get_by_test_id("album-item").locator("img")
        await expect(pictures).to_have_count(size)
        await expect(pictures.last).to_be_in_viewport()
        for each in await pictures.all():
            await expect(each).to_have_js_property("complete", value=True)
            assert await each.evaluate("image => image.naturalWidth") > 0

    async def picks(self, bubble: Locator, action: str) -> None:
        """From the bubble's own menu."""
        await bubble.hover()
        await bubble.locator("..").get_by_test_id("message-menu-button").click()
        await self.page.get_by_test_id(action).click()

    async def hits(self, target: Locator) -> None:
        if self._touch:
            await target.tap()
        else:
            await target.click()


def picture(name: str, colour: tuple[int, int, int], width: int = 320, height: int = 200) -> FilePayload:
    """A PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(colour) * width) * height
    content = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return {"name": name, "mimeType": "image/png", "buffer": content}
