"""The page's laboratory: time, blocks, the group and people, beside the chats."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from bot.i18n import gettext_for
from bot.sandbox.world import World
from tests.people import AgentPerson, CustomerPerson
from tests.web.browser import CHROMIUM, Chat

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
    pytest.mark.asyncio(loop_scope="module"),
]

_ = gettext_for("ru")


async def test_time_passes_and_the_bot_is_blocked_and_unblocked(
    world: World, anna: CustomerPerson, olga: AgentPerson, desk: Page, customer: Chat, staff: Chat
) -> None:
    await anna.registers()
    await olga.topic_of("EC-1")
    await staff.opens_topic("EC-1")
    await desk.get_by_test_id("laboratory-button").click()
    steps = desk.get_by_test_id("clock-step")
    before = await desk.get_by_test_id("laboratory-clock").inner_text()

    await steps.filter(has_text="+1 день").click()
    await expect(desk.get_by_test_id("clock")).to_be_visible()
    await expect(desk.get_by_test_id("laboratory-clock")).not_to_have_text(before)
    await expect(staff.log.get_by_text("Вчера")).to_be_visible()
    await expect(steps.first).to_be_enabled()
    assert world.clock.offset == timedelta(days=1)

    blocked = desk.get_by_test_id("customer-blocked")
    await blocked.click()
    await expect(blocked).to_have_attribute("aria-checked", "true")
    await expect(desk.get_by_test_id("unblock-button")).to_be_visible()
    await staff.writes("Здравствуйте! Уже смотрим.")
    await staff.reads(_("the customer has blocked the bot"))
    await blocked.click()
    await expect(blocked).to_have_attribute("aria-checked", "false")
    await customer.writes("Я снова здесь")
    await staff.reads("Я снова здесь")


async def test_the_group_changes_and_people_leave(
    world: World, anna: CustomerPerson, olga: AgentPerson, desk: Page, customer: Chat, staff: Chat
) -> None:
    await anna.registers()
    await olga.topic_of("EC-1")
    await staff.opens_topic("EC-1")
    await desk.get_by_test_id("laboratory-button").click()

    await desk.get_by_test_id("topic-delete").click()
    await desk.get_by_test_id("confirm-cancel").click()
    await expect(staff.pane.get_by_test_id("topic").filter(has_text="EC-1")).to_be_visible()
    await desk.get_by_test_id("topic-delete").click()
    await agrees(desk)
    await expect(staff.pane.get_by_test_id("topic").filter(has_text="EC-1")).to_have_count(0)
    await expect(desk.get_by_test_id("topic-delete")).to_be_disabled()
    await desk.get_by_test_id("group-topics").click()
    await expect(staff.pane.get_by_test_id("topic-list")).to_be_hidden()
    await desk.get_by_test_id("group-topics").click()
    await expect(staff.pane.get_by_test_id("topic-list")).to_be_visible()
    for status in ("Нет", "Админ"):
        choice = desk.get_by_test_id("group-bot").filter(has_text=status)
        await choice.click()
        await expect(choice).to_have_attribute("aria-pressed", "true")
    [old] = world.living_groups()
    await desk.get_by_test_id("group-migrate").click()
    await agrees(desk)
    await staff.log.get_by_text("Группа стала супергруппой").wait_for()
    [new] = world.living_groups()
    assert new.id != old.id

    weather = desk.get_by_test_id("weather").filter(has_text="Медленно")
    await weather.click()
    await expect(weather).to_have_attribute("aria-pressed", "true")
    assert world.weather.now == "slow"
    await desk.get_by_test_id("weather").filter(has_text="В порядке").click()
    limits = desk.get_by_test_id("limits")
    await limits.click()
    await expect(limits).to_have_attribute("aria-checked", "true")
    assert world.limits.enabled

    people = desk.get_by_test_id("laboratory-person")
    for name, chat in (("John Smith", customer), ("Максим", staff)):
        await people.filter(has_text=name).get_by_test_id("person-remove").click()
        await agrees(desk)
        await expect(chat.someone(name)).to_have_count(0)
        await expect(people.filter(has_text=name)).to_have_count(0)


async def agrees(page: Page) -> None:
    """To what cannot be undone."""
    await page.get_by_test_id("confirm-submit").click()
    await expect(page.get_by_test_id("confirm")).to_have_count(0)


async def test_the_laboratory_fits_a_phone(phone: Page) -> None:
    await phone.get_by_test_id("laboratory-button").tap()
    laboratory = phone.get_by_test_id("laboratory")
    await expect(laboratory).to_be_in_viewport()
    assert await laboratory.evaluate("box => box.scrollWidth <= box.clientWidth")
    for each in await laboratory.locator("button").all():
        await each.scroll_into_view_if_needed()
        box = await each.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 40, await each.text_content()

    await phone.get_by_test_id("tab-staff").tap()
    await expect(laboratory).to_be_hidden()
    await expect(phone.get_by_test_id("staff-pane")).to_be_visible()
    await phone.get_by_test_id("laboratory-button").tap()
    await phone.get_by_test_id("laboratory-close").tap()
    await expect(laboratory).to_be_hidden()
    await expect(phone.get_by_test_id("laboratory-button")).to_have_attribute("aria-expanded", "false")


async def test_the_line_on_top_fits_every_width(world: World, desk: Page) -> None:
    world.clock.move(timedelta(days=8))
    await expect(desk.get_by_test_id("clock")).to_be_visible()
    for width in (360, 720, 800, 1080, 1280, 1440):
        await desk.set_viewport_size({"width": width, "height": 700})
        assert await desk.evaluate("document.documentElement.scrollWidth") == width
