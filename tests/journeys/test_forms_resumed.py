"""Forms that are left and taken up again: after a restart, after `/start`, from another product's link."""

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.settings import Settings
from storage.tables import drafts, tickets
from tests.journeys.helpers import (
    PREVIEW,
    PRODUCTS,
    STORY,
    SUBJECT,
    TITLES,
    catch_up,
    photo,
    press,
    presses_at_once,
    progress,
    reach,
    register,
    stored,
    submit,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, body, labels
from tests.running import running


@pytest.fixture
def language() -> str:
    return "en"


async def test_a_draft_is_resumed_after_a_restart_of_the_bot(
    settings: Settings, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running(settings):
        asked = await reach(customer, 3)
    async with running(settings):
        customer.writes(STORY)
        await customer.reads(progress(customer, 4))
        customer.attaches(photo())
        await customer.reads()
    async with running(settings):
        await press(customer, customer.from_bot()[-1], customer._("Done"))
        preview = await customer.reads()
        assert SUBJECT in body(preview)
        late = await press(customer, asked, customer._("Back"))
        assert late.text == customer._("This button is out of date. Nothing was changed.")
    async with running(settings):
        thread = await agent.topic_of(await submit(customer, preview))
        await agent.until(lambda: any("photo" in each for each in agent.messages(thread)))


async def test_what_was_sent_while_the_bot_was_away_is_answered_when_it_is_back(
    settings: Settings, customer: CustomerPerson
) -> None:
    async with running(settings):
        await reach(customer, 2)
    customer.writes("104582")
    customer.writes(STORY)
    async with running(settings):
        assert progress(customer, 3) in body(await customer.reads())
        assert progress(customer, 4) in body(await customer.reads())


async def test_submit_pressed_while_the_bot_was_away_registers_one_ticket(
    settings: Settings, customer: CustomerPerson
) -> None:
    async with running(settings):
        preview = await reach(customer, PREVIEW)
    presses_at_once(customer, preview, customer._("Submit"))
    presses_at_once(customer, preview, customer._("Submit"))
    async with running(settings) as bot:
        assert "EC-1" in body(await customer.reads())
        assert await stored(bot, select(func.count()).select_from(tickets)) == [(1,)]


@pytest.mark.parametrize("command", ["/start", "/new", "/start e-comet", "/suggest"])
async def test_a_new_beginning_in_the_middle_of_a_form_offers_to_go_on(
    bot: App, customer: CustomerPerson, command: str
) -> None:
    _ = customer._
    await reach(customer, 3)
    customer.writes(command)

    offered = await customer.reads()

    assert body(offered).startswith(
        _("You have an unfinished request: {product} · {type}, {where}.").format(
            product="e-Comet",
            type=TITLES["incident"][customer.language],
            where=_("question {number} of {total}").format(number=3, total=4),
        )
    )
    assert labels(offered) == [_("Continue"), _("Start over")]
    await press(customer, offered, _("Continue"))
    assert progress(customer, 3) in body(await customer.reads())


async def test_words_may_follow_the_offer_to_go_on_without_pressing_anything(
    bot: App, customer: CustomerPerson
) -> None:
    await reach(customer, 3)
    customer.starts()
    await customer.reads(customer._("Would you like to continue?"))
    customer.writes(STORY)

    assert progress(customer, 4) in body(await customer.reads())


async def test_start_at_the_preview_says_that_only_submit_is_missing(
    bot: App, customer: CustomerPerson
) -> None:
    _ = customer._
    await reach(customer, PREVIEW)
    customer.starts()
    offered = await customer.reads()
    assert _("ready to submit") in body(offered)
    await press(customer, offered, _("Continue"))

    assert await submit(customer, await customer.reads()) == "EC-1"


async def test_start_anew_leaves_the_form_and_begins_another(bot: App, customer: CustomerPerson) -> None:
    _ = customer._
    await reach(customer, 3, subject="Старое")
    customer.starts()
    offered = await customer.reads()
    await press(customer, offered, _("Start over"))
    assert labels(await customer.reads()) == PRODUCTS
    preview = await reach(customer, PREVIEW, "service", subject="Новое")
    assert "Старое" not in body(preview)

    late = await press(customer, offered, _("Continue"))

    assert late.text == _("This button is out of date. Nothing was changed.")
    assert await submit(customer, preview) == "EC-1"
    assert await stored(bot, select(drafts.c.status).order_by(drafts.c.id)) == [
        ("cancelled",),
        ("submitted",),
    ]


async def test_start_anew_from_a_products_link_opens_that_product(bot: App, customer: CustomerPerson) -> None:
    await reach(customer, 2)
    customer.starts("e-comet")
    await press(customer, await customer.reads(), customer._("Start over"))

    assert TITLES["incident"][customer.language] in labels(await customer.reads())


async def test_an_old_menu_in_the_middle_of_a_form_offers_to_go_on(
    bot: App, customer: CustomerPerson
) -> None:
    customer.starts("e-comet")
    menu = await customer.reads()
    await reach(customer, 2)
    await press(customer, menu, TITLES["problem"][customer.language])

    assert labels(await customer.reads()) == [customer._("Continue"), customer._("Start over")]


async def test_lists_and_help_in_the_middle_of_a_form_leave_it_alone(
    bot: App, customer: CustomerPerson
) -> None:
    await reach(customer, 2)
    for command in ("/tickets", "/help", "/contacts", "/language"):
        customer.writes(command)
        await customer.reads()
    customer.writes("104582")

    assert progress(customer, 3) in body(await customer.reads())


async def test_two_customers_at_once_do_not_mix(
    bot: App, customer: CustomerPerson, colleague_customer: CustomerPerson
) -> None:
    one, other = customer, colleague_customer
    await reach(one, 2, subject="Экспорт")
    await reach(other, 1)
    other.writes("Импорт")
    await other.reads(progress(other, 2))
    one.writes("111")
    other.writes("222")
    for person, story in ((one, "О выгрузке"), (other, "О загрузке")):
        await person.reads(progress(person, 3))
        person.writes(story)
    for person in (one, other):
        await press(person, await person.reads(progress(person, 4)), person._("Skip"))
    first, second = await one.reads(), await other.reads()

    for mine, theirs, shown in (("111", "222", first), ("222", "111", second)):
        assert mine in body(shown)
        assert theirs not in body(shown)
    assert "Экспорт" in body(first)
    assert "О загрузке" in body(second)
    assert {await submit(one, first), await submit(other, second)} == {"EC-1", "EC-2"}


@pytest.fixture
def colleague_customer(customer: CustomerPerson) -> CustomerPerson:
    user = customer.world.create_user("Борис", language_code=customer.language)
    return CustomerPerson(customer.world, user.id, user.id, customer.language)


async def test_a_customer_with_a_ticket_fills_another_form_undisturbed(
    bot: App, customer: CustomerPerson
) -> None:
    """Words in a form are its answers, also when the customer has a live ticket."""
    await register(customer, subject="Первый")
    preview = await reach(customer, PREVIEW, subject="Второй")
    assert "Второй" in body(preview)
    catch_up(customer)

    assert await submit(customer, preview) == "EC-2"
    assert unread(customer) == []
