"""The guided tour: it goes on when its step has happened, and not before."""

import pytest
from playwright.async_api import Locator, Page, expect

from bot.i18n import gettext_for
from tests.people import AgentPerson, CustomerPerson
from tests.web.browser import CHROMIUM, Chat

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
    pytest.mark.asyncio(loop_scope="module"),
]

_ = gettext_for("ru")


async def test_a_newcomer_is_guided_from_start_to_rating(desk: Page, customer: Chat, staff: Chat) -> None:
    tour = desk.get_by_test_id("tour")
    panes = desk.locator(".panes")
    await is_at(tour, "1", "1 из 5")
    await expect(panes).to_have_attribute("data-tour", "customer")
    await desk.get_by_test_id("start-button").click()
    await is_at(tour, "2", _("Submit"))
    await customer.presses("e-Comet")
    await customer.presses("Инцидент")
    await customer.presses(_("Agree"))
    for words in ("Не выгружается отчёт", "104582", "Файл скачивается пустым, уже второй день."):
        await customer.writes(words)
        await customer.reads("из 4")
    await customer.presses(_("Skip"))
    await is_at(tour, "2")
    await customer.presses(_("Submit"))
    await is_at(tour, "3", _("Take"))
    await expect(panes).to_have_attribute("data-tour", "staff")

    await staff.opens_topic("EC-1")
    await is_at(tour, "3")
    await staff.presses(_("Take"))
    await is_at(tour, "4", _("Resolve"))
    answer = await staff.writes("Попробуйте ещё раз, пожалуйста.")
    await expect(answer.get_by_test_id("reaction")).to_have_text("👌")
    await is_at(tour, "4")
    await staff.presses(_("Resolve"))
    await is_at(tour, "5", _("Confirm"))

    await customer.presses(_("Confirm"))
    await expect(customer.buttons("5")).to_be_visible()
    await is_at(tour, "5")
    await customer.presses("5")
    await is_at(tour, "end", "Готово")
    await expect(panes).not_to_have_attribute("data-tour", "customer")
    await desk.reload()
    await is_at(tour, "end")
    await customer.becomes("John Smith")
    await is_at(tour, "1")


async def test_the_tour_is_closed_and_opened_again(desk: Page) -> None:
    tour, button = desk.get_by_test_id("tour"), desk.get_by_test_id("tour-button")
    await is_at(tour, "1")
    await tour.get_by_test_id("tour-close").click()
    await expect(tour).to_be_hidden()
    await desk.reload()
    await expect(desk.get_by_test_id("start-button")).to_be_visible()
    await expect(tour).to_be_hidden()
    await expect(button).to_have_attribute("aria-expanded", "false")

    await button.click()

    await is_at(tour, "1", "1 из 5")
    await desk.get_by_test_id("language-switch").click()
    await is_at(tour, "1", "1 of 5")


async def test_the_tour_leads_to_the_other_tab_on_a_phone(
    anna: CustomerPerson, olga: AgentPerson, phone: Page
) -> None:
    await anna.registers()
    await olga.topic_of("EC-1")
    go = phone.get_by_test_id("tour-go")
    await is_at(phone.get_by_test_id("tour"), "3")
    await go.tap()
    await expect(phone.get_by_test_id("staff-pane")).to_be_visible()
    await expect(go).to_be_hidden()
    assert await phone.evaluate("innerWidth") == 375


async def is_at(tour: Locator, step: str, text: str = "") -> None:
    await expect(tour).to_be_visible()
    await expect(tour).to_have_attribute("data-step", step)
    await expect(tour).to_contain_text(text)
