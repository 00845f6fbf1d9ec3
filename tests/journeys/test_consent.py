"""Leave to process personal data: asked once, before the first registration, and written down."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.sandbox.world import World
from storage.tables import consents, customers, tickets
from tests.journeys.helpers import (
    PREVIEW,
    TITLES,
    new_customer,
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
from tests.people import CustomerPerson, Message, body, labels


@pytest.fixture
async def question(bot: App, customer: CustomerPerson) -> Message:
    customer.starts("e-comet")
    await press(customer, await customer.reads(), TITLES["incident"][customer.language])
    return await customer.reads()


async def test_consent_is_asked_in_the_products_words(customer: CustomerPerson, question: Message) -> None:
    assert labels(question) == [customer._("Agree"), customer._("Decline")]
    assert {"ru": "Вы согласны на обработку персональных данных?", "en": "Do you agree to the processing"}[
        customer.language
    ] in body(question)


async def test_moment_and_version_of_the_consent_are_recorded(
    bot: App, customer: CustomerPerson, question: Message
) -> None:
    before = datetime.now(UTC)
    assert await stored(bot, select(consents)) == []
    await press(customer, question, customer._("Agree"))
    await customer.reads(progress(customer, 1))

    (recorded,) = await stored(bot, select(consents, customers.c.address).join(customers))

    assert (recorded.product_id, recorded.version) == ("e-comet", "2026-11")
    assert recorded.address == str(customer.id)
    assert before <= recorded.given_at <= before + timedelta(seconds=10)


async def test_a_second_registration_is_not_asked_again(bot: App, customer: CustomerPerson) -> None:
    assert await register(customer) == "EC-1"
    customer.starts("e-comet")
    await press(customer, await customer.reads(), TITLES["service"][customer.language])

    assert progress(customer, 1) in body(await customer.reads())
    assert len(await stored(bot, select(consents))) == 1


async def test_each_customer_is_asked(bot: App, world: World, customer: CustomerPerson) -> None:
    await register(customer)
    other = new_customer(world)

    assert await register(other) == "EC-2"
    assert len(await stored(bot, select(consents))) == 2


async def test_who_declines_learns_how_else_to_write_and_may_still_agree(
    bot: App, customer: CustomerPerson, question: Message
) -> None:
    _ = customer._
    await press(customer, question, _("Decline"))

    told = body(await customer.reads())
    assert _("Without your consent we cannot register a request here.") in told
    assert "support@e-comet.io" in told
    assert await stored(bot, select(consents)) == []
    assert await stored(bot, select(tickets)) == []

    await press(customer, question, _("Agree"))
    assert progress(customer, 1) in body(await customer.reads())


async def test_a_double_press_on_agree_records_one_consent_and_asks_one_question(
    bot: App, customer: CustomerPerson, question: Message
) -> None:
    first = presses_at_once(customer, question, customer._("Agree"))
    second = await press(customer, question, customer._("Agree"))

    assert not first.text
    assert second.text == customer._("You have answered this already.")
    assert progress(customer, 1) in body(await customer.reads())
    assert unread(customer) == []
    assert len(await stored(bot, select(consents))) == 1


async def test_decline_after_agree_is_out_of_date(
    bot: App, customer: CustomerPerson, question: Message
) -> None:
    await press(customer, question, customer._("Agree"))
    await customer.reads(progress(customer, 1))

    late = await press(customer, question, customer._("Decline"))

    assert late.text == customer._("You have answered this already.")


async def test_words_while_consent_is_pending_are_kept_and_offered_at_the_description(
    bot: App, customer: CustomerPerson, question: Message
) -> None:
    _ = customer._
    customer.writes("Не могу выгрузить отчёт, помогите!")
    reminded = await customer.reads()
    assert labels(reminded) == [_("Agree"), _("Decline")]

    await press(customer, reminded, _("Agree"))
    await customer.reads(progress(customer, 1))
    customer.writes("Отчёт")
    await customer.reads(progress(customer, 2))
    customer.writes("104582")
    asked = await customer.reads(progress(customer, 3))

    assert "Не могу выгрузить отчёт, помогите!" in body(asked)
    assert _("Use what I wrote") in labels(asked)


async def test_a_photo_while_consent_is_pending_lands_among_the_files(
    bot: App, customer: CustomerPerson, question: Message
) -> None:
    customer.attaches(photo())
    await press(customer, await customer.reads(), customer._("Agree"))
    await customer.reads(progress(customer, 1))
    for words in ("Отчёт", "104582", "Пустой файл, уже второй день"):
        customer.writes(words)
        asked = await customer.reads()

    assert body(asked).endswith({"ru": "Приложен 1 файл.", "en": "Attached: 1 file."}[customer.language])


async def test_start_while_consent_is_pending_leads_back_to_it(
    bot: App, customer: CustomerPerson, question: Message
) -> None:
    """No consent, no form: and no dead end either."""
    assert labels(question)
    preview = await reach(customer, PREVIEW)

    assert await submit(customer, preview) == "EC-1"
