"""How the sandbox's page shows the text of messages, asked of its modules in a real browser."""

import json
import shutil
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, async_playwright

import bot.sandbox

PAGE = Path(bot.sandbox.__file__).parent / "page"
CHROMIUM = shutil.which("chromium")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")

SHOW = """async ([text, entities]) => {
    const { renderText } = await import("/static/entities.js");
    const host = document.createElement("div");
    host.append(renderText(text, entities, { command: () => null }));
    return host.innerHTML;
}"""
LINKS = """async (addresses) => {
    const { safeUrl } = await import("/static/links.js");
    return addresses.map((address) => safeUrl(address));
}"""
INSIDE = """async (addresses) => {
    const { insideTarget } = await import("/static/links.js");
    return addresses.map((address) => insideTarget(address, "support_bot"));
}"""


@pytest.fixture
async def page():
    async def serve(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name.endswith(".js"):
            await route.fulfill(path=PAGE / name, content_type="text/javascript")
        else:
            await route.fulfill(body="<!doctype html>", content_type="text/html")

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(locale="en-US")
        await page.route("**/*", serve)
        await page.goto("http://page.invalid/")
        yield page
        await browser.close()


async def shown(page: Page, text: str, *entities: tuple[str, str]) -> str:
    """The elements of a text in which each entity is given by its type and the words it covers."""
    marked = [
        {"type": kind, "offset": units(text[: text.index(words)]), "length": units(words)}
        for kind, words in entities
    ]
    markup: str = await page.evaluate(SHOW, [text, marked])
    return markup


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


async def test_offsets_count_utf_16_units(page):
    assert await shown(page, "👩‍💻 и 🎉 важно", ("bold", "🎉 важно")) == "👩‍💻 и <strong>🎉 важно</strong>"


async def test_entities_nest_and_cross(page):
    assert await shown(page, "abcdef", ("bold", "abcd"), ("italic", "bc")) == (
        "<strong>a<em>bc</em>d</strong>ef"
    )
    assert await shown(page, "abcdef", ("bold", "abcd"), ("italic", "cdef")) == (
        "<strong>ab<em>cd</em></strong><em>ef</em>"
    )
    assert await shown(page, "abc", ("bold", "abc"), ("underline", "abc")) == "<strong><u>abc</u></strong>"


async def test_markup_in_a_message_stays_text(page):
    assert await shown(page, "<b>&amp;</b>", ("code", "<b>")) == "<code>&lt;b&gt;</code>&amp;amp;&lt;/b&gt;"


async def test_entities_beyond_the_text_do_no_harm(page):
    entities = [
        {"type": "bold", "offset": 1, "length": 99},
        {"type": "italic", "offset": 50, "length": 2},
        {"type": "nobody knows", "offset": 0, "length": 1},
    ]
    assert await page.evaluate(SHOW, ["ab", entities]) == (
        '<span class="entity-nobody knows">a</span><strong>b</strong>'
    )


async def test_a_long_expandable_quote_is_collapsed_and_a_short_one_is_not(page):
    long = "\n".join(f"line {number}" for number in range(20))

    assert 'class="expandable collapsed"' in await shown(page, long, ("expandable_blockquote", long))
    assert "collapsed" not in await shown(page, "short", ("expandable_blockquote", "short"))


async def test_only_harmless_addresses_become_links(page):
    addresses = {
        "https://pix.ru/a?b=1": "https://pix.ru/a?b=1",
        "loyalhub.ru": "https://loyalhub.ru/",
        "example.com:8080/x": "https://example.com:8080/x",
        "mailto:help@pix.ru": "mailto:help@pix.ru",
        "tel:84957821315": "tel:84957821315",
        "javascript:alert(1)": None,
        " JavaScript:alert(1)": None,
        "data:text/html,x": None,
        "file:///etc/passwd": None,
        "": None,
    }
    assert await page.evaluate(LINKS, list(addresses)) == list(addresses.values())


async def test_links_to_the_bot_and_its_group_stay_inside(page):
    targets = {
        "https://t.me/support_bot?start=e-comet": {"start": "e-comet"},
        "https://t.me/Support_Bot": {"start": ""},
        "tg://resolve?domain=support_bot&start=x": {"start": "x"},
        "https://t.me/c/2000000001/7/15": {"chatId": -1002000000001, "messageId": 15},
        "tg://privatepost?channel=2000000001&post=15": {"chatId": -1002000000001, "messageId": 15},
        "https://t.me/Product_News/7": {"username": "Product_News", "messageId": 7},
        "https://t.me/microimpuls": None,
        "https://example.com/support_bot?start=x": None,
    }
    found = await page.evaluate(INSIDE, list(targets))
    assert dict(zip(targets, found, strict=True)) == targets, json.dumps(found)
