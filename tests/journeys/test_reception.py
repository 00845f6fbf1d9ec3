"""The way to a form: `/start`, deep links, the product's menu and everything it offers."""

import pytest

from bot.app import App
from tests.journeys.helpers import PREVIEW, PRODUCTS, TITLES, press, progress, reach, register, unread
from tests.people import CustomerPerson, body, labels, settled


async def test_start_offers_a_button_for_each_product(bot: App, customer: CustomerPerson) -> None:
    customer.starts()

    hello = await customer.reads()

    assert body(hello) == customer._("Hello! This is technical support. Which product do you need help with?")
    assert labels(hello) == PRODUCTS


async def test_the_product_menu_has_a_button_for_each_type_and_the_rest(
    bot: App, customer: CustomerPerson
) -> None:
    _ = customer._
    customer.starts()
    await press(customer, await customer.reads(), "e-Comet")

    menu = await customer.reads()

    assert labels(menu) == [
        *(TITLES[kind][customer.language] for kind in ("incident", "problem", "service", "development")),
        _("My tickets"),
        _("Contacts"),
        _("Suggest a feature"),
    ]
    assert body(menu).startswith(_("{product}: what do you need help with?").format(product="e-Comet"))


async def test_a_deep_link_opens_its_product_straight_away(bot: App, customer: CustomerPerson) -> None:
    customer.starts("e-comet")

    menu = await customer.reads()

    assert TITLES["incident"][customer.language] in labels(menu)


async def test_a_deep_link_to_an_unknown_product_says_so_and_offers_those_there_are(
    bot: App, customer: CustomerPerson
) -> None:
    customer.starts("no-such-product")

    told = await customer.reads()

    assert body(told) == customer._(
        "We could not find the product from this link. Which of these do you need help with?"
    )
    assert labels(told) == PRODUCTS
    await press(customer, told, "e-Comet")
    assert TITLES["service"][customer.language] in labels(await customer.reads())


async def test_new_is_another_word_for_start(bot: App, customer: CustomerPerson) -> None:
    customer.starts()
    hello = await customer.reads()
    customer.writes("/new")

    assert body(await customer.reads()) == body(hello)


@pytest.mark.parametrize("kind", list(TITLES))
async def test_each_type_asks_its_four_questions(bot: App, customer: CustomerPerson, kind: str) -> None:
    preview = await reach(customer, PREVIEW, kind)

    assert f"e-Comet · {TITLES[kind][customer.language]}" in body(preview)


async def test_my_tickets_is_empty_at_first_and_then_lists_them(bot: App, customer: CustomerPerson) -> None:
    _ = customer._
    customer.starts("e-comet")
    menu = await customer.reads()
    await press(customer, menu, _("My tickets"))
    empty = await customer.reads()
    assert body(empty) == _("You have no tickets yet.")
    await press(customer, empty, _("New request"))
    assert labels(await customer.reads()) == PRODUCTS

    await register(customer, subject="Первый")
    await register(customer, "problem", subject="Второй")
    await press(customer, menu, _("My tickets"))

    listed = await customer.reads()
    assert labels(listed) == ["EC-2 · Второй", "EC-1 · Первый", _("New request")]
    assert f"EC-1 · {_('Registered')} · Первый" in body(listed)


async def test_a_ticket_of_the_list_opens_with_its_state_and_buttons(
    bot: App, customer: CustomerPerson
) -> None:
    _ = customer._
    await register(customer, subject="Первый")
    customer.writes("/tickets")
    await press(customer, await customer.reads(), "EC-1 · Первый")

    shown = await customer.reads()

    assert "EC-1" in body(shown)
    assert _("State: {state}").format(state=_("Registered")) in body(shown)
    assert labels(shown) == [_("Add a message"), _("Withdraw"), _("History")]


async def test_a_ticket_is_found_by_its_number_however_it_is_written(
    bot: App, customer: CustomerPerson
) -> None:
    await register(customer, subject="Первый")

    for number in ("EC-1", "ec-1", "1", "№1", "#1"):
        customer.writes(f"/ticket {number}")
        assert "Первый" in body(await customer.reads()), number


async def test_a_number_that_is_not_the_customers_is_not_found(bot: App, customer: CustomerPerson) -> None:
    customer.starts()
    await customer.reads()
    customer.writes("/ticket EC-7")

    told = await customer.reads()

    assert body(told) == customer._("You have no ticket {number}. All your tickets: /tickets").format(
        number="EC-7"
    )


async def test_contacts_are_those_of_the_product(bot: App, customer: CustomerPerson) -> None:
    customer.starts("e-comet")
    await press(customer, await customer.reads(), customer._("Contacts"))

    told = body(await customer.reads())
    assert "support@e-comet.io" in told
    assert "app.e-comet.io" in told

    customer.writes("/contacts")
    assert "support@e-comet.io" in body(await customer.reads())


@pytest.mark.parametrize("way", ["button", "/suggest"])
async def test_a_suggestion_begins_a_development_request(
    bot: App, customer: CustomerPerson, way: str
) -> None:
    customer.starts("e-comet")
    menu = await customer.reads()
    if way == "button":
        await press(customer, menu, customer._("Suggest a feature"))
    else:
        customer.writes(way)
        await press(customer, await customer.reads(), "e-Comet")
    await press(customer, await customer.reads(), customer._("Agree"))

    asked = await customer.reads()

    assert progress(customer, 1) in body(asked)
    assert {"ru": "Что предлагаете", "en": "would you like us to change"}[customer.language] in body(asked)


async def test_a_double_press_on_a_type_asks_one_form(bot: App, customer: CustomerPerson) -> None:
    """The second press finds the form begun, and offers to go on with it."""
    await register(customer)
    customer.starts("e-comet")
    menu = await customer.reads()
    await press(customer, menu, TITLES["incident"][customer.language])
    await press(customer, menu, TITLES["incident"][customer.language])

    assert progress(customer, 1) in body(await customer.reads())
    again = await customer.reads()
    assert labels(again) == [customer._("Continue"), customer._("Start over")]
    await settled()
    assert unread(customer) == []


async def test_help_names_the_commands(bot: App, customer: CustomerPerson) -> None:
    customer.writes("/help")

    told = body(await customer.reads())

    for command in ("/new", "/tickets", "/ticket", "/suggest", "/contacts", "/language", "/cancel"):
        assert command in told
