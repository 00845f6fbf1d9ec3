"""The sandbox's page as people use it: tickets by click and key, on a desk and on a phone."""

import pytest
from playwright.async_api import Locator, Page, expect

from bot.i18n import gettext_for
from tests.people import AgentPerson, CustomerPerson
from tests.web.browser import CHROMIUM, Chat, picture

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
    pytest.mark.asyncio(loop_scope="module"),
]

_ = gettext_for("ru")


async def test_a_ticket_from_start_to_rating(desk: Page, customer: Chat, staff: Chat) -> None:
    await desk.evaluate("window.opened = 'once'")
    await customer.becomes("John Smith")
    await desk.get_by_test_id("start-button").click()
    await customer.presses("e-Comet")
    await customer.presses("Incident")
    await customer.presses("Agree")
    await customer.reads("1 of 4")
    subject = await customer.writes("Stock report is empty")
    await customer.reads("2 of 4")
    await expect(subject.get_by_test_id("tick")).to_have_attribute("data-state", "read")
    await customer.writes("104582")
    await customer.reads("3 of 4")
    await customer.writes("I choose all warehouses and press Export: the file has a header and no rows.")
    await customer.reads("4 of 4")
    await customer.attaches(picture("filters.png", (70, 120, 200)), picture("export.png", (220, 90, 70)))
    await customer.shows_album(2)
    await customer.reads("Send more, or press “Done”")
    await customer.presses("Done")
    await customer.reads("Please check your request and press “Submit”.")
    await customer.presses("Submit")
    await customer.reads("EC-1")

    await staff.opens_topic("EC-1")
    await staff.reads("no rows")
    await staff.shows_album(2)
    await staff.presses(_("Take"))
    await expect(staff.bubbles("EC-1").first).to_contain_text("Ольга")
    await staff.writes("// looks like last Friday's import")
    answer = await staff.writes("Please choose one warehouse and try once more.")
    await expect(answer.get_by_test_id("reaction")).to_have_text("👌")
    await customer.reads("choose one warehouse")
    await customer.does_not_read("last Friday")

    await customer.writes("One works, all do not.")
    await staff.picks(await staff.reads("One works"), "action-reply")
    reply = await staff.writes("Thank you, all of them work again now.")
    await expect(reply.get_by_test_id("reply-quote")).to_contain_text("One works")
    got = await customer.reads("all of them work again")
    await expect(got.get_by_test_id("reply-quote")).to_contain_text("One works")
    await staff.presses(_("Resolve"))

    await customer.presses("Confirm")
    await customer.presses("5")
    await customer.reads("Thank you for your rating")
    await customer.writes("Quick and kind")
    await customer.reads("your comment has been passed on")
    card = staff.bubbles("EC-1").first
    await expect(card).to_contain_text(_("Closed ({reason})").format(reason=_("confirmed")))
    await expect(card).to_contain_text(_("Rating: {stars} of 5").format(stars=5))
    await expect(
        customer.log.locator("[data-own=true] [data-testid=tick]:not([data-state=read])")
    ).to_have_count(0)
    assert await desk.evaluate("window.opened") == "once"


async def test_a_reload_forgets_nothing(
    anna: CustomerPerson, olga: AgentPerson, desk: Page, customer: Chat, staff: Chat
) -> None:
    await anna.registers("Не выгружается отчёт по складу")
    await olga.topic_of("EC-1")
    await customer.becomes("John Smith")
    await desk.get_by_test_id("start-button").click()
    await customer.presses("e-Comet")
    await customer.reads("what do you need help with?")
    await staff.becomes("Максим")
    await staff.opens_topic("EC-1")
    card = await staff.reads("Не выгружается отчёт")
    await staff.picks(card, "action-reply")
    await staff.input.fill("Здравствуйте, Анна!\nСмотрю")
    await customer.input.fill("Not sent yet")
    before = [await chat.log.inner_text() for chat in (customer, staff)]

    await desk.reload()

    await expect(customer.person).to_contain_text("John Smith")
    await expect(staff.person).to_contain_text("Максим")
    await staff.reads("Не выгружается отчёт")
    assert [await chat.log.inner_text() for chat in (customer, staff)] == before
    await expect(desk.get_by_test_id("topic-title")).to_contain_text("EC-1")
    await expect(customer.input).to_have_value("Not sent yet")
    await expect(staff.input).to_have_value("Здравствуйте, Анна!\nСмотрю")
    await expect(staff.composer.get_by_test_id("composer-bar")).to_contain_text("EC-1")

    await staff.sends()
    await customer.becomes("Анна Петрова")
    await customer.reads("Смотрю")
    await expect(customer.input).to_have_value("")


async def test_the_page_goes_on_after_a_restart_of_the_bot(
    anna: CustomerPerson, olga: AgentPerson, desk: Page, customer: Chat, staff: Chat
) -> None:
    await anna.registers()
    await olga.topic_of("EC-1")
    await customer.becomes("John Smith")
    await desk.get_by_test_id("start-button").click()
    await customer.presses("e-Comet")
    await customer.presses("Incident")
    await customer.presses("Agree")
    await customer.reads("1 of 4")
    await staff.opens_topic("EC-1")
    state = desk.get_by_test_id("bot-state")

    await desk.get_by_test_id("bot-stop").click()
    await expect(state).to_have_attribute("data-state", "stopped")
    subject = await customer.writes("Orders are missing")
    answer = await staff.writes("Здравствуйте! Уже смотрим.")
    for waiting in (subject, answer):
        await expect(waiting.get_by_test_id("tick")).to_have_attribute("data-state", "queued")
    await staff.presses(_("Take"))
    await expect(staff.buttons(_("Take"))).to_have_attribute("aria-busy", "true")

    await desk.get_by_test_id("bot-start").click()
    await expect(state).to_have_attribute("data-state", "running")
    await customer.reads("2 of 4")
    for waiting in (subject, answer):
        await expect(waiting.get_by_test_id("tick")).to_have_attribute("data-state", "read")
    await expect(answer.get_by_test_id("reaction")).to_have_text("👌")
    await expect(staff.buttons(_("Take"))).to_have_count(0)
    await customer.becomes("Анна Петрова")
    await customer.reads("Уже смотрим")


async def test_two_customers_at_once(desk: Page, customer: Chat, staff: Chat) -> None:
    ours, theirs = "Анна Петрова", "John Smith"
    languages = {ours: "ru", theirs: "en"}
    subjects = {ours: "Остатки не сходятся", theirs: "Orders are missing"}
    for name, language in languages.items():
        await customer.becomes(name)
        await desk.get_by_test_id("start-button").click()
        await customer.presses("e-Comet")
        await customer.presses({"ru": "Инцидент", "en": "Incident"}[language])
        await customer.presses(gettext_for(language)("Agree"))
        await customer.reads(progress(language, 1))
        await customer.writes(subjects[name])
    for name, language in languages.items():
        await customer.becomes(name)
        await customer.reads(progress(language, 2))
        await customer.writes("104582")
        await customer.reads(progress(language, 3))
        await customer.writes("С пятницы, по всем складам. Since Friday, in all warehouses.")
    for number, (name, language) in enumerate(languages.items(), start=1):
        await customer.becomes(name)
        await customer.reads(progress(language, 4))
        await customer.presses(gettext_for(language)("Skip"))
        await customer.presses(gettext_for(language)("Submit"))
        await customer.reads(f"EC-{number}")
    await customer.does_not_read(subjects[ours])

    await staff.opens_topic("EC-1")
    await staff.reads(subjects[ours])
    await staff.does_not_read(subjects[theirs])
    await staff.writes("Анна, остатки пересчитаны.")
    unread = customer.someone(ours).get_by_test_id("unread")
    await expect(unread).to_have_text("1")
    await staff.opens_topic("EC-2")
    await staff.reads(subjects[theirs])
    await staff.writes("John, your orders are back.")
    await customer.reads("your orders are back")
    await customer.does_not_read("остатки пересчитаны")
    await customer.becomes(ours)
    await customer.reads("остатки пересчитаны")
    await customer.does_not_read("your orders are back")
    await expect(unread).to_have_count(0)


async def test_a_phone_is_enough(anna: CustomerPerson, olga: AgentPerson, phone: Page) -> None:
    await anna.registers("Отчёт_" + "по_складу_" * 9)
    await olga.topic_of("EC-1")
    customer, staff = (Chat(phone, f"{side}-chat", touch=True) for side in ("customer", "staff"))
    tabs = {side: phone.get_by_test_id(f"tab-{side}") for side in ("customer", "staff")}
    for tab in tabs.values():
        await expect(tab).to_be_in_viewport(ratio=1)
    await expect(staff.pane).to_be_hidden()
    await customer.reads("EC-1")
    await fits(phone)
    await customer.becomes("John Smith")
    await phone.get_by_test_id("start-button").tap()
    await customer.presses("e-Comet")
    await customer.presses("Incident")
    await customer.presses("Agree")
    await customer.reads("1 of 4")
    await customer.input.press_sequentially("Orders")
    await customer.input.press("Enter")
    await customer.input.press_sequentially("are missing")
    await expect(customer.input).to_have_value("Orders\nare missing")
    await customer.sends()
    await customer.reads("2 of 4")
    await fits(phone)
    await is_easily_touched(*touched(customer), *tabs.values(), customer.person)

    await tabs["staff"].tap()
    await expect(customer.pane).to_be_hidden()
    drawer = phone.get_by_test_id("topic-drawer")
    await expect(drawer).to_be_hidden()
    await phone.get_by_test_id("topics-button").tap()
    await expect(drawer).to_be_in_viewport(ratio=1)
    await is_easily_touched(phone.get_by_test_id("topic"))
    await fits(phone)
    await staff.opens_topic("EC-1")
    await expect(drawer).to_be_hidden()
    await staff.reads("по_складу_")
    await fits(phone)
    await is_easily_touched(*touched(staff), phone.get_by_test_id("topics-button"))
    answer = await staff.writes("Посмотрите, пожалуйста: https://app.e-comet.io/" + "otchety/" * 20)
    await expect(answer.get_by_test_id("reaction")).to_have_text("👌")
    await fits(phone)

    await expect(tabs["customer"].get_by_test_id("unread")).to_have_text("1")
    await tabs["customer"].tap()
    await customer.becomes("Анна Петрова")
    await customer.reads("Посмотрите, пожалуйста")
    await expect(tabs["customer"].get_by_test_id("unread")).to_have_count(0)
    await fits(phone)


def progress(language: str, number: int) -> str:
    return gettext_for(language)("{number} of {total}").format(number=number, total=4)


def touched(chat: Chat) -> list[Locator]:
    """What people touch all the time."""
    composer = [chat.composer.get_by_test_id(f"composer-{part}") for part in ("attach", "commands", "send")]
    return [chat.log.get_by_test_id("inline-button"), chat.input, *composer]


async def fits(page: Page) -> None:
    """Nothing scrolls sideways, and no message loses words at its edge."""
    assert await page.evaluate("innerWidth") == 375
    boxes = page.locator("html, [data-testid$=-chat], [data-testid=bubble]")
    too_wide = "boxes => boxes.filter(box => box.scrollWidth > box.clientWidth).map(box => box.textContent)"
    assert await boxes.evaluate_all(too_wide) == []


async def is_easily_touched(*targets: Locator) -> None:
    """A finger finds at least 40 pixels each way."""
    for target in targets:
        assert await target.count() > 0
        for each in await target.all():
            box = await each.bounding_box()
            assert box, await each.text_content()
            assert min(box["width"], box["height"]) >= 40, await each.get_attribute("data-testid")


async def test_who_presses_a_button_far_above_sees_what_follows(
    anna: CustomerPerson, desk: Page, customer: Chat
) -> None:
    await customer.becomes("Анна Петрова")
    anna.starts("e-comet")
    await anna.reads("e-Comet")
    for number in range(30):
        last = anna.writes(f"строка {number}")
    await anna.until(lambda: anna.from_bot()[-1]["message_id"] > last["message_id"])
    await customer.reads("строка 29")
    contacts = customer.buttons(_("Contacts")).first
    await contacts.scroll_into_view_if_needed()
    await expect(customer.bubbles("строка 29")).not_to_be_in_viewport()
    await contacts.click()

    await customer.reads("support@e-comet.io")
