"""A folder of product files of the operator's own: two products side by side, and a consent that changed."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.catalog.files import BUILT_IN
from bot.catalog.loader import load_catalog
from bot.settings import Settings
from storage.tables import consents, tickets
from tests.journeys.helpers import TITLES, find_ticket, press, progress, register, running_with, stored
from tests.people import AgentPerson, CustomerPerson, Message, body, labels


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The built-in product, and another made after it."""
    folder = tmp_path / "products"
    folder.mkdir()
    original = (BUILT_IN / "e-comet.yaml").read_text(encoding="utf-8")
    (folder / "e-comet.yaml").write_text(original, encoding="utf-8")
    other = original.replace("id: e-comet", "id: lunar").replace("prefix: EC", "prefix: LU")
    (folder / "lunar.yaml").write_text(other.replace("title: e-Comet", "title: Lunar"), encoding="utf-8")
    return folder


async def registers_with(customer: CustomerPerson, product: str) -> Message:
    """What the customer is told of the registration."""
    _ = customer._
    customer.writes("/new")
    await press(
        customer,
        await customer.reads(_("Hello! This is technical support. Which product do you need help with?")),
        product,
    )
    await press(customer, await customer.reads(), TITLES["incident"][customer.language])
    shown = await customer.reads()
    if _("Agree") in labels(shown):
        await press(customer, shown, _("Agree"))
        shown = await customer.reads()
    for words in ("Не работает", "104582", "Совсем ничего не происходит"):
        customer.writes(words)
        shown = await customer.reads()
    await press(customer, shown, _("Skip"))
    shown = await customer.reads()
    if _("Another problem") in labels(shown):
        await press(customer, shown, _("Another problem"))
        shown = await customer.reads()
    await press(customer, shown, _("Submit"))
    return await customer.reads()


async def test_start_offers_both_products(settings: Settings, folder: Path, customer: CustomerPerson) -> None:
    async with running_with(settings, load_catalog(folder)):
        customer.starts()
        assert labels(await customer.reads()) == ["e-Comet", "Lunar"]
        customer.starts("lunar")
        assert body(await customer.reads()).startswith(
            customer._("{product}: what do you need help with?").format(product="Lunar")
        )


async def test_each_product_counts_its_own_tickets_and_asks_its_own_consent(
    settings: Settings, folder: Path, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running_with(settings, load_catalog(folder)) as bot:
        for product, number in (
            ("e-Comet", "EC-1"),
            ("Lunar", "LU-1"),
            ("Lunar", "LU-2"),
            ("e-Comet", "EC-2"),
        ):
            assert number in body(await registers_with(customer, product))
            await agent.topic_of(number)
        assert [row.product_id for row in await stored(bot, select(consents))] == ["e-comet", "lunar"]
        assert len(await stored(bot, select(tickets))) == 4


async def test_a_suggestion_asks_for_the_product_first(
    settings: Settings, folder: Path, customer: CustomerPerson
) -> None:
    async with running_with(settings, load_catalog(folder)):
        customer.writes("/suggest")
        asked = await customer.reads()
        assert body(asked) == customer._("Which product is your suggestion about?")
        await press(customer, asked, "Lunar")
        await press(customer, await customer.reads(), customer._("Agree"))
        assert progress(customer, 1) in body(await customer.reads())


async def test_a_new_version_of_the_consent_is_asked_anew(
    settings: Settings, folder: Path, customer: CustomerPerson
) -> None:
    async with running_with(settings, load_catalog(folder)):
        await registers_with(customer, "e-Comet")
    file = folder / "e-comet.yaml"
    changed = file.read_text(encoding="utf-8").replace('version: "2026-11"', 'version: "2027-01"')
    file.write_text(changed, encoding="utf-8")
    async with running_with(settings, load_catalog(folder)) as bot:
        customer.starts("e-comet")
        menu = await customer.reads(TITLES["service"][customer.language])
        await press(customer, menu, TITLES["service"][customer.language])
        asked = await customer.reads()
        assert labels(asked) == [customer._("Agree"), customer._("Decline")]
        await press(customer, asked, customer._("Agree"))
        await customer.reads(progress(customer, 1))
        assert [row.version for row in await stored(bot, select(consents))] == ["2026-11", "2027-01"]


async def test_a_product_that_is_served_no_longer_leaves_its_tickets_alive(
    settings: Settings, folder: Path, customer: CustomerPerson, agent: AgentPerson
) -> None:
    async with running_with(settings, load_catalog(folder)):
        await registers_with(customer, "Lunar")
        ticket = await find_ticket(agent, "LU-1")
    (folder / "lunar.yaml").unlink()
    async with running_with(settings, load_catalog(folder)):
        customer.writes("Есть новости?")
        await agent.reads("Есть новости?", thread=ticket.thread)
        agent.writes("/resolve Обновите страницу.", thread=ticket.thread)
        await customer.reads("Обновите страницу.")
        question = await customer.reads("LU-1")
        await press(customer, question, customer._("Confirm"))
        await customer.reads("5")
        customer.writes("/ticket LU-1")
        assert "LU-1" in body(await customer.reads("LU-1"))
        assert await register(customer) == "EC-1"
