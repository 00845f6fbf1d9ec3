"""A question for a phone number: Telegram's own button, a contact from the address book, or typed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App
from bot.catalog.loader import load_catalog
from bot.catalog.products import Catalog
from bot.sandbox.sharing import own_number
from bot.settings import Settings
from tests.catalog.building import GOOD
from tests.journeys.helpers import press, running_with, unread
from tests.people import AgentPerson, CustomerPerson, Message, body, labels

PHONE = """\
      - key: phone
        kind: phone
        required: false
        label: {ru: Телефон, en: Phone}
        ask: {ru: "По какому номеру вам позвонить?", en: "Which number may we call?"}
"""
PLACE = "      - key: place\n"


def with_phone(folder: Path) -> Catalog:
    folder.mkdir()
    (folder / "shop.yaml").write_text(GOOD.replace(PLACE, PHONE + PLACE), encoding="utf-8")
    return load_catalog(folder)


@pytest.fixture
async def bot(settings: Settings, tmp_path: Path) -> AsyncIterator[App]:
    async with running_with(settings, with_phone(tmp_path / "products")) as app:
        yield app


async def asked(customer: CustomerPerson) -> Message:
    """The question for the number."""
    russian = customer.language == "ru"
    customer.starts()
    await press(customer, await customer.reads(), "Shop")
    await press(customer, await customer.reads(), "Инцидент" if russian else "Incident")
    await press(customer, await customer.reads(), customer._("Agree"))
    await customer.reads()
    customer.writes("Не открывается корзина")
    question = await customer.reads()
    assert labels(question) == [customer._(each) for each in ("Send my number", "Skip", "Back", "Cancel")]
    return question


async def with_button(customer: CustomerPerson) -> Message:
    """The question, once Telegram's own button stands in place of the phone's keyboard."""
    question = await asked(customer)
    await press(customer, question, customer._("Send my number"))
    await customer.reads(customer._("Send my phone number"))
    assert customer.world.keyboard(customer.id) == {
        "keyboard": [[{"text": customer._("Send my phone number"), "request_contact": True}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    return question


async def is_gone(customer: CustomerPerson, given: str = "") -> None:
    told = await customer.reads()
    assert customer.world.keyboard(customer.id) is None
    assert given in body(told)


async def card_says(customer: CustomerPerson, agent: AgentPerson, words: str) -> bool:
    """From the question after the number to the card."""
    russian = customer.language == "ru"
    await press(customer, customer.from_bot()[-1], "Приложение" if russian else "App")
    thread = await agent.topic_of(await submit_shop(customer, await customer.reads()))
    return words in body(agent.card(thread))


async def submit_shop(customer: CustomerPerson, preview: Message) -> str:
    await press(customer, preview, customer._("Submit"))
    await customer.reads("SH-1")
    return "SH-1"


async def test_the_button_shares_the_customers_own_number(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    await with_button(customer)
    customer.world.share_contact(customer.id)

    number = f"+{own_number(customer.id)}"
    await is_gone(customer, number)
    await customer.reads()
    assert await card_says(
        customer, agent, f"{'Телефон' if customer.language == 'ru' else 'Phone'}: {number}"
    )


@pytest.mark.parametrize("language", ["ru"])
@pytest.mark.parametrize(
    ("contact", "number"),
    [
        ({"phone_number": "8 (999) 123-45-67", "first_name": "Директор"}, "+79991234567"),
        ({"phone_number": "4712345678", "first_name": "Kari", "user_id": 5}, "+4712345678"),
        ({"phone_number": "+290 23456", "first_name": "Елена"}, "+29023456"),
    ],
)
async def test_a_contact_of_somebody_elses_answers_without_the_button(
    bot: App, customer: CustomerPerson, agent: AgentPerson, contact: dict[str, object], number: str
) -> None:
    await asked(customer)
    customer.world.send(customer.id, customer.chat_id, {"contact": contact})

    await customer.reads("Где?")
    assert await card_says(customer, agent, f"Телефон: {number}")


@pytest.mark.parametrize("language", ["ru"])
async def test_a_contact_without_a_number_is_refused_and_the_next_one_counts(
    bot: App, customer: CustomerPerson
) -> None:
    await asked(customer)
    contact = {"phone_number": "112", "first_name": "Спасатели"}
    customer.world.send(customer.id, customer.chat_id, {"contact": contact})
    assert "номер" in body(await customer.reads())
    customer.writes("8 999 123-45-67")

    assert "Где?" in body(await customer.reads())


@pytest.mark.parametrize("language", ["ru"])
async def test_a_typed_number_takes_the_button_away(bot: App, customer: CustomerPerson) -> None:
    await with_button(customer)
    customer.writes("8 999 123-45-67")

    await is_gone(customer, "+79991234567")
    assert "Где?" in body(await customer.reads())


@pytest.mark.parametrize("language", ["ru"])
@pytest.mark.parametrize(
    ("way", "then"), [("Пропустить", "Где?"), ("Назад", "Что случилось?"), ("Отмена", "Отменено")]
)
@pytest.mark.parametrize("typed", [False, True])
async def test_skipping_going_back_and_cancelling_take_the_button_away(
    bot: App, customer: CustomerPerson, way: str, then: str, typed: bool
) -> None:
    question = await with_button(customer)
    if typed:
        customer.writes(way)
    else:
        await press(customer, question, way)

    await is_gone(customer, "без номера")
    assert then in body(await customer.reads())
    with pytest.raises(ValueError, match="asks for the phone number"):
        customer.world.share_contact(customer.id)


@pytest.mark.parametrize("language", ["ru"])
async def test_a_wrong_number_leaves_the_button_where_it_is(bot: App, customer: CustomerPerson) -> None:
    await with_button(customer)
    customer.writes("не помню")
    assert "номер" in body(await customer.reads())
    assert customer.world.keyboard(customer.id)
    customer.world.share_contact(customer.id)

    await is_gone(customer, own_number(customer.id))


@pytest.mark.parametrize("language", ["ru"])
async def test_without_the_button_nothing_is_said_of_it(bot: App, customer: CustomerPerson) -> None:
    question = await asked(customer)
    await press(customer, question, "Пропустить")

    assert "Где?" in body(await customer.reads())
    assert unread(customer) == []
    late = await press(customer, question, "Отправить мой номер")
    assert late.text == "Кнопка устарела, ничего не изменилось."
