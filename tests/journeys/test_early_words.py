"""What a customer writes and sends before any `/start` is kept and used."""

import pytest

from bot.app import App
from bot.sandbox.model import Upload
from tests.journeys.helpers import (
    ACCOUNT,
    PRODUCTS,
    STORY,
    SUBJECT,
    TITLES,
    document,
    find_ticket,
    names,
    photo,
    press,
    progress,
    submit,
    unread,
)
from tests.people import AgentPerson, CustomerPerson, Message, body, labels

EARLY = "Здравствуйте! Не работает выгрузка отчёта."


@pytest.fixture
def language() -> str:
    return "ru"


async def to_first_question(customer: CustomerPerson, asked: Message) -> Message:
    """From the question for the product."""
    await press(customer, asked, "e-Comet")
    await press(customer, await customer.reads(), TITLES["incident"][customer.language])
    await press(customer, await customer.reads(), customer._("Agree"))
    return await customer.reads()


async def to_third_question(customer: CustomerPerson, asked: Message) -> Message:
    asked = await to_first_question(customer, asked)
    for words in (SUBJECT, ACCOUNT):
        customer.writes(words)
        asked = await customer.reads()
    return asked


async def test_first_words_are_kept_and_the_product_is_asked(bot: App, customer: CustomerPerson) -> None:
    customer.writes(EARLY)

    asked = await customer.reads()

    assert body(asked) == customer._(
        "Hello! Your message is saved and will be included in your request. Which product is it about?"
    )
    assert labels(asked) == PRODUCTS


async def test_early_words_are_offered_at_the_description_and_used(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    _ = customer._
    for words in (EARLY, "Уже второй день."):
        customer.writes(words)
        asked = await customer.reads()
    asked = await to_third_question(customer, asked)
    assert EARLY in body(asked)
    await press(customer, asked, _("Use what I wrote"))
    await press(customer, await customer.reads(), _("Skip"))
    preview = await customer.reads()
    assert f"{EARLY}\nУже второй день." in body(preview)

    ticket = await find_ticket(agent, await submit(customer, preview))

    card = body(agent.card(ticket.thread))
    assert card.count(EARLY) == 1
    assert "Уже второй день." in card


async def test_early_words_are_kept_also_when_the_customer_answers_something_else(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    customer.writes(EARLY)
    await to_third_question(customer, await customer.reads())
    customer.writes(STORY)
    await press(customer, await customer.reads(), customer._("Skip"))
    preview = await customer.reads()
    assert STORY in body(preview)
    assert EARLY in body(preview)

    ticket = await find_ticket(agent, await submit(customer, preview))

    card = body(agent.card(ticket.thread))
    assert STORY in card
    assert EARLY in card


async def test_early_words_survive_start(bot: App, customer: CustomerPerson) -> None:
    customer.writes(EARLY)
    await customer.reads()
    customer.starts()
    asked = await to_third_question(customer, await customer.reads())

    assert EARLY in body(asked)


async def test_early_files_land_in_the_files_question(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    _ = customer._
    customer.attaches(document("export.log"), caption="Вот журнал, посмотрите")
    await to_third_question(customer, await customer.reads())
    customer.writes(STORY)
    asked = await customer.reads(progress(customer, 4))
    assert {"ru": "Приложен 1 файл.", "en": "Attached: 1 file."}[customer.language] in body(asked)
    await press(customer, asked, _("Done"))

    thread = await agent.topic_of(await submit(customer, await customer.reads()))

    await agent.until(lambda: names(agent.from_bot(thread)) == ["export.log"])
    (shown,) = [each for each in agent.from_bot(thread) if "document" in each]
    assert shown["caption"] == "Вот журнал, посмотрите"


async def test_an_early_album_is_acknowledged_once(bot: App, customer: CustomerPerson) -> None:
    customer.attaches(photo("1.png"), photo("2.png"), photo("3.png"), caption="Три экрана")
    asked = await customer.reads()
    assert labels(asked) == PRODUCTS
    await to_third_question(customer, asked)
    customer.writes(STORY)

    assert {"ru": "Приложено 3 файла.", "en": "Attached: 3 files."}[customer.language] in body(
        await customer.reads(progress(customer, 4))
    )
    assert unread(customer) == []


async def test_words_between_the_products_menu_and_the_type_are_kept_too(
    bot: App, customer: CustomerPerson
) -> None:
    customer.writes("Здравствуйте!")
    await press(customer, await customer.reads(), "e-Comet")
    await customer.reads()
    customer.writes(EARLY)

    menu = await customer.reads()

    assert customer._("Your message is saved and will be included in your request.") in body(menu)
    assert TITLES["incident"][customer.language] in labels(menu)


async def test_a_voice_message_before_start_is_carried_along(
    bot: App, customer: CustomerPerson, agent: AgentPerson
) -> None:
    customer.attaches(Upload("voice.ogg", b"OggS", kind="voice"))
    await to_third_question(customer, await customer.reads())
    customer.writes(STORY)
    await press(customer, await customer.reads(), customer._("Done"))

    thread = await agent.topic_of(await submit(customer, await customer.reads()))

    await agent.until(lambda: any("voice" in each for each in agent.messages(thread)))
