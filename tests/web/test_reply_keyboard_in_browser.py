"""The bot's keyboard on the page: below the composer, for its own customer, as long as it stands."""

import pytest
from playwright.async_api import Page, expect

from bot.sandbox.sharing import own_number
from bot.sandbox.world import World
from tests.people import CustomerPerson
from tests.web.browser import CHROMIUM, Chat

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
    pytest.mark.asyncio(loop_scope="module"),
]


def bot_says(world: World, chat_id: int, text: str, **keyboard: object) -> None:
    with world.change():
        post = world.post(world.chat(chat_id), world.bot, {"text": text})
        post.keyboard = keyboard


async def test_the_button_shares_the_number_and_another_writes_its_text(
    world: World, anna: CustomerPerson, desk: Page, customer: Chat
) -> None:
    keyboard = desk.get_by_test_id("reply-keyboard")
    await customer.becomes("Анна")
    await desk.get_by_test_id("start-button").click()
    await expect(keyboard.first).to_be_hidden()
    rows = [[{"text": "My number", "request_contact": True}], ["Later"]]
    bot_says(world, anna.id, "Number?", keyboard=rows)

    await keyboard.get_by_text("Later").click()
    await customer.reads("Later")
    await keyboard.get_by_text("My number").click()
    await customer.reads(own_number(anna.id))
    await customer.becomes("John Smith")
    await expect(keyboard.first).to_be_hidden()
    await customer.becomes("Анна")
    bot_says(world, anna.id, "Thanks", remove_keyboard=True)

    await customer.reads("Thanks")
    await expect(keyboard.first).to_be_hidden()
